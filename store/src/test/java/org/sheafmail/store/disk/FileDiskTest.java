package org.sheafmail.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
  @TempDir Path parent;

  private Path directory() {
    return parent.resolve("store");
  }

  @Test
  void aDirectoryBelongsToOneAtATime() throws IOException {
    try (FileDisk disk = FileDisk.open(directory())) {
      assertThat(disk.list()).isEmpty();
      assertThatThrownBy(() -> FileDisk.open(directory()))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining(directory().toString());
    }
    FileDisk.open(directory()).close();
  }

  @Test
  void aDirectoryIsLetGoAlsoUnderAnotherName() throws IOException {
    Path other = parent.resolve("other");
    try (Disk disk = FileDisk.open(directory())) {
      Files.move(directory(), other);
      assertThat(disk.toString()).isEqualTo(directory().toString());
    }
    FileDisk.open(other).close();
    FileDisk.open(directory()).close();
  }

  @Test
  void nobodyElseMayReadWhatIsMade() throws IOException {
    try (Disk disk = FileDisk.open(directory())) {
      disk.create("users.b1").close();
      assertThat(permissions(directory())).isEqualTo("rwx------");
      for (String name : List.of("users.b1", "LOCK", "READERS")) {
        assertThat(permissions(directory().resolve(name))).as(name).isEqualTo("rw-------");
      }
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /// Another process: says whether it got the directory.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try (Disk _ = FileDisk.open(Path.of(arguments[0]))) {
        System.out.println("opened");
      } catch (DirectoryInUseException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void whoIsRefusedInThisProcessDoesNotLetAnotherProcessIn() throws Exception {
    try (FileDisk disk = FileDisk.open(directory())) {
      assertThat(disk.list()).isEmpty();
      assertThatThrownBy(() -> FileDisk.open(parent.resolve(".").resolve("store")))
          .isInstanceOf(DirectoryInUseException.class);

      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Child.class.getName(),
                  directory().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine())
            .contains("in use by another process")
            .contains(String.valueOf(ProcessHandle.current().pid()));
      } finally {
        child.destroyForcibly();
      }
      child.waitFor();
    }
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsNamed() throws IOException {
    Files.createFile(directory());

    assertThatThrownBy(() -> FileDisk.open(directory()))
        .isInstanceOf(IOException.class)
        .hasMessage(directory() + " is not a directory");
  }

  @Test
  void filesAreMadeOpenedRenamedAndDeleted() throws IOException {
    try (FileDisk disk = FileDisk.open(directory())) {
      disk.create("a").close();
      assertThatThrownBy(() -> disk.create("a")).isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> disk.open("b")).isInstanceOf(FileNotFoundException.class);
      disk.create("b").close();
      disk.rename("a", "b");
      disk.syncDirectory();
      assertThat(disk.list()).containsExactly("b");
      disk.delete("b");
      assertThat(disk.list()).isEmpty();
      assertThatThrownBy(() -> disk.create("../a")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void manyPiecesAreWrittenInTheirOrder() throws IOException {
    try (FileDisk disk = FileDisk.open(directory());
        DiskFile file = disk.create("a")) {
      ByteBuffer[] pieces = new ByteBuffer[1000];
      for (int i = 0; i < pieces.length; i++) {
        pieces[i] = ByteBuffer.allocate(1000).put(0, (byte) i);
      }
      file.write(7, pieces);
      file.sync();

      assertThat(file.size()).isEqualTo(1_000_007);
      ByteBuffer read = ByteBuffer.allocate(1_000_000);
      assertThat(file.read(7, read)).isEqualTo(1_000_000);
      for (int i = 0; i < pieces.length; i++) {
        assertThat(read.get(i * 1000)).isEqualTo((byte) i);
      }
      assertThat(file.read(1_000_007, read.clear())).isEqualTo(-1);
    }
  }

  @Test
  void whatIsAllocatedIsZerosAndWhatIsThereStays() throws IOException {
    try (FileDisk disk = FileDisk.open(directory());
        DiskFile file = disk.create("a")) {
      file.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      file.allocate(3_000_000);

      assertThat(file.size()).isEqualTo(3_000_000);
      ByteBuffer read = ByteBuffer.allocate(5);
      file.read(0, read);
      assertThat(read.array()).containsExactly(1, 2, 3, 0, 0);
      file.truncate(2);
      assertThat(file.size()).isEqualTo(2);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      file.transferTo(0, 2, Channels.newChannel(out));
      assertThat(out.toByteArray()).containsExactly(1, 2);
    }
  }

  @Test
  void aReaderThatIsInterruptedLeavesTheFileToOthers() throws IOException {
    try (FileDisk disk = FileDisk.open(directory());
        DiskFile file = disk.create("a")) {
      file.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(3)))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();

      ByteBuffer read = ByteBuffer.allocate(3);
      assertThat(file.read(0, read)).isEqualTo(3);
      assertThat(read.array()).containsExactly(1, 2, 3);
    }
  }
}
