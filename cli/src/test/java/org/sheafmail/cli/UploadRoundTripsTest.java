package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.fake.FakeImapServer;

/// How often an upload waits for the server before it sends mail. A script that reads several
/// commands before it answers the first stops a client that waits in between.
class UploadRoundTripsTest {
  /// Three answers after the greeting.
  private static final String UP_TO_THE_OVERVIEW =
      """
      S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi
      C~ A1 AUTHENTICATE PLAIN .*
      S: A1 OK welcome
      C: A2 CAPABILITY
      C: A3 LIST "" ""
      S: * CAPABILITY IMAP4rev1 LITERAL+ MULTIAPPEND UIDPLUS NAMESPACE QUOTA
      S: A2 OK done
      S: * LIST (\\Noselect) "/" ""
      S: A3 OK done
      C: A4 LIST "" "*"
      C: A5 NAMESPACE
      C: A6 GETQUOTAROOT INBOX
      S: * LIST () "/" INBOX
      S: A4 OK done
      S: * NAMESPACE (("" "/")) NIL NIL
      S: A5 OK done
      S: * QUOTAROOT INBOX ""
      S: * QUOTA "" (MESSAGE 10 10)
      S: A6 OK done
      """;

  private static final String TO_THE_END =
      """
      C: Subject: one
      C:
      C: text
      C:
      S: $1 OK [APPENDUID 7 4] done
      C~ (\\w+) LOGOUT
      S: * BYE
      S: $1 OK done
      """;

  @TempDir Path directory;

  private Run upload(String script) throws IOException {
    Path box =
        Files.writeString(
            directory.resolve("box"),
            "From alice@example.org Thu Apr 14 11:06:56 2016\nSubject: one\n\ntext\n\n",
            StandardCharsets.US_ASCII);
    Path secret = Files.writeString(directory.resolve("secret"), "secret\n");
    try (FakeImapServer server = FakeImapServer.play(script)) {
      return Run.sheaf(
          "upload",
          box.toString(),
          "imap://ada@127.0.0.1:" + server.port() + "/Old",
          "--password-file",
          secret.toString(),
          "--state",
          directory.resolve("state").toString(),
          "--timeout",
          "20",
          "--max-wait",
          "0");
    }
  }

  @Test
  void anUploadToAnExistingMailboxAsksFourTimesBeforeItsFirstAppend() throws IOException {
    Run run =
        upload(
            UP_TO_THE_OVERVIEW
                + """
                C: A7 EXAMINE Old
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] ids
                S: * OK [UIDNEXT 4] next
                S: A7 OK [READ-ONLY] done
                C~ (A8) APPEND Old .* \\{22\\+\\}
                """
                + TO_THE_END);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("The quota leaves room for 0 messages");
  }

  @Test
  void aMailboxIsMadeAndOpenedInOneRoundTrip() throws IOException {
    Run run =
        upload(
            UP_TO_THE_OVERVIEW
                + """
                C: A7 EXAMINE Old
                S: A7 NO [NONEXISTENT] no
                C: A8 CREATE Old
                C: A9 EXAMINE Old
                S: A8 OK done
                S: * 0 EXISTS
                S: * OK [UIDVALIDITY 7] ids
                S: * OK [UIDNEXT 4] next
                S: A9 OK [READ-ONLY] done
                C~ (A10) APPEND Old .* \\{22\\+\\}
                """
                + TO_THE_END);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Made the mailbox Old");
  }

  @Test
  void aMailboxThatCouldNotBeLookedAtBeforeIsUsedAsItIs() throws IOException {
    Run run =
        upload(
            UP_TO_THE_OVERVIEW
                + """
                C: A7 EXAMINE Old
                S: A7 NO [INUSE] busy
                C: A8 CREATE Old
                C: A9 EXAMINE Old
                S: A8 NO [ALREADYEXISTS] it is there
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] ids
                S: * OK [UIDNEXT 4] next
                S: A9 OK [READ-ONLY] done
                C~ (A10) APPEND Old .* \\{22\\+\\}
                """
                + TO_THE_END);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("Made the mailbox");
  }
}
