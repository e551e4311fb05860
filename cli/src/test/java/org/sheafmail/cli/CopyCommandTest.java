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
    Path password = Files.writeString(directory.resolve("password"), "secret\n");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "copy",
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
    assertThat(token.err() + token.out()).contains("the command for a token failed");
  }

  @Test
  void theAccountThatIsReadMayBeTrustedByAFileOfItsOwn() throws Exception {
    Run run = copy("", "", "--from-trust", directory.resolve("no.pem").toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains("no.pem");
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
