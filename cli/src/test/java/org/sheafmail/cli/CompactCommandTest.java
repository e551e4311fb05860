package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

class CompactCommandTest {
  @TempDir private Path dir;

  private MailStore open() throws IOException {
    return EmbeddedStore.open(
        FileDisk.open(dir.resolve("store")),
        EmbeddedOptions.defaults(),
        new MimeSummarizer(),
        Clock.systemUTC());
  }

  /// A hundred messages in one batch, of which the first ten stay.
  private void fill(int size) throws IOException {
    try (MailStore store = open()) {
      Account account = store.account("ada");
      AppendTransaction append = (AppendTransaction) account.beginAppend(MailboxName.INBOX);
      for (int number = 0; number < 100; number++) {
        append.add(
            Set.of(),
            OffsetDateTime.parse("2026-01-01T00:00:00Z"),
            Channels.newChannel(new ByteArrayInputStream(message(number, size))),
            size);
      }
      append.commit();
      MailboxView inbox = account.view(MailboxName.INBOX).orElseThrow();
      UidSet leaving = UidSet.range(11, 100);
      account.storeFlags(inbox.id(), leaving, FlagChange.ADD, Set.of(Flag.DELETED));
      account.expunge(inbox.id(), leaving);
    }
  }

  private static byte[] message(int number, int size) {
    byte[] octets = new byte[size];
    new Random(number).nextBytes(octets);
    return octets;
  }

  private long octets() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("store"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void theRoomOfExpungedMessagesComesBack() throws IOException {
    fill(30_000);
    assertThat(octets()).isGreaterThan(3_000_000);

    Run run = Run.sheaf("compact", "--data", dir.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out()).startsWith("Compacted: 2.9 MiB before").contains("293.0 KiB of mail");
    assertThat(octets()).isLessThan(330_000);
    assertThat(Run.sheaf("check", "--data", dir.toString()).exitCode()).isZero();
    try (MailStore store = open()) {
      MailboxView inbox = store.account("ada").view(MailboxName.INBOX).orElseThrow();
      assertThat(inbox.messageCount()).isEqualTo(10);
      assertThat(inbox.body(9).open().readAllBytes()).isEqualTo(message(9, 30_000));
    }
  }

  @Test
  void aStoreInUseIsLeftAlone() throws IOException {
    fill(1000);
    try (MailStore _ = open()) {
      Run run = Run.sheaf("compact", "--data", dir.toString());

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("already open", "compacts by itself");
      assertThat(run.errLines()).isEqualTo(1);
    }
  }

  @Test
  void wrongUsageIsToldInOneLine() {
    Run nothing = Run.sheaf("compact", "--data", dir.resolve("none").toString());
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("there is no data directory");

    Run empty = Run.sheaf("compact", "--data", dir.toString());
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).contains("there is no mail");
    assertThat(dir).isEmptyDirectory();

    Run share = Run.sheaf("compact", "--data", dir.toString(), "--below", "100");
    assertThat(share.exitCode()).isEqualTo(2);
    assertThat(share.err()).contains("0 to 99");
  }
}
