package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;

class ImapClientTest {
  @Test
  void aGreetingWithoutCapabilitiesMakesItAsk() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK hello
                C: A1 CAPABILITY
                S: * CAPABILITY IMAP4rev1 idle
                S: A1 OK done
                """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.capabilities()).containsExactlyInAnyOrder("IMAP4REV1", "IDLE");
    }
  }

  @Test
  void aServerThatSaysByeIsNotConnectedTo() throws Exception {
    try (FakeImapServer server = FakeImapServer.play("S: * BYE too many of you")) {
      assertThatThrownBy(() -> Scripts.connect(server)).hasMessageContaining("too many of you");
    }
  }

  @Test
  void whateverIsNoImapServerIsNotConnectedTo() throws Exception {
    try (FakeImapServer server = FakeImapServer.play("S: 220 mail.example.org ESMTP")) {
      assertThatThrownBy(() -> Scripts.connect(server))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("greeting");
    }
  }

  @Test
  void selectTellsWhatIsInTheMailbox() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 SELECT INBOX
                    S: * FLAGS (\\Seen $Junk)
                    S: * 172 EXISTS
                    S: * 1 RECENT
                    S: * OK [UIDVALIDITY 3857529045] UIDs valid
                    S: * OK [UIDNEXT 4392] Predicted next UID
                    S: * OK [PERMANENTFLAGS (\\Seen \\*)] Limited
                    S: A3 OK [READ-WRITE] done
                    C: A4 EXAMINE INBOX
                    S: A4 OK [READ-ONLY] done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.select(MailboxName.INBOX))
          .isEqualTo(
              new SelectedMailbox(
                  172,
                  Set.of(Flag.SEEN, Flag.of("$Junk")),
                  Optional.of(new UidValidity(3857529045L)),
                  OptionalLong.of(4392),
                  Optional.of(new ResponseCode.PermanentFlags(Set.of(Flag.SEEN), true)),
                  false));
      assertThat(client.examine(MailboxName.INBOX).readOnly()).isTrue();
    }
  }

  @Test
  void statusAndQuotaAreAskedWithoutOpeningTheMailbox() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("QUOTA")
                    + """
                    C: A3 STATUS INBOX (MESSAGES APPENDLIMIT)
                    S: * STATUS INBOX (MESSAGES 3 APPENDLIMIT NIL)
                    S: A3 OK done
                    C: A4 GETQUOTAROOT INBOX
                    S: * QUOTAROOT INBOX ""
                    S: * QUOTA "" (STORAGE 10 512)
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(
              client.status(
                  MailboxName.INBOX, EnumSet.of(StatusItem.MESSAGES, StatusItem.APPENDLIMIT)))
          .containsExactly(
              Map.entry(StatusItem.MESSAGES, OptionalLong.of(3)),
              Map.entry(StatusItem.APPENDLIMIT, OptionalLong.empty()));
      assertThat(client.quotas(MailboxName.INBOX))
          .containsExactly(
              new Response.Quota("", List.of(new Response.Quota.Resource("STORAGE", 10, 512))));
    }
  }

  @Test
  void fetchGivesEachMessageAskedForAndTheRestIsNews() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 UID FETCH 7:8 (FLAGS BODY.PEEK[])
                    S: * 1 FETCH (UID 7 FLAGS (\\Seen) BODY[] {5}
                    S: a
                    S: b)
                    S: * 9 EXISTS
                    S: * 5 FETCH (FLAGS (\\Deleted))
                    S: * 2 FETCH (UID 8 FLAGS () BODY[] "")
                    S: A3 OK done
                    """
                        .replace("{5}", "{4}"));
        ImapClient client = Scripts.connect(server)) {
      List<Response> news = new ArrayList<>();
      client.listen(news::add);
      List<String> bodies = new ArrayList<>();
      client.fetch(
          UidSet.of(7, 8),
          List.of(
              FetchItem.Attribute.FLAGS, new FetchItem.Body(Section.WHOLE, true, Optional.empty())),
          fetch ->
              bodies.add(
                  fetch
                      .first(FetchData.SectionIs.class)
                      .flatMap(FetchData.SectionIs::octets)
                      .orElseThrow()
                      .toString(StandardCharsets.UTF_8)));
      assertThat(bodies).containsExactly("a\r\nb", "");
      assertThat(news).hasSize(2).contains(new Response.Exists(9));
    }
  }

  @Test
  void createAndListSpeakOfMailboxesAndLogoutEnds() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 CREATE "Old mail"
                    S: A3 OK done
                    C: A4 LIST "" "*"
                    S: * LIST () "/" INBOX
                    S: * LIST (\\Marked) "/" "Old mail"
                    S: A4 OK done
                    C: A5 LOGOUT
                    S: * BYE see you
                    S: A5 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      client.create(MailboxName.parse("Old mail", '/'));
      assertThat(client.list("", "*").stream().map(Response.Listed::path))
          .containsExactly("INBOX", "Old mail");
      client.logout();
    }
  }

  @Test
  void aRefusedCommandLeavesTheConnectionUsable() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 CREATE INBOX
                    S: A3 NO [ALREADYEXISTS] it is there
                    C: A4 NOOP
                    S: A4 BAD what?
                    C: A5 NOOP
                    S: A5 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.create(MailboxName.INBOX))
          .isInstanceOf(RefusedException.class)
          .hasMessage("NO it is there");
      assertThatThrownBy(client::noop).isInstanceOf(RefusedException.class).hasMessage("BAD what?");
      client.noop();
    }
  }

  @Test
  void aConnectionOnWhichNothingMovesIsGivenUp() throws Exception {
    try (FakeImapServer server = FakeImapServer.play(Scripts.with("") + "C: A3 NOOP")) {
      ClientOptions hasty = ClientOptions.plain().withProgressTimeout(Duration.ofMillis(200));
      try (ImapClient client = ImapClient.connect(server.address(), hasty)) {
        assertThatThrownBy(client::noop)
            .isInstanceOf(ConnectionLostException.class)
            .hasMessageContaining("nothing moved");
      }
    }
  }

  @Test
  void anInterruptedCallerLosesTheConnectionAndNothingElse() throws Exception {
    try (FakeImapServer server = FakeImapServer.play(Scripts.with("") + "ANYTHING");
        ImapClient client = Scripts.connect(server)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(client::noop).isInstanceOf(ConnectionLostException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anUntaggedBadIsToldIfNothingComesOfTheCommand() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("") + "C: A3 NOOP\nS: * BAD command line limit exceeded\nCLOSE");
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(client::noop)
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("BAD: command line limit exceeded");
    }
  }

  @Test
  void aMessageThatIsSlowToComeIsNoSilentServer() throws Exception {
    Duration patience = Duration.ofMillis(50);
    AppendItem item = Scripts.item("x");
    AppendItem slow =
        new AppendItem(
            item.flags(),
            item.internalDate(),
            item.size(),
            () -> {
              long end = System.nanoTime() + patience.multipliedBy(4).toNanos();
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              return item.body().open();
            });
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("LITERAL+ MULTIAPPEND")
                    + "C~ A3 APPEND .*\nC~ x .*\nC: x\nS: A3 OK done");
        ImapClient client =
            ImapClient.connect(
                server.address(), ClientOptions.plain().withProgressTimeout(patience))) {
      assertThat(client.append(MailboxName.INBOX, List.of(item, slow)).messages()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatRefusesAndStopsReadingIsNotWaitedForForEver() throws Exception {
    try (FakeImapServer server =
        FakeImapServer.play(
            Scripts.with("LITERAL+")
                + "C~ A3 APPEND .*\nS: A3 NO [OVERQUOTA] full\nHOLD end\nANYTHING")) {
      ClientOptions hasty =
          ClientOptions.plain()
              .withProgressTimeout(Duration.ofMillis(300))
              .withSynchronizingFrom(Long.MAX_VALUE);
      try (ImapClient client = ImapClient.connect(server.address(), hasty)) {
        assertThatThrownBy(() ->
                client.append(MailboxName.INBOX, List.of(Scripts.item(100_000_000, new Endless()))))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("full");
        assertThatThrownBy(client::noop).isInstanceOf(ConnectionLostException.class);
      } finally {
        server.release("end");
      }
    }
  }
}
