package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.protocol.MailboxName;

/// Uploads that end at any write of their ledger, and go on.
class UploadKilledTest extends Uploading {
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /// Thrown where a process would have been killed.
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// What is left of the write at which it ends.
  enum Left {
    NOTHING,
    HALF,
    ALL
  }

  /// Lets so many operations through and fails at the next.
  private static final class FailingDisk implements LedgerDisk {
    private final Left left;
    private final IOException failure;
    private int operations;

    /// @param failure thrown, or null for a process that is killed
    FailingDisk(int operations, Left left, IOException failure) {
      this.operations = operations;
      this.left = left;
      this.failure = failure;
    }

    @Override
    public void write(FileChannel file, ByteBuffer octets) throws IOException {
      boolean last = operations-- == 0;
      if (last && left == Left.HALF) {
        octets.limit(octets.position() + octets.remaining() / 2);
      }
      if (!last || left != Left.NOTHING) {
        LedgerDisk.super.write(file, octets);
      }
      if (last) {
        fail();
      }
    }

    @Override
    public void sync(FileChannel file) throws IOException {
      if (operations-- == 0) {
        fail();
      }
      LedgerDisk.super.sync(file);
    }

    private void fail() throws IOException {
      if (failure != null) {
        throw failure;
      }
      throw new Killed();
    }

    boolean failed() {
      return operations < 0;
    }
  }

  private boolean runOn(FailingDisk disk, Path file, MailboxName mailbox) throws Exception {
    try (Upload upload = upload(server.address(), new UploadEvents() {}).keepingLedgersOn(disk)) {
      upload.run(List.of(source(file, mailbox)));
    } catch (Killed e) {
      // As wanted.
    }
    return disk.failed();
  }

  @ParameterizedTest(name = "{0} of the last write is left")
  @EnumSource
  void killedAtAnyWriteOfTheLedgerItGoesOnFromThere(Left left) throws Exception {
    Path file = mbox(new Random(8), 25);
    int operation = 0;
    boolean killed = true;
    for (; killed; operation++) {
      MailboxName mailbox = new MailboxName(List.of(left.name(), Integer.toString(operation)));
      killed = runOn(new FailingDisk(operation, left, null), file, mailbox);
      // Twice, since settling what the first has left is a moment to be killed in as well.
      runOn(new FailingDisk(1 + operation % 3, left, null), file, mailbox);

      run(server.address(), file, mailbox);

      assertThat(server.texts(mailbox)).as("operation %d", operation).isEqualTo(texts(file));
      forget();
    }
    assertThat(operation).isGreaterThan(10);
  }

  /// The next mailbox is another story.
  private void forget() throws IOException {
    try (Stream<Path> ledgers = Files.list(directory.resolve("state"))) {
      for (Path ledger : ledgers.toList()) {
        Files.delete(ledger);
      }
    }
  }

  @Test
  void aFullDiskUnderTheLedgerStopsTheUploadAndWithRoomItGoesOn(TestInfo info) throws Exception {
    Path file = mbox(new Random(9), 25);
    for (int operation = 0; operation < 12; operation++) {
      MailboxName mailbox = mailbox(info, operation);
      var full = new FailingDisk(operation, Left.HALF, new IOException("No space left on device"));

      assertThatThrownBy(() -> runOn(full, file, mailbox))
          .isInstanceOfSatisfying(
              StoppedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.USAGE))
          .hasMessageContaining("cannot keep the ledger: No space left on device");

      run(server.address(), file, mailbox);
      assertThat(server.texts(mailbox)).isEqualTo(texts(file));
      forget();
    }
  }
}
