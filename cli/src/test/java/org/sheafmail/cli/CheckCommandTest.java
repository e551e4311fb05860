package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.server.auth.UsersFile;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

class CheckCommandTest {
  @TempDir private Path dir;

  @BeforeEach
  void fill() throws IOException {
    try (MailStore store = open();
        AppendTransaction append =
            (AppendTransaction) store.account("ada").beginAppend(MailboxName.INBOX)) {
      for (int i = 1; i <= 3; i++) {
        byte[] message =
            ("Subject: " + i + "\r\n\r\nmessage number " + i + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        append.add(
            Set.of(),
            OffsetDateTime.parse("2026-03-01T12:00:00Z"),
            Channels.newChannel(new ByteArrayInputStream(message)),
            message.length);
      }
      append.commit();
    }
  }

  private MailStore open() throws IOException {
    return EmbeddedStore.open(
        FileDisk.open(dir.resolve("store")),
        EmbeddedOptions.defaults(),
        new MimeSummarizer(),
        Clock.systemUTC());
  }

  private Run check(String... options) {
    List<String> arguments =
        Stream.concat(Stream.of("check", "--data", dir.toString()), Stream.of(options)).toList();
    return Run.sheaf(arguments.toArray(String[]::new));
  }

  /// Changes one octet of the second message.
  private Path damage() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("store"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".journal")).toList()) {
        String octets = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (octets.contains("message number 2")) {
          Files.writeString(
              file,
              octets.replace("message number 2", "massage number 2"),
              StandardCharsets.ISO_8859_1);
          return file;
        }
      }
    }
    throw new AssertionError("the message is in no journal file");
  }

  @Test
  void aSoundStoreIsSaidToBeSoWhileItIsInUse() throws IOException {
    assertThat(check().out())
        .matches("Sound: \\d+ files?, 2 frames, 3 messages, 96 octets of mail.\n");
    try (MailStore _ = open()) {
      Run run = check();
      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void aDamagedMessageIsNamed() throws IOException {
    String file = String.valueOf(damage().getFileName());

    Run run = check();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(file + ", octet ")
        .contains("a message is not what was stored (account ada, mailbox INBOX, UID 2)")
        .contains("Damaged in 1 place:");
    assertThat(check("--json").out())
        .contains("{\"type\":\"damage\",\"file\":\"" + file + "\"")
        .contains("\"account\":\"ada\",\"mailbox\":\"INBOX\",\"firstUid\":2,\"lastUid\":2}")
        .contains("{\"type\":\"checked\",\"sound\":\"no\",\"damages\":1,");
  }

  @Test
  void aRepairKeepsTheOriginalAndTheNextCheckFindsNothing() throws IOException {
    Path file = damage();
    byte[] damaged = Files.readAllBytes(file);

    Run run = check("--repair");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("The damaged original is kept as " + file + ".damaged-")
        .contains("Repaired; listed as before, and no longer readable: 1 message.")
        .contains("Sound: ");
    try (Stream<Path> files = Files.list(dir.resolve("store"))) {
      Path kept = files.filter(f -> f.toString().contains(".damaged-")).findFirst().orElseThrow();
      assertThat(kept).hasBinaryContent(damaged);
    }
    Run next = check("--repair");
    assertThat(next.exitCode()).isZero();
    assertThat(next.out())
        .contains("of 1 message an earlier repair has given up the octets")
        .doesNotContain("Repaired");
  }

  @Test
  void aRepairLeavesAStoreInUseAlone() throws IOException {
    try (MailStore _ = open()) {
      Run run = check("--repair");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("already open");
    }
  }

  @Test
  void aDirectoryWithoutAStoreIsNotMadeOne() {
    Run run = Run.sheaf("check", "--data", dir.resolve("nowhere").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("sheaf: there is no mail store in " + dir.resolve("nowhere") + "\n");
    assertThat(dir.resolve("nowhere")).doesNotExist();
  }

  /// A message that is large enough for a lane, and then damage in all that tells of it: the list
  /// in the snapshot and the journal.
  private void loseLists() throws IOException {
    try (MailStore store = open();
        AppendTransaction append =
            (AppendTransaction) store.account("ada").beginAppend(MailboxName.INBOX)) {
      byte[] message = "Subject: large\r\n\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
      append.add(
          Set.of(),
          OffsetDateTime.parse("2026-03-01T12:00:00Z"),
          Channels.newChannel(new ByteArrayInputStream(message)),
          message.length);
      append.commit();
    }
    try (Stream<Path> files = Files.list(dir.resolve("store"))) {
      for (Path file : files.toList()) {
        byte[] octets = Files.readAllBytes(file);
        if (file.toString().endsWith(".snapshot")) {
          octets[512] ^= 1;
        } else if (file.toString().endsWith(".journal")) {
          Arrays.fill(octets, 512, octets.length, (byte) 0);
        }
        Files.write(file, octets);
      }
    }
  }

  @Test
  void whatARepairFindsAgainIsToldInWords() throws IOException {
    loseLists();

    assertThat(check().out())
        .contains("the list of messages is not what was stored (account ada, mailbox INBOX, UIDs 1")
        .containsPattern(
            "note: \\d+\\.lane, octet \\d+: 1 message sent to mailbox INBOX of account ada, whose"
                + " transaction is lost, if it was ever completed");
    Run run = check("--repair");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("The damaged original is kept as .*\\.snapshot\\.damaged-")
        .containsPattern(
            "Messages that are listed nowhere any more may be in .*\\.lane\\.kept-\\w+, a copy that"
                + " stays\\.")
        .contains("Messages whose place is lost are in mailbox Recovered of ada.")
        .contains("Mailboxes of ada have a new UIDVALIDITY: mail programs load them anew.")
        .contains("Repaired; every message that is listed can be read.");
    assertThat(check().exitCode()).isZero();
  }

  @Test
  void whatARepairFindsAgainIsToldInJson() throws IOException {
    loseLists();
    assertThat(check("--repair", "--json").out())
        .containsPattern("\\{\"type\":\"note\",\"file\":\"\\d+\\.lane\"")
        .containsPattern("\\{\"type\":\"kept\",\"file\":\"\\d+\\.snapshot\\.damaged-\\w+\"\\}")
        .containsPattern("\\{\"type\":\"keptIntact\",\"file\":\"\\d+\\.lane\\.kept-\\w+\"\\}")
        .contains("{\"type\":\"recovered\",\"account\":\"ada\",\"mailbox\":\"Recovered\"}")
        .contains("{\"type\":\"renewed\",\"account\":\"ada\"}")
        .contains("{\"type\":\"repaired\",\"givenUp\":0}")
        .contains("{\"type\":\"checked\",\"sound\":\"yes\"");
  }

  @Test
  void aSnapshotThatRotsWhileItIsInUseIsNamedAndMendsItself() throws IOException {
    Path snapshot;
    try (MailStore _ = open()) {
      try (Stream<Path> files = Files.list(dir.resolve("store"))) {
        snapshot = files.filter(f -> f.toString().endsWith(".snapshot")).findFirst().orElseThrow();
      }
      byte[] octets = Files.readAllBytes(snapshot);
      octets[512] ^= 1;
      Files.write(snapshot, octets);
      Run run = check();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .contains(snapshot.getFileName() + ", octet 512: the list of messages is not what")
          .contains("Damaged in 1 place:")
          .contains("3 messages");
    }
    open().close();
    assertThat(check().exitCode()).isZero();
    assertThat(snapshot).doesNotExist();
  }

  @Test
  void aStoreThatIsNotOpenedIsNamedWithTheNextStep() throws IOException {
    Path journal = null;
    try (Stream<Path> files = Files.list(dir.resolve("store"))) {
      for (Path file : files.toList()) {
        if (file.toString().endsWith(".journal")) {
          journal = file;
          Files.write(file, new byte[100]);
        }
      }
    }
    Run run = Run.sheaf("serve", "--data", dir.toString(), "--imap", "127.0.0.1:0");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).isEqualTo(1);
    assertThat(journal).isNotNull();
    assertThat(run.err())
        .contains(journal.getFileName() + " is cut short")
        .contains("to save what is left: sheaf check --data " + dir + " --repair");
  }

  @Test
  void aUsersFileThatCannotBeUnderstoodIsDamage() throws IOException {
    Files.writeString(dir.resolve("users"), "nonsense\n");
    Run run = check();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("users").contains("line 1");
    Run served = Run.sheaf("serve", "--data", dir.toString(), "--imap", "127.0.0.1:0");
    assertThat(served.err()).contains("line 1", "sheaf check --data " + dir + " --repair");
  }

  @Test
  void aRepairKeepsTheUsersItCan() throws Exception {
    UsersFile users = new UsersFile(dir, new SecureRandom());
    users.add("ada", "secret");
    users.add("berta", "secret");
    Path file = dir.resolve("users");
    Files.writeString(file, Files.readString(file).replace("berta\t", "berta "));

    Run run = check("--repair");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("line 3: ", "is kept as " + dir.resolve("users.damaged-"))
        .contains("Lost: user berta; give them a password with sheaf user add");
    assertThat(users.list()).containsExactly("ada");
    assertThat(check().exitCode()).isZero();
  }

  @Test
  void aBackupIsMadeBesideTheServerAndPutBack() throws Exception {
    new UsersFile(dir, new SecureRandom()).add("ada", "secret");
    String target = dir.resolveSibling(dir.getFileName() + "-backup").toString();
    Path other = dir.resolveSibling(dir.getFileName() + "-other");
    try (MailStore _ = open()) {
      Run first = Run.sheaf("backup", "--data", dir.toString(), target);
      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(first.out())
          .matches("Copied \\d+ files, .* KiB; already there: 0 files, 0 octets.\n");
      assertThat(Run.sheaf("backup", "--data", dir.toString(), target).out())
          .startsWith("Copied 1 file, " + Files.size(dir.resolve("users")) + " octets; ");
    }

    Run restored = Run.sheaf("restore", target, "--data", other.toString());

    assertThat(restored.exitCode()).as(restored.err()).isZero();
    assertThat(restored.out()).matches("Restored \\d+ files, .* KiB, 3 messages, as of .*\n");
    assertThat(other.resolve("users")).hasSameTextualContentAs(dir.resolve("users"));
    assertThat(Run.sheaf("check", "--data", other.toString()).exitCode()).isZero();
    Run again = Run.sheaf("restore", target, "--data", other.toString());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("is not empty");
  }

  /// As a restore leaves the directory that was killed before the store got its name.
  @Test
  void aRestoreThatWasKilledCanBeTriedAgain() throws Exception {
    new UsersFile(dir, new SecureRandom()).add("ada", "secret");
    String target = dir.resolveSibling(dir.getFileName() + "-backup").toString();
    Run.sheaf("backup", "--data", dir.toString(), target);
    Path other = Files.createDirectory(dir.resolveSibling(dir.getFileName() + "-other"));
    Path store = Files.createDirectory(other.resolve("store.restoring"));
    Files.createFile(store.resolve("0000000001.journal"));
    Files.writeString(other.resolve("users.restoring"), "half");
    Files.writeString(other.resolve("users"), "somebody's own");

    Run served = Run.sheaf("serve", "--data", other.toString(), "--imap", "127.0.0.1:0");
    assertThat(served.exitCode()).isEqualTo(2);
    assertThat(served.err()).contains("a restore to " + other, " was cut short");
    assertThat(other.resolve("store")).doesNotExist();

    Run refused = Run.sheaf("restore", target, "--data", other.toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("users is there already and is not that of the backup");
    assertThat(other.resolve("users")).hasContent("somebody's own");

    Path users = dir.resolve("users");
    Files.copy(users, other.resolve("users"), StandardCopyOption.REPLACE_EXISTING);
    Run restored = Run.sheaf("restore", target, "--data", other.toString());
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    try (Stream<Path> files = Files.list(other)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("store", "users");
    }
  }

  @Test
  void aSecondRestoreLeavesTheFirstAlone() throws IOException {
    String target = dir.resolveSibling(dir.getFileName() + "-backup").toString();
    Run.sheaf("backup", "--data", dir.toString(), target);
    Path other = dir.resolveSibling(dir.getFileName() + "-other");
    Path restoring = other.resolve("store.restoring");
    try (Disk first = FileDisk.open(restoring)) {
      first.create("0000000001.journal").close();

      Run second = Run.sheaf("restore", target, "--data", other.toString());

      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.err()).contains("nothing was restored", restoring + " is already open");
      assertThat(first.list()).containsExactly("0000000001.journal");
      assertThat(restoring.resolve("LOCK")).exists();
    }
    assertThat(Run.sheaf("restore", target, "--data", other.toString()).exitCode()).isZero();
  }

  @Test
  void whatOnlyReadsAHalfRestoredDirectorySaysSo() throws IOException {
    Path other = dir.resolveSibling(dir.getFileName() + "-other");
    Files.createDirectories(other.resolve("store.restoring"));
    Run run = Run.sheaf("check", "--data", other.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("a restore to " + other, " was cut short");
  }

  @Test
  void whatIsDamagedInABackupIsRestoredAndNamed() throws Exception {
    damage();
    String target = dir.resolveSibling(dir.getFileName() + "-backup").toString();
    Run.sheaf("backup", "--data", dir.toString(), target);
    Path other = dir.resolveSibling(dir.getFileName() + "-other");

    Run restored = Run.sheaf("restore", target, "--data", other.toString());
    assertThat(restored.exitCode()).isEqualTo(1);
    assertThat(restored.out())
        .contains("mailbox INBOX, UID 2")
        .contains("sheaf check --data " + other + " --repair");
    assertThat(other.resolve("store")).isDirectory();
  }

  @Test
  void whatIsNoBackupIsNotRestored() throws IOException {
    Run run = Run.sheaf("restore", dir.toString(), "--data", dir.resolve("other").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("nothing was restored").contains("holds no complete backup");
    assertThat(dir.resolve("other")).doesNotExist();
  }

  @Test
  void aBackupOfADamagedMessageSaysSo() throws IOException {
    damage();
    String target = dir.resolveSibling(dir.getFileName() + "-backup").toString();
    Run run = Run.sheaf("backup", "--data", dir.toString(), target);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("account ada, mailbox INBOX, UID 2").contains("Copied");
  }

  @Test
  void aStoreOfALaterVersionIsRefusedInOneLine() throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(dir.resolve("store"))) {
      file = files.filter(f -> f.toString().endsWith(".journal")).findFirst().orElseThrow();
    }
    byte[] octets = Files.readAllBytes(file);
    octets[8] = 2;
    CRC32C crc = new CRC32C();
    crc.update(octets, 0, 32);
    ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).putInt(32, (int) crc.getValue());
    Files.write(file, octets);

    String data = dir.toString();
    for (Run run :
        List.of(
            check(),
            check("--repair"),
            Run.sheaf("serve", "--data", data, "--imap", "127.0.0.1:0"),
            Run.sheaf("backup", "--data", data, data + "-backup"))) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.errLines()).isEqualTo(1);
      assertThat(run.err())
          .contains(file.getFileName() + " has format 2; this program knows up to 1");
    }
    assertThat(file).hasBinaryContent(octets);
  }

  @Test
  void aUsersFileOfALaterVersionIsRefused() throws IOException {
    Files.writeString(dir.resolve("users"), "sheaf-users 2 c2VjcmV0\n");

    assertThat(check().out()).contains("users: it has format 2; this program knows up to 1");
    Run run = Run.sheaf("serve", "--data", dir.toString(), "--imap", "127.0.0.1:0");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("users: it has format 2; this program knows up to 1");
  }
}
