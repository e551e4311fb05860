package org.sheafmail.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// `kill -9` of `sheaf backup` while a server uses the store.
class BackupKillIT {
  private static final int BATCH = 20;

  @TempDir Path directory;
  private Path data;
  private Path target;

  @BeforeEach
  void names() {
    data = directory.resolve("data");
    target = directory.resolve("target");
  }

  @Test
  void aBackupThatIsKilledLeavesTheOneBeforeAndAnotherCompletesIt() throws Exception {
    SheafProcess.addUser(data, "ada");
    try (SheafProcess sheaf = SheafProcess.serve(data);
        ImapTalk ada = sheaf.login("ada")) {
      ada.append("INBOX", batch());
      backUp();
      ada.append("INBOX", batch());

      // In the midst of a copy, and when all are there but for the manifest.
      for (String begun : List.of(".lane.b2", "MANIFEST.tmp")) {
        SheafProcess.killWhen(
            () -> isThere(begun), "backup", "--data", data.toString(), target.toString());
        assertThat(restored("after" + begun)).isIn(BATCH, 2 * BATCH);
      }

      backUp();
      assertThat(restored("at last")).isEqualTo(2 * BATCH);
    }
  }

  /// Too large for a place in the journal.
  private static List<byte[]> batch() {
    Random random = new Random(1);
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      byte[] message = new byte[500_000];
      random.nextBytes(message);
      for (int at = 0; at < message.length; at++) {
        message[at] = (byte) ('a' + (message[at] & 15));
      }
      batch.add(message);
    }
    return batch;
  }

  private void backUp() throws IOException {
    SheafProcess.Result result =
        SheafProcess.run("", "backup", "--data", data.toString(), target.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private boolean isThere(String ending) {
    try (Stream<Path> files = Files.list(target)) {
      return files.anyMatch(file -> file.toString().endsWith(ending));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many messages a restore gives, each compared with its checksum.
  private int restored(String name) throws IOException {
    SheafProcess.Result result =
        SheafProcess.run(
            "",
            "restore",
            target.toString(),
            "--data",
            directory.resolve(name).toString(),
            "--json");
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    String after = result.out().split("\"messages\":", 2)[1];
    return Integer.parseInt(after.replaceAll("[^0-9].*", "").strip());
  }
}
