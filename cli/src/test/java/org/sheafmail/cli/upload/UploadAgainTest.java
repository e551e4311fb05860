package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;

/// Uploads that are run again when the mailbox or the ledger is not what it was.
class UploadAgainTest extends Uploading {
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /// Deletes the mailbox and makes it again, so that its UIDVALIDITY is another.
  private static void makeAnew(MailboxName mailbox) throws IOException {
    try (ImapClient client = server.connect()) {
      client.delete(mailbox);
      client.create(mailbox);
    }
  }

  private static void append(Path file) throws IOException {
    Files.writeString(file, Files.readString(file) + FROM + "Subject: new\n\nnew\n");
  }

  private void assertMadeAnewIsTold(Path file, MailboxName mailbox) {
    assertThatThrownBy(() -> run(server.address(), file, mailbox))
        .isInstanceOfSatisfying(
            StoppedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.USAGE))
        .hasMessageContaining("has been made anew since the last run")
        .hasMessageContaining("--restart");
    assertThat(server.texts(mailbox)).isEmpty();
  }

  private void restart(Path file, MailboxName mailbox) throws Exception {
    try (Upload upload =
        Upload.to(
            server::connect,
            "imap://ada@example.org",
            new Upload.State(directory.resolve("state"), directory.resolve("refused"), true),
            settings(SMALL, 1),
            new UploadEvents() {},
            Clock.systemUTC(),
            () -> false)) {
      upload.run(List.of(source(file, mailbox)));
    }
  }

  @Test
  void aMailboxMadeAnewGetsNothingUntilToldToStartAgain(TestInfo info) throws Exception {
    MailboxName mailbox = mailbox(info, 0);
    Path file = mbox(new Random(1), 20);
    run(server.address(), file, mailbox);
    makeAnew(mailbox);
    append(file);

    assertMadeAnewIsTold(file, mailbox);

    restart(file, mailbox);
    assertThat(server.texts(mailbox)).isEqualTo(texts(file)).hasSize(21);
  }

  @Test
  void aMailboxMadeAnewAfterACutSaysNothingOfWhatWasStored(TestInfo info) throws Exception {
    MailboxName mailbox = mailbox(info, 0);
    Path file = mbox(new Random(2), 20);
    try (var cutting =
            new CuttingProxy(
                server.address(), _ -> new Cut(Long.MAX_VALUE, Long.MAX_VALUE, "APPENDUID"));
        Upload upload = upload(cutting.address(), stoppingAtTheCut())) {
      assertThatThrownBy(() -> upload.run(List.of(source(file, mailbox))))
          .isInstanceOf(IllegalStateException.class);
    }
    makeAnew(mailbox);

    assertMadeAnewIsTold(file, mailbox);

    restart(file, mailbox);
    assertThat(server.texts(mailbox)).isEqualTo(texts(file));
  }

  /// Ends the upload when the connection is cut, before anything is looked at.
  private static UploadEvents stoppingAtTheCut() {
    return new UploadEvents() {
      @Override
      public void note(String text) {
        if (text.startsWith("The connection was cut")) {
          throw new IllegalStateException(text);
        }
      }
    };
  }

  @Test
  void withoutItsLedgerAllIsSentAgain(TestInfo info) throws Exception {
    MailboxName mailbox = mailbox(info, 0);
    Path file = mbox(new Random(3), 20);
    run(server.address(), file, mailbox);
    Path ledger =
        Upload.ledgerOf(directory.resolve("state"), file.toString(), "imap://ada@example.org");
    Files.delete(ledger);

    Tally tally = run(server.address(), file, mailbox);

    assertThat(tally.already()).isZero();
    List<String> twice = new ArrayList<>(texts(file));
    twice.addAll(texts(file));
    assertThat(server.texts(mailbox)).isEqualTo(twice);
    assertThat(run(server.address(), file, mailbox).stored()).isZero();
  }

  @Test
  void aSourceThatFailsIsNotTakenForTheLedger() throws Exception {
    MessageSource failing =
        new MessageSource() {
          @Override
          public @Nullable SourceMessage next() {
            return null;
          }

          @Override
          public void close() throws IOException {
            throw new IOException("the stick is gone");
          }
        };
    try (Upload upload = upload(server.address(), new UploadEvents() {})) {
      assertThatThrownBy(() -> upload.run(List.of(new Upload.Source("stick", _ -> failing))))
          .isInstanceOfSatisfying(
              StoppedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SOURCE))
          .hasMessage("the stick is gone");
    }
  }
}
