package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.upload.MailServer;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.ImapClient;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;

class CopyCommandTest {
  private static final MailboxName WORK = new MailboxName(List.of("Work"));
  private static final MailboxName EMPTY = new MailboxName(List.of("Nothing yet"));

  @TempDir Path directory;
  private MailServer old;
  private MailServer server;

  @BeforeEach
  void start() throws Exception {
    old = new MailServer();
    server = new MailServer();
    try (ImapClient client = old.connect()) {
      client.create(WORK);
      client.create(EMPTY);
      client.subscribe(WORK);
      append(client, MailboxName.INBOX, "Subject: hello\r\n\r\n");
      append(client, WORK, "Subject: one\r\n\r\n", "Subject: two\r\n\r\n");
    }
  }

  private static void append(ImapClient client, MailboxName mailbox, String... texts)
      throws Exception {
    List<AppendItem> items = new ArrayList<>();
    for (String text : texts) {
      items.add(
          AppendItem.of(
              Set.of(),
              OffsetDateTime.parse("2020-02-29T12:00:00Z"),
              Octets.of(text.getBytes(StandardCharsets.US_ASCII))));
    }
    client.append(mailbox, items);
  }

  @AfterEach
  void stop() throws Exception {
    old.close();
    server.close();
  }

  private Run copy(String from, String to, String... more) throws Exception {
    return sheaf("copy", from, to, more);
  }

  private Run sheaf(String command, String from, String to, String... more) throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "secret\n");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                old.url(from),
                server.url(to),
                "--from-password-file",
                password.toString(),
                "--password-file",
                password.toString(),
                "--state",
                directory.resolve("state").toString()));
    arguments.addAll(List.of(more));
    return Run.sheaf(arguments.toArray(String[]::new));
  }

  @Test
  void allMailboxesAreCopiedAlsoTheEmptyOnesAndTheSubscriptions() throws Exception {
    Run run = copy("", "");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(server.texts(WORK)).containsExactly("Subject: one\r\n\r\n", "Subject: two\r\n\r\n");
    assertThat(server.texts(MailboxName.INBOX)).containsExactly("Subject: hello\r\n\r\n");
    try (ImapClient client = server.connect()) {
      assertThat(client.examine(EMPTY).messages()).isZero();
      assertThat(client.subscriptions())
          .extracting(listed -> listed.path())
          .contains("Work")
          .doesNotContain("Nothing yet");
    }
  }

  @Test
  void runningItAgainCopiesWhatIsNew() throws Exception {
    copy("", "");
    try (ImapClient client = old.connect()) {
      append(client, WORK, "Subject: three\r\n\r\n");
    }

    Run run = copy("", "", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().toList().getLast())
        .contains("\"status\":\"success\"", "\"stored\":1,", "\"already\":3,");
    assertThat(server.texts(WORK)).hasSize(3);
  }

  @Test
  void oneMailboxIsCopiedToAPlaceOfAnotherName() throws Exception {
    Run run = copy("Work", "Old/Work");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(server.texts(new MailboxName(List.of("Old", "Work")))).hasSize(2);
    assertThat(server.texts(MailboxName.INBOX)).isEmpty();
  }

  @Test
  void everythingGoesBelowAPlaceThatIsNamed() throws Exception {
    copy("", "Old", "--exclude", "INBOX");

    assertThat(server.texts(new MailboxName(List.of("Old", "Work")))).hasSize(2);
    try (ImapClient client = server.connect()) {
      assertThat(client.list("", "Old/*")).hasSize(2);
    }
  }

  @Test
  void theAccountThatIsReadHasWaysInOfItsOwn() throws Exception {
    String password = Files.writeString(directory.resolve("password"), "secret\n").toString();

    Run without = Run.sheaf("copy", old.url(""), server.url(""), "--password-file", password);
    Run token =
        Run.sheaf(
            "copy",
            old.url(""),
            server.url(""),
            "--from-oauth2-token-command",
            "exit 3",
            "--password-file",
            password);

    assertThat(without.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(without.err())
        .contains("--from-password-command, --from-password-file or SHEAF_FROM_PASSWORD");
    assertThat(token.err() + token.out())
        .contains("the command for a token (exit …) failed with exit code 3");
  }

  @Test
  void theAccountThatIsReadMayBeTrustedByAFileOfItsOwn() throws Exception {
    Run run = copy("", "", "--from-trust", directory.resolve("no.pem").toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains("no.pem");
  }

  @Test
  void aPlanSaysWhatACopyWouldDoAndFetchesNoMessage() throws Exception {
    Path trace = directory.resolve("trace");

    Run run = sheaf("plan", "", "Old", "--from-trace", trace.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "Mailbox                Messages       Size  Dates",
            "Old/INBOX (new)               1  18 octets  server 1",
            "Old/Nothing yet (new)         0   0 octets",
            "Old/Work (new)                2  32 octets  server 2",
            "",
            "3 messages, 50 octets to send.",
            "The server takes a batch whole, in one round trip (MULTIAPPEND, LITERAL+).",
            "Nothing was sent.");
    assertThat(trace).content().contains("FETCH").doesNotContain("BODY.PEEK[])");
    assertThat(copy("", "Old", "--dry-run").out()).isEqualTo(run.out());
    try (ImapClient client = server.connect()) {
      assertThat(client.list("", "Old*")).isEmpty();
    }
  }

  @Test
  void aPlanCountsWhatIsCopiedAlreadyAndWhatIsNotMeant() throws Exception {
    copy("Work", "");
    try (ImapClient client = old.connect()) {
      append(client, WORK, "Subject: three\r\n\r\n");
    }

    assertThat(sheaf("plan", "Work", "").out())
        .contains("1 message, 18 octets to send; 2 stored by an earlier run.");
    assertThat(copy("Work", "", "--dry-run", "--restart", "--since", "2020-03-01").out())
        .contains("There is nothing to upload.", "; 3 not asked for.");
    assertThat(copy("Work", "").err()).contains("; 2 stored by an earlier run.");
  }

  @Test
  void aCopyIsVerifiedByAskingBothServers() throws Exception {
    assertThat(copy("", "Old", "--verify", "hash").exitCode()).isZero();
    Path trace = directory.resolve("trace");
    Run good = sheaf("verify", "", "Old", "--from-trace", trace.toString());
    try (ImapClient client = old.connect()) {
      append(client, WORK, "Message-ID: <3@example.org>\r\n\r\n");
    }

    Run run = sheaf("verify", "", "Old", "--by", "hash");

    assertThat(good.exitCode()).as(good.err()).isZero();
    assertThat(good.out()).endsWith("Compared by size: all 3 messages are there.\n");
    assertThat(trace).content().contains("FETCH").doesNotContain("BODY.PEEK[])");
    assertThat(run.exitCode()).isEqualTo(ExitCode.MISMATCH.code());
    assertThat(run.err()).contains("Missing in Old/Work: ", ";UID=3 <3@example.org>, 31 octets");
  }

  @Test
  void octetsThatDifferAreFoundByTheirHash() throws Exception {
    try (ImapClient client = server.connect()) {
      client.create(WORK);
      append(client, WORK, "Subject: one\r\n\r\n", "Subject: owt\r\n\r\n");
    }

    assertThat(sheaf("verify", "Work", "").exitCode()).isZero();
    assertThat(sheaf("verify", "Work", "", "--by", "hash").exitCode())
        .isEqualTo(ExitCode.MISMATCH.code());
  }

  @Test
  void anAccountIsASourceByItselfAndNotOfAnUpload() throws Exception {
    Run upload = Run.sheaf("upload", old.url(""), server.url(""));
    Run two = Run.sheaf("plan", old.url(""), old.url("Work"), server.url(""));

    assertThat(List.of(upload.exitCode(), two.exitCode())).containsOnly(ExitCode.USAGE.code());
    assertThat(upload.err()).contains("an account is copied by sheaf copy FROM TO");
    assertThat(two.err()).contains("an account is a source by itself: one at a time");
  }

  @Test
  void theAccountThatIsReadIsNotWaitedForForever() throws Exception {
    try (FakeImapServer silent = FakeImapServer.play("S: * OK [CAPABILITY IMAP4rev1] hi\nC~ .*")) {
      String password = Files.writeString(directory.resolve("password"), "secret\n").toString();

      Run run =
          Run.sheaf(
              "plan",
              "imap://ada@127.0.0.1:" + silent.port(),
              server.url(""),
              "--from-password-file",
              password,
              "--from-timeout",
              "1",
              "--password-file",
              password);

      assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECT.code());
      assertThat(run.err()).contains("cannot read the account");
    }
  }

  @Test
  void aMailboxThatIsNotThereIsNamed() throws Exception {
    Run run = copy("Play", "");

    assertThat(run.exitCode()).isEqualTo(ExitCode.SOURCE.code());
    assertThat(run.err() + run.out()).contains("there is no mailbox Play");
  }

  @Test
  void aSourceThatCannotBeReachedIsTold() throws Exception {
    old.close();
    try {
      assertThatNothingIsReached(copy("", ""));
    } finally {
      old = new MailServer(); // For the end of the test.
    }
  }

  private static void assertThatNothingIsReached(Run run) {
    assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECT.code());
    assertThat(run.err() + run.out()).contains("cannot read the account");
  }
}
