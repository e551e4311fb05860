package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;

class AppendEachTest {
  private static final AppendOutcome STORED =
      new AppendOutcome.Stored(Optional.empty(), OptionalLong.empty());

  private static AppendOutcome stored(long uid) {
    return new AppendOutcome.Stored(Optional.of(new UidValidity(42)), OptionalLong.of(uid));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final AppendItem UNREADABLE =
      new AppendItem(
          Set.of(),
          Optional.empty(),
          7,
          () -> {
            throw new IOException("no such file");
          });

  @Test
  void messagesAreSentWithoutWaitingForAnswers() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+ UIDPLUS")
                    + """
                    C: A3 APPEND INBOX {3+}
                    C: one
                    C: A4 APPEND INBOX {3+}
                    C: two
                    C: A5 APPEND INBOX {5+}
                    C: three
                    S: A3 OK [APPENDUID 42 7] done
                    S: * 3 EXISTS
                    S: A4 NO [TOOBIG] two is too much
                    S: A5 OK [APPENDUID 42 8] done
                    C: A6 NOOP
                    S: A6 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      AppendEachResult result =
          client.appendEach(
              MailboxName.INBOX,
              List.of(
                  Scripts.item(3, stream("one")),
                  Scripts.item(3, stream("two")),
                  Scripts.item(5, stream("three"))));
      assertThat(result.outcomes())
          .containsExactly(
              stored(7),
              new AppendOutcome.Refused(Completion.no(ResponseCode.Word.TOOBIG, "two is too much")),
              stored(8));
      assertThat(result.failure()).isEmpty();
      assertThat(result.stored()).isEqualTo(2);
      assertThat(result.isComplete()).isFalse();
      client.noop();
    }
  }

  @Test
  void answersOutOfOrderFindTheirMessages() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C: A3 APPEND INBOX {3+}
                    C: one
                    C: A4 APPEND INBOX {3+}
                    C: two
                    S: A4 OK [APPENDUID 42 1] done
                    S: A3 OK [APPENDUID 42 2] done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(
              client
                  .appendEach(
                      MailboxName.INBOX,
                      List.of(Scripts.item(3, stream("one")), Scripts.item(3, stream("two"))))
                  .outcomes())
          .containsExactly(stored(2), stored(1));
    }
  }

  @Test
  void whereLiteralsMustWaitARefusalStopsOneMessageAlone() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 APPEND INBOX {3}
                    S: +
                    C: one
                    C: A4 APPEND INBOX {3}
                    S: A3 OK done
                    S: A4 NO not this one
                    C: A5 APPEND INBOX {5}
                    S: + any text [at] {all}
                    C: three
                    S: A5 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(
              client
                  .appendEach(
                      MailboxName.INBOX,
                      List.of(
                          Scripts.item(3, stream("one")),
                          Scripts.item(3, stream("two")),
                          Scripts.item(5, stream("three"))))
                  .outcomes())
          .containsExactly(
              STORED, new AppendOutcome.Refused(Completion.no("not this one")), STORED);
    }
  }

  @Test
  void aLargeMessageWaitsToBeAskedForThoughItNeedNot() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C: A3 APPEND INBOX {3+}
                    C: one
                    C: A4 APPEND INBOX {4}
                    S: A3 OK done
                    S: A4 NO [TOOBIG] no
                    """);
        ImapClient client =
            ImapClient.connect(server.address(), ClientOptions.plain().withSynchronizingFrom(4))) {
      AppendEachResult result =
          client.appendEach(
              MailboxName.INBOX,
              List.of(Scripts.item(3, stream("one")), Scripts.item(4, stream("four"))));
      assertThat(result.outcomes().getFirst()).isEqualTo(STORED);
      assertThat(result.outcomes().getLast()).isInstanceOf(AppendOutcome.Refused.class);
    }
  }

  @Test
  void aLostConnectionLeavesNoMessageWithoutAWord() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C: A3 APPEND INBOX {3+}
                    C: one
                    S: A3 OK done
                    C: A4 APPEND INBOX {3+}
                    C: two
                    C: A5 APPEND INBOX {10000000+}
                    S: * BYE too much of it
                    CLOSE
                    """);
        ImapClient client =
            ImapClient.connect(
                server.address(), ClientOptions.plain().withSynchronizingFrom(Long.MAX_VALUE))) {
      AppendEachResult result =
          client.appendEach(
              MailboxName.INBOX,
              List.of(
                  Scripts.item(3, stream("one")),
                  Scripts.item(3, stream("two")),
                  Scripts.item(10_000_000, new Endless()),
                  Scripts.item(4, stream("four"))));
      assertThat(result.outcomes())
          .containsExactly(
              STORED,
              new AppendOutcome.Unknown(),
              new AppendOutcome.NotSent(),
              new AppendOutcome.NotSent());
      assertThat(result.failure()).isPresent();
    }
  }

  @Test
  void whatWasSentToItsEndAndNotAnsweredIsUnknown() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C: A3 APPEND INBOX {3+}
                    C: one
                    C: A4 APPEND INBOX {3+}
                    C: two
                    S: * BYE the disk is gone
                    CLOSE
                    """);
        ImapClient client = Scripts.connect(server)) {
      AppendEachResult result =
          client.appendEach(
              MailboxName.INBOX,
              List.of(Scripts.item(3, stream("one")), Scripts.item(3, stream("two"))));
      assertThat(result.outcomes())
          .containsExactly(new AppendOutcome.Unknown(), new AppendOutcome.Unknown());
      assertThat(result.failure().orElseThrow())
          .hasMessageContaining("the disk is gone")
          .extracting(ConnectionLostException::outcomeUnknown)
          .isEqualTo(true);
    }
  }

  @Test
  void aMessageThatCannotBeOpenedIsLeftOut() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C~ A\\d APPEND INBOX \\{3\\+}
                    C: one
                    C~ A\\d APPEND INBOX \\{5\\+}
                    C: three
                    S: A3 OK done
                    S: A5 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      List<AppendOutcome> outcomes =
          client
              .appendEach(
                  MailboxName.INBOX,
                  List.of(
                      Scripts.item(3, stream("one")), UNREADABLE, Scripts.item(5, stream("three"))))
              .outcomes();
      assertThat(outcomes.get(0)).isEqualTo(STORED);
      assertThat(outcomes.get(2)).isEqualTo(STORED);
      assertThat(outcomes.get(1))
          .isInstanceOfSatisfying(
              AppendOutcome.Unreadable.class,
              unreadable -> assertThat(unreadable.why()).hasMessageContaining("no such file"));
    }
  }

  @Test
  void aMessageThatBreaksOffWaitsForTheAnswersToThoseBefore() throws Exception {
    FakeImapServer server =
        FakeImapServer.play(
            Scripts.with("LITERAL+")
                + """
                C: A3 APPEND INBOX {3+}
                C: one
                S: A3 OK done
                ANYTHING
                """);
    try (server;
        ImapClient client = Scripts.connect(server)) {
      AppendEachResult result =
          client.appendEach(
              MailboxName.INBOX,
              List.of(
                  Scripts.item(3, stream("one")),
                  Scripts.item(3, stream("2")),
                  Scripts.item(5, stream("three"))));
      assertThat(result.outcomes().get(0)).isEqualTo(STORED);
      assertThat(result.outcomes().get(1)).isInstanceOf(AppendOutcome.Unreadable.class);
      assertThat(result.outcomes().get(2)).isEqualTo(new AppendOutcome.NotSent());
      assertThat(result.failure()).isPresent();
    }
  }

  @Test
  void anOkBeforeTheServerHadAllOctetsLeavesTheMessageInDoubt() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C: A3 APPEND INBOX {1000000+}
                    S: A3 OK done
                    ANYTHING
                    """);
        ImapClient client = Scripts.connect(server)) {
      AppendEachResult result =
          client.appendEach(
              MailboxName.INBOX,
              List.of(
                  Scripts.item(1_000_000, Scripts.untilAnswered(1_000_000, client)),
                  Scripts.item("x")));
      assertThat(result.outcomes().getFirst()).isEqualTo(new AppendOutcome.Unknown());
      assertThat(result.failure().orElseThrow().outcomeUnknown()).isTrue();
    }
  }

  @Test
  void anOkToAMessageThatBrokeOffLeavesItInDoubt() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C: A3 APPEND INBOX {2000000+}
                    S: A3 OK done
                    ANYTHING
                    """);
        ImapClient client = Scripts.connect(server)) {
      InputStream shorter = Scripts.untilAnswered(1_000_000, client);
      assertThat(
              client
                  .appendEach(MailboxName.INBOX, List.of(Scripts.item(2_000_000, shorter)))
                  .outcomes())
          .containsExactly(new AppendOutcome.Unknown());
    }
  }

  @Test
  void aMessageLongerThanAnnouncedIsNotSentToItsEnd() throws Exception {
    FakeImapServer server =
        FakeImapServer.play(
            Scripts.with("LITERAL+") + "C: A3 APPEND INBOX {100000+}\nC# 100000\nS: A3 OK done");
    try (ImapClient client = Scripts.connect(server)) {
      InputStream longer = new ByteArrayInputStream(new byte[100_001]);
      assertThat(
              client
                  .appendEach(MailboxName.INBOX, List.of(Scripts.item(100_000, longer)))
                  .outcomes())
          .singleElement()
          .isInstanceOfSatisfying(
              AppendOutcome.Unreadable.class,
              unreadable -> assertThat(unreadable.why()).hasMessageContaining("longer than"));
    }
    assertThatThrownBy(server::close).hasMessageContaining("the client closed");
  }

  @Test
  void whatIsInFlightIsBounded() throws Exception {
    int bound = 128;
    StringBuilder script = new StringBuilder(Scripts.with("LITERAL+"));
    script.append("C~ A\\d+ APPEND INBOX .*\nC: x\n".repeat(bound)).append("S: * 128 EXISTS\n");
    for (int tag = 3; tag < 3 + bound; tag++) {
      script.append("S: A").append(tag).append(" OK done\n");
    }
    script.append("C~ A131 APPEND INBOX .*\nC: x\nS: A131 OK done\n");
    AtomicBoolean answersCame = new AtomicBoolean();
    List<AppendItem> items = new ArrayList<>(Collections.nCopies(bound, Scripts.item("x")));
    AppendItem last = Scripts.item("x");
    items.add(
        new AppendItem(
            last.flags(),
            last.internalDate(),
            last.size(),
            () -> {
              assertThat(answersCame).isTrue();
              return last.body().open();
            }));
    try (FakeImapServer server = FakeImapServer.play(script.toString());
        ImapClient client = Scripts.connect(server)) {
      client.listen(_ -> answersCame.set(true));
      assertThat(client.appendEach(MailboxName.INBOX, items).isComplete()).isTrue();
    }
  }
}
