package org.sheafmail.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever reads a directory that is not theirs keeps its files there, and gets in nobody's way
/// otherwise.
class ReadersTest {
  @TempDir Path directory;

  /// Another process: reads the directory until its input ends.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try (Disk disk = FileDisk.openForReading(Path.of(arguments[0]))) {
        System.out.println(disk.list());
        while (System.in.read() >= 0) {
          // Until it is told to go on, or killed.
        }
      }
    }
  }

  private Process startChild() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void nothingIsRemovedWhileAnotherProcessReadsAndItsDeathEndsThat() throws Exception {
    try (FileDisk owner = FileDisk.open(directory)) {
      owner.create("a").close();
      Process child = startChild();
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).isEqualTo("[a]");
        assertThat(owner.tryRemoving()).isNull();
      } finally {
        child.destroyForcibly();
      }
      child.waitFor();
      try (Disk.Removal removal = owner.tryRemoving()) {
        assertThat(removal).isNotNull();
      }
    }
  }

  @Test
  void nothingIsRemovedWhileThisProcessReads() throws IOException {
    try (FileDisk owner = FileDisk.open(directory)) {
      Disk first = FileDisk.openForReading(directory);
      try (Disk second = FileDisk.openForReading(directory)) {
        assertThat(second.list()).isEmpty();
        first.close();
        assertThat(owner.tryRemoving()).isNull();
      }
      try (Disk.Removal removal = owner.tryRemoving();
          Disk.Removal another = owner.tryRemoving()) {
        assertThat(removal).isNotNull();
        assertThat(another).isNotNull();
      }
    }
  }

  @Test
  void aReaderWaitsUntilARemovalIsDone() throws Exception {
    try (FileDisk owner = FileDisk.open(directory)) {
      owner.create("a").close();
      CompletableFuture<Integer> listed;
      try (Disk.Removal removal = owner.tryRemoving()) {
        assertThat(removal).isNotNull();
        listed =
            CompletableFuture.supplyAsync(() -> {
              try (Disk disk = FileDisk.openForReading(directory)) {
                return disk.list().size();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
        owner.delete("a");
        assertThat(listed).isNotDone();
      }
      assertThat(listed.get()).isZero();
    }
  }

  @Test
  void aDiskOpenForReadingIsNotWrittenTo() throws IOException {
    Files.write(directory.resolve("a"), new byte[] {1, 2, 3});
    try (Disk disk = FileDisk.openForReading(directory);
        DiskFile file = disk.open("a")) {
      ByteBuffer read = ByteBuffer.allocate(3);
      assertThat(file.read(0, read)).isEqualTo(3);
      assertThat(read.array()).containsExactly(1, 2, 3);
      assertThatThrownBy(() -> file.write(0, read.flip()))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> disk.delete("a")).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void aDirectoryThatIsMissingIsNotMade() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> FileDisk.openForReading(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + " is missing");
    assertThat(missing).doesNotExist();
  }
}
