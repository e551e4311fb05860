package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;

/// Stores of all versions released so far are read; those of later versions are refused.
class FormatsTest {
  private static final Path COLLECTION = Path.of("src/test/resources/formats");

  @TempDir Path directory;

  static List<Path> versions() throws IOException {
    try (Stream<Path> versions = Files.list(COLLECTION)) {
      return versions.sorted().toList();
    }
  }

  static List<Path> stores() throws IOException {
    List<Path> stores = new ArrayList<>();
    for (Path version : versions()) {
      stores.add(version.resolve(FormatCollection.CLOSED));
      stores.add(version.resolve(FormatCollection.KILLED));
    }
    return stores;
  }

  private static StoreCheck.Result check(Path store) throws IOException {
    try (Disk disk = FileDisk.openForReading(store)) {
      return StoreCheck.run(disk, new FormatCollection.Sound());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stores")
  void aStoreOfEveryReleaseIsRead(Path zip) throws IOException {
    FormatCollection.unzip(zip, directory);
    assertThat(check(directory).isSound()).isTrue();
    String holds = Files.readString(zip.resolveSibling(FormatCollection.HOLDS));
    try (EmbeddedStore store = FormatCollection.open(directory)) {
      assertThat(FormatCollection.holds(store)).isEqualTo(holds);
    }
    try (EmbeddedStore store = FormatCollection.open(directory)) {
      assertThat(FormatCollection.holds(store)).isEqualTo(holds);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versions")
  void aBackupOfEveryReleaseIsRestored(Path version) throws IOException {
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    FormatCollection.unzip(version.resolve(FormatCollection.BACKUP), backup);
    try (Disk source = FileDisk.openForReading(backup);
        Disk target = FileDisk.open(restored)) {
      StoreRestore.Result result = StoreRestore.run(source, target, new FormatCollection.Sound());
      assertThat(result.others().get("users")).isEqualTo(FormatCollection.USERS);
    }
    assertThat(check(restored).isSound()).isTrue();
    try (EmbeddedStore store = FormatCollection.open(restored)) {
      assertThat(FormatCollection.holds(store))
          .isEqualTo(Files.readString(version.resolve(FormatCollection.HOLDS)));
    }
  }

  @Test
  void aNewEntryOfTheCollectionHasEveryKindOfFile() throws IOException {
    FormatCollection.write(directory.resolve("now"));
    Path store = directory.resolve("store");
    FormatCollection.unzip(directory.resolve("now").resolve(FormatCollection.CLOSED), store);
    try (Stream<Path> files = Files.list(store)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      for (FileHeader.Kind kind : FileHeader.Kind.values()) {
        assertThat(names).as("%s", kind).anyMatch(name -> kind.number(name).isPresent());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(FileHeader.Kind.class)
  void aFileOfALaterVersionIsRefusedInOneLine(FileHeader.Kind kind) throws IOException {
    FormatCollection.unzip(stores().getLast().resolveSibling(FormatCollection.CLOSED), directory);
    String name;
    try (Stream<Path> files = Files.list(directory)) {
      name =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(file -> kind.number(file).isPresent())
              .sorted()
              .reduce((_, last) -> last)
              .orElseThrow();
    }
    byte[] octets = Files.readAllBytes(directory.resolve(name));
    ByteBuffer header = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(8, FileHeader.VERSION + 1);
    header.putInt(32, Checksum.of(header.duplicate().limit(32)));
    Files.write(directory.resolve(name), octets);

    String line = name + " has format 2; this program knows up to 1";
    assertThatThrownBy(() -> FormatCollection.open(directory))
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(line);
    assertThatThrownBy(() -> check(directory))
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(line);
    assertThat(Files.readAllBytes(directory.resolve(name))).isEqualTo(octets);
  }
}
