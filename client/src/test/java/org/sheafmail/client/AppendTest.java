package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.response.ResponseCode;

class AppendTest {
  private static final String BATCHES = Scripts.with("LITERAL+ MULTIAPPEND UIDPLUS");

  @Test
  void aBatchGoesOutAsOneCommandWithoutWaiting() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C: A3 APPEND INBOX (\\Seen) " 5-Jul-2024 08:09:10 +0200" {7+}
                    C: first
                    C:  " 5-Jul-2024 08:09:10 +0200" {8+}
                    C: second
                    C:  {3+}
                    C: 3rd
                    S: A3 OK [APPENDUID 42 7:9] done
                    """);
        ImapClient client = Scripts.connect(server)) {
      AppendResult result =
          client.append(
              MailboxName.INBOX,
              List.of(
                  Scripts.item("first\r\n", Flag.SEEN),
                  Scripts.item("second\r\n"),
                  Scripts.item(3, stream("3rd"))));
      assertThat(result)
          .isEqualTo(
              new AppendResult(
                  3, Optional.of(new AppendResult.Uids(new UidValidity(42), UidSet.range(7, 9)))));
    }
  }

  @Test
  void withoutUidplusThereAreNoUids() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+")
                    + """
                    C~ A3 APPEND INBOX .*
                    C: x
                    S: A3 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.append(MailboxName.INBOX, List.of(Scripts.item("x"))))
          .isEqualTo(new AppendResult(1, Optional.empty()));
    }
  }

  @Test
  void uidsThatDoNotMatchTheBatchAreNotPassedOn() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C~ A3 APPEND INBOX .*
                    C: x
                    S: A3 OK [APPENDUID 42 7:9] done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.append(MailboxName.INBOX, List.of(Scripts.item("x"))).uids()).isEmpty();
    }
  }

  @Test
  void withoutLiteralPlusEachLiteralWaitsToBeAskedFor() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("MULTIAPPEND")
                    + """
                    C: A3 APPEND INBOX " 5-Jul-2024 08:09:10 +0200" {3}
                    S: + go on
                    C: one " 5-Jul-2024 08:09:10 +0200" {3}
                    S: * 5 EXISTS
                    S: + go on
                    C: two
                    S: A3 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      client.append(MailboxName.INBOX, List.of(Scripts.item("one"), Scripts.item("two")));
    }
  }

  @Test
  void underLiteralMinusOnlyLargeLiteralsWait() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL- MULTIAPPEND")
                    + """
                    C: A3 APPEND INBOX " 5-Jul-2024 08:09:10 +0200" {3+}
                    C: one " 5-Jul-2024 08:09:10 +0200" {4097}
                    S: + go on
                    C~ x{4097}
                    S: A3 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      client.append(
          MailboxName.INBOX, List.of(Scripts.item("one"), Scripts.item("x".repeat(4097))));
    }
  }

  @Test
  void aSynchronizingLiteralThatIsRefusedIsNotSent() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("MULTIAPPEND")
                    + """
                    C: A3 APPEND nowhere " 5-Jul-2024 08:09:10 +0200" {3}
                    S: A3 NO [TRYCREATE] no such mailbox
                    C: A4 NOOP
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      RefusedException refused =
          catchThrowableOfType(
              RefusedException.class,
              () ->
                  client.append(
                      MailboxName.parse("nowhere", '/'),
                      List.of(Scripts.item("one"), Scripts.item("two"))));
      assertThat(refused.code()).contains(ResponseCode.Word.TRYCREATE);
      assertThat(refused).hasMessageContaining("no such mailbox");
      client.noop();
    }
  }

  @Test
  void afterAnEarlyNoTheAnnouncedLiteralIsFinishedAndTheCommandEnds() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    List<AppendItem> batch = new ArrayList<>();
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C: A3 APPEND INBOX {1000000+}
                    S: A3 NO [OVERQUOTA] full
                    C~ x{1000000}
                    C: A4 NOOP
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      batch.add(Scripts.item(1_000_000, Scripts.untilAnswered(1_000_000, client)));
      batch.addAll(Collections.nCopies(5, counting(opened)));
      assertThatThrownBy(() -> client.append(MailboxName.INBOX, batch))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("full");
      assertThat(opened).hasValue(0);
      client.noop();
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static AppendItem counting(AtomicInteger opened) {
    AppendItem item = Scripts.item("x");
    return new AppendItem(
        item.flags(),
        item.internalDate(),
        item.size(),
        () -> {
          opened.incrementAndGet();
          return item.body().open();
        });
  }

  @Test
  void aMessageThatCannotBeOpenedCallsTheAppendOff() throws Exception {
    AppendItem broken =
        new AppendItem(
            Set.of(),
            Optional.empty(),
            7,
            () -> {
              throw new IOException("no such file");
            });
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C~ A3 APPEND INBOX .*
                    C: one {0+}
                    C:
                    S: A3 NO called off
                    C: A4 NOOP
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      BodyException e =
          catchThrowableOfType(
              BodyException.class,
              () -> client.append(MailboxName.INBOX, List.of(Scripts.item("one"), broken, broken)));
      assertThat(e).hasMessageContaining("message 2").hasMessageContaining("no such file");
      assertThat(e.number()).isEqualTo(2);
      client.noop();
    }
  }

  @Test
  void aMessageLongerThanAnnouncedCallsTheAppendOff() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C~ A3 APPEND INBOX .*
                    C: abc {0+}
                    C:
                    S: A3 NO called off
                    """);
        ImapClient client = Scripts.connect(server)) {
      AppendItem longer = Scripts.item(3, stream("abcd"));
      assertThatThrownBy(() -> client.append(MailboxName.INBOX, List.of(longer)))
          .isInstanceOf(BodyException.class)
          .hasMessageContaining("longer than its announced size");
    }
  }

  @Test
  void aServerThatSaysOkToWhatWasCalledOffLeavesItInDoubt() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C~ A3 APPEND INBOX .*
                    C: abc {0+}
                    C:
                    S: A3 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      AppendItem longer = Scripts.item(3, stream("abcd"));
      ConnectionLostException e =
          catchThrowableOfType(
              ConnectionLostException.class,
              () -> client.append(MailboxName.INBOX, List.of(longer)));
      assertThat(e.outcomeUnknown()).isTrue();
      assertThat(e).hasMessageContaining("said OK to what was called off");
    }
  }

  @Test
  void aConnectionLostAfterTheBatchWasCalledOffLeavesItInDoubt() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C~ A3 APPEND INBOX .*
                    C: abc {0+}
                    C:
                    CLOSE
                    """);
        ImapClient client = Scripts.connect(server)) {
      AppendItem longer = Scripts.item(3, stream("abcd"));
      ConnectionLostException e =
          catchThrowableOfType(
              ConnectionLostException.class,
              () -> client.append(MailboxName.INBOX, List.of(longer)));
      assertThat(e.outcomeUnknown()).isTrue();
    }
  }

  @Test
  void anOkBeforeTheEndOfTheCommandLeavesItInDoubt() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES + "C: A3 APPEND INBOX {1000000+}\nS: A3 OK done\nANYTHING");
        ImapClient client = Scripts.connect(server)) {
      AppendItem item = Scripts.item(1_000_000, Scripts.untilAnswered(1_000_000, client));
      ConnectionLostException e =
          catchThrowableOfType(
              ConnectionLostException.class, () -> client.append(MailboxName.INBOX, List.of(item)));
      assertThat(e.outcomeUnknown()).isTrue();
      assertThat(e).hasMessageContaining("said OK before it had the whole command");
    }
  }

  @Test
  void aMessageShorterThanAnnouncedCostsTheConnectionAndAppendsNothing() throws Exception {
    FakeImapServer server = FakeImapServer.play(BATCHES + "C: A3 APPEND INBOX {5+}\nC: never");
    try (ImapClient client = Scripts.connect(server)) {
      AppendItem shorter = Scripts.item(5, stream("abc"));
      assertThatThrownBy(() -> client.append(MailboxName.INBOX, List.of(shorter)))
          .isInstanceOf(BodyException.class)
          .hasMessageContaining("2 octets before");
      assertThatThrownBy(client::noop).isInstanceOf(ConnectionLostException.class);
    }
    assertThatThrownBy(server::close).hasMessageContaining("the client closed");
  }

  @Test
  void aConnectionLostBeforeTheEndOfTheCommandLeavesNoDoubt() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(BATCHES + "C: A3 APPEND INBOX {5000000+}\nS: * BYE reboot\nCLOSE");
        ImapClient client = Scripts.connect(server)) {
      ConnectionLostException lost =
          catchThrowableOfType(
              ConnectionLostException.class,
              () ->
                  client.append(
                      MailboxName.INBOX, List.of(Scripts.item(5_000_000, new Endless()))));
      assertThat(lost.outcomeUnknown()).isFalse();
    }
  }

  @Test
  void aServerThatRefusesAndHangsUpIsHeard() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C: A3 APPEND INBOX {5000000+}
                    S: A3 NO [OVERQUOTA] full
                    CLOSE
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() ->
              client.append(MailboxName.INBOX, List.of(Scripts.item(5_000_000, new Endless()))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("full");
      assertThatThrownBy(client::noop).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void aConnectionLostAfterTheEndOfTheCommandLeavesTheOutcomeUnknown() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                BATCHES
                    + """
                    C~ A3 APPEND INBOX .*
                    C: one
                    S: * BYE the disk is gone
                    CLOSE
                    """);
        ImapClient client = Scripts.connect(server)) {
      ConnectionLostException lost =
          catchThrowableOfType(
              ConnectionLostException.class,
              () -> client.append(MailboxName.INBOX, List.of(Scripts.item("one"))));
      assertThat(lost.outcomeUnknown()).isTrue();
      assertThat(lost).hasMessageContaining("the disk is gone");
    }
  }

  @Test
  void severalMessagesNeedMultiappend() throws Exception {
    try (FakeImapServer server = FakeImapServer.play(Scripts.with("LITERAL+"));
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() ->
              client.append(MailboxName.INBOX, List.of(Scripts.item("one"), Scripts.item("two"))))
          .isInstanceOf(MissingCapabilityException.class)
          .hasMessageContaining("MULTIAPPEND");
    }
  }

  @Test
  void theServersSeparatorGoesBetweenTheLevelsOfAMailboxName() throws Exception {
    String script =
        Scripts.with("LITERAL+").replace("(\\Noselect) \"/\"", "(\\Noselect) \".\"")
            + """
            C~ A3 APPEND Archive\\.B&APw-cher \\{1\\+}
            C: x
            S: A3 OK done
            """;
    try (FakeImapServer server = FakeImapServer.play(script);
        ImapClient client = Scripts.connect(server)) {
      client.append(
          new MailboxName(List.of("Archive", "Bücher")),
          List.of(Scripts.item(1, new ByteArrayInputStream(new byte[] {'x'}))));
    }
  }

  @Test
  void whatTheServerIsNotTrustedWithIsNotUsed() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+ MULTIAPPEND")
                    + """
                    C: A3 APPEND INBOX " 5-Jul-2024 08:09:10 +0200" {3}
                    S: + go ahead
                    C: one
                    S: A3 OK done
                    """);
        ImapClient client =
            ImapClient.connect(
                server.address(),
                ClientOptions.plain().withoutCapabilities(Set.of("literal+", "MULTIAPPEND")))) {
      List<AppendItem> two = List.of(Scripts.item("one"), Scripts.item("two"));

      assertThatThrownBy(() -> client.append(MailboxName.INBOX, two))
          .isInstanceOf(MissingCapabilityException.class);
      assertThat(client.append(MailboxName.INBOX, two.subList(0, 1)).messages()).isEqualTo(1);
      assertThat(client.capabilities()).containsExactly("IMAP4REV1");
    }
  }

  @Test
  void theUidOfEachMessageIsKnownByItsPlaceInTheBatch() {
    var uids =
        new AppendResult.Uids(
            new UidValidity(1), UidSet.range(7, 9).with(UidSet.of(20)).with(UidSet.range(30, 31)));

    assertThat(IntStream.range(0, 6).mapToObj(i -> uids.uid(i).value()))
        .containsExactly(7L, 8L, 9L, 20L, 30L, 31L);
    assertThatThrownBy(() -> uids.uid(6)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aMessageWithNulGoesToAServerThatTakesBinaryLiterals() throws Exception {
    AppendItem item =
        new AppendItem(
            Set.of(),
            Optional.empty(),
            3,
            () -> Octets.of(new byte[] {'a', 0, 'b'}).asChannel(),
            true);
    String wire = "C: A3 APPEND INBOX ~{3+}\nC# 3\nC: \nS: A3 OK done\n";
    try (FakeImapServer server = FakeImapServer.play(Scripts.with("LITERAL+ BINARY") + wire);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.append(MailboxName.INBOX, List.of(item)).messages()).isEqualTo(1);
    }
    try (FakeImapServer server = FakeImapServer.play(Scripts.with("LITERAL+"));
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.append(MailboxName.INBOX, List.of(item)))
          .isInstanceOf(MissingCapabilityException.class);
      assertThatThrownBy(() -> client.appendEach(MailboxName.INBOX, List.of(item)))
          .isInstanceOf(MissingCapabilityException.class);
    }
  }
}
