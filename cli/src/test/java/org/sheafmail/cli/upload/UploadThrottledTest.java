package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.cli.source.SourceOptions;
import org.sheafmail.cli.source.Sources;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.MailboxName;

/// Uploads to a server that asks for time.
class UploadThrottledTest extends Uploading {
  private static final String CONNECT =
      """
      S: * OK hi
      C~ (\\w+) CAPABILITY
      S: * CAPABILITY IMAP4rev1 MULTIAPPEND UIDPLUS LITERAL+
      S: $1 OK done
      C~ (\\w+) LOGIN .*
      S: $1 OK welcome
      C~ (\\w+) CAPABILITY
      S: * CAPABILITY IMAP4rev1 MULTIAPPEND UIDPLUS LITERAL+
      S: $1 OK done
      C~ (\\w+) LIST "" ""
      S: * LIST (\\Noselect) "/" ""
      S: $1 OK done
      """;

  private static final String LOGOUT =
      """
      C~ (\\w+) LOGOUT
      S: * BYE
      S: $1 OK done
      """;

  private static final String MESSAGE_END = "C: \nC: text\n";

  private final List<String> said = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  private static String examine(int uidNext) {
    return """
    C~ (\\w+) EXAMINE INBOX
    S: * 0 EXISTS
    S: * OK [UIDVALIDITY 7] ids
    S: * OK [UIDNEXT %d] next
    S: $1 OK [READ-ONLY] done
    """
        .formatted(uidNext);
  }

  /// What the client says to append these messages in one command.
  private static String append(String... subjects) {
    StringBuilder script = new StringBuilder("C~ (\\w+) APPEND INBOX .*\\{\\d+\\+\\}\n");
    for (int i = 0; i < subjects.length; i++) {
      script.append(i == 0 ? "" : "C~  .*\\{\\d+\\+\\}\n");
      script.append("C: Subject: ").append(subjects[i]).append('\n').append(MESSAGE_END);
    }
    return script.append("C: \n").toString();
  }

  private static String stored(String uids) {
    return "S: $1 OK [APPENDUID 7 " + uids + "] done\n";
  }

  private Tally run(FakeImapServer server, Duration limit) throws Exception {
    Path box =
        Files.writeString(
            directory.resolve("box"),
            FROM + "Subject: one\n\ntext\n\n" + FROM + "Subject: two\n\ntext\n\n",
            StandardCharsets.US_ASCII);
    var settings =
        new UploadSettings(
            SMALL,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Duration.ZERO,
            new Patience(Duration.ofMillis(1), Duration.ofMillis(1), limit, pauses::add),
            1);
    var listening =
        new UploadEvents() {
          @Override
          public void note(String text) {
            said.add(text);
          }

          @Override
          public void waiting(Duration pause, String why) {
            said.add(why);
          }
        };
    try (Upload upload =
        Upload.to(
            () -> MailServer.connect(server.address(), "ada", "secret"),
            "imap://ada@example.org",
            new Upload.State(directory.resolve("state"), directory.resolve("refused"), false),
            settings,
            listening,
            Clock.systemUTC(),
            () -> false)) {
      upload.run(
          List.of(
              new Upload.Source(
                  box.toString(),
                  _ -> Sources.open(box, Optional.of(MailboxName.INBOX), SourceOptions.DEFAULT))));
      return upload.tally();
    }
  }

  private void assertAllStored(String script) throws Exception {
    try (FakeImapServer server = FakeImapServer.play(script)) {
      Tally tally = run(server, Duration.ofSeconds(1));

      assertThat(tally.stored()).isEqualTo(2);
      assertThat(tally.refused()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[UNAVAILABLE] the store is busy",
        "[LIMIT] APPEND rate limit hit",
        "Request is throttled. Suggested Backoff Time: 100 milliseconds"
      })
  void aServerThatIsBusyIsWaitedForAndGetsTheBatchOnceMore(String answer) throws Exception {
    assertAllStored(
        CONNECT
            + examine(1)
            + append("one", "two")
            + ("S: $1 NO " + answer + "\n")
            + examine(1)
            + append("one", "two")
            + stored("1:2")
            + LOGOUT);

    assertThat(said).containsExactly("NO " + answer);
    assertThat(pauses).containsExactly(Duration.ofMillis(answer.contains("100") ? 100 : 1));
  }

  @Test
  void aFullMailboxGetsWhatFitsAndTheRestWhenThereIsRoom() throws Exception {
    String full = "[OVERQUOTA] no room";
    assertAllStored(
        CONNECT
            + examine(1)
            + append("one", "two")
            + ("S: $1 NO " + full + "\n")
            + append("one")
            + stored("1")
            + append("two")
            + ("S: $1 NO " + full + "\n")
            + examine(2)
            + append("two")
            + stored("2")
            + LOGOUT);

    assertThat(said).containsExactly("NO " + full);
  }

  @Test
  void aServerThatHangsUpIsAskedWhatItHasAndGetsTheBatchOnceMore() throws Exception {
    assertAllStored(
        CONNECT
            + examine(1)
            + append("one", "two")
            + "S: * BYE [UNAVAILABLE] too many commands\nRECONNECT\n"
            + CONNECT
            + examine(1)
            + examine(1)
            + append("one", "two")
            + stored("1:2")
            + LOGOUT);

    assertThat(said).first().asString().contains("too many commands");
  }

  @Test
  void aServerThatStaysBusyEndsTheUploadWhichGoesOnLater() throws Exception {
    String busy = append("one", "two") + "S: $1 NO [UNAVAILABLE] the store is busy\n";
    try (FakeImapServer server =
        FakeImapServer.play(
            CONNECT + examine(1) + busy + examine(1) + busy + examine(1) + busy + LOGOUT)) {
      assertThatThrownBy(() -> run(server, Duration.ofMillis(2)))
          .isInstanceOfSatisfying(
              StoppedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TEMPORARY))
          .hasMessage("the server wants us to wait: NO [UNAVAILABLE] the store is busy");
    }
    assertAllStored(CONNECT + examine(1) + append("one", "two") + stored("1:2") + LOGOUT);
  }

  private void assertStops(Reason reason, String message, String script) throws Exception {
    try (FakeImapServer server = FakeImapServer.play(script)) {
      assertThatThrownBy(() -> run(server, Duration.ofMillis(2)))
          .isInstanceOfSatisfying(
              StoppedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
          .hasMessage(message);
    }
    assertThat(directory.resolve("refused")).doesNotExist();
  }

  @Test
  void aMailboxThatStaysFullEndsTheUploadAndNoMessageIsBlamed() throws Exception {
    String full = "S: $1 NO [OVERQUOTA] no room\n";
    String one = append("one") + full;
    assertStops(
        Reason.REFUSED,
        "INBOX is full; make room and run it again to go on: NO [OVERQUOTA] no room",
        CONNECT
            + examine(1)
            + append("one", "two")
            + full
            + one
            + examine(1)
            + one
            + examine(1)
            + one
            + LOGOUT);
  }

  @Test
  void anAccountWithoutPermissionOrLoginEndsTheUploadAtOnce() throws Exception {
    String start = CONNECT + examine(1) + append("one", "two");
    assertStops(
        Reason.REFUSED,
        "INBOX takes no mail: NO [CONTACTADMIN] call us",
        start + "S: $1 NO [CONTACTADMIN] call us\n" + LOGOUT);
    assertStops(
        Reason.AUTHENTICATION,
        "the login is not good any more: NO [EXPIRED] renew your password",
        start + "S: $1 NO [EXPIRED] renew your password\n" + LOGOUT);
  }

  @Test
  void aServerThatWantsLessGetsLess() throws Exception {
    String limit = append("one", "two") + "S: $1 NO [LIMIT] rate limit, try again later\n";
    assertAllStored(
        CONNECT
            + examine(1)
            + limit
            + examine(1)
            + limit
            + examine(1)
            + limit
            + append("one")
            + stored("1")
            + append("two")
            + stored("2")
            + LOGOUT);
  }

  @Test
  void aMessageAtWhichTheServerFailsAgainAndAgainIsPutAside() throws Exception {
    String bug = "S: $1 NO [SERVERBUG] oops\n";
    String one = append("one") + bug;
    String both = append("one", "two") + bug;
    try (FakeImapServer server =
        FakeImapServer.play(
            CONNECT
                + examine(1)
                + both
                + examine(1)
                + both
                + examine(1)
                + both
                + one
                + examine(1)
                + one
                + examine(1)
                + one
                + append("two")
                + stored("1")
                + LOGOUT)) {
      Tally tally = run(server, Duration.ofSeconds(1));

      assertThat(tally.stored()).isEqualTo(1);
      assertThat(tally.refused()).isEqualTo(1);
    }
  }

  @Test
  void aMailboxThatCannotBeOpenedNowIsWaitedForAndNoMessageIsBlamed() throws Exception {
    String listed =
        """
        C~ (\\w+) LIST "" INBOX
        S: * LIST () "/" INBOX
        S: $1 OK done
        """;
    assertAllStored(
        CONNECT
            + "C~ (\\w+) EXAMINE INBOX\nS: $1 NO somebody has it\n"
            + listed
            + examine(1)
            + append("one", "two")
            + stored("1:2")
            + LOGOUT);
  }

  @Test
  void aNameThatHoldsNoMessagesAndCannotBeMadeEndsTheUploadAtOnce() throws Exception {
    assertStops(
        Reason.REFUSED,
        "cannot open or make the mailbox INBOX: NO it is there",
        CONNECT
            + """
            C~ (\\w+) EXAMINE INBOX
            S: $1 NO not selectable
            C~ (\\w+) LIST "" INBOX
            S: * LIST (\\Noselect) "/" INBOX
            S: $1 OK done
            C~ (\\w+) CREATE INBOX
            S: $1 NO [ALREADYEXISTS] it is there
            C~ (\\w+) EXAMINE INBOX
            S: $1 NO not selectable
            """
            + LOGOUT);
  }

  @Test
  void aLoginThatIsRefusedForNowIsTriedAgain() throws Exception {
    String refused =
        CONNECT.substring(0, CONNECT.indexOf("S: $1 OK welcome"))
            + "S: $1 NO [UNAVAILABLE] the directory is down\nRECONNECT\n";
    assertAllStored(refused + CONNECT + examine(1) + append("one", "two") + stored("1:2") + LOGOUT);

    assertThat(said).containsExactly("cannot log in now: login refused: the directory is down");
  }
}
