package org.sheafmail.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The simulator fails in every way it says, and in no other.
class SimulatedDiskTest {
  private static final int SEEDS = 300;

  private final SimulatedDisk disk = new SimulatedDisk(1);

  private static ByteBuffer filled(int value, int length) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) value);
    return ByteBuffer.wrap(octets);
  }

  /// A file whose name and first `length` octets, all of them `value`, are durable.
  private DiskFile durable(String name, int value, int length) throws IOException {
    DiskFile file = disk.create(name);
    file.write(0, filled(value, length));
    file.sync();
    disk.syncDirectory();
    return file;
  }

  private byte[] afterPowerCut(int seed, String name) throws IOException {
    return disk.afterPowerCut(new Random(seed)).contents(name);
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    DiskFile file = disk.create("f");
    file.write(700, filled(1, 300), filled(2, 1000));

    ByteBuffer all = ByteBuffer.allocate(3000);
    assertThat(file.size()).isEqualTo(2000);
    assertThat(file.read(0, all)).isEqualTo(2000);
    assertThat(all.get(699)).isZero();
    assertThat(all.get(700)).isEqualTo((byte) 1);
    assertThat(all.get(1999)).isEqualTo((byte) 2);
    assertThat(file.read(2000, ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(disk.open("f").size()).isEqualTo(2000);
  }

  @Test
  void aRangeIsTransferredOrRefused() throws IOException {
    DiskFile file = durable("f", 7, 1000);
    var target = new ByteArrayOutputStream();
    file.transferTo(600, 400, Channels.newChannel(target));

    assertThat(target.toByteArray()).isEqualTo(filled(7, 400).array());
    assertThatThrownBy(() -> file.transferTo(600, 401, Channels.newChannel(target)))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void whatWasSyncedSurvives() throws IOException {
    durable("f", 1, 5000);

    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(afterPowerCut(seed, "f")).isEqualTo(filled(1, 5000).array());
    }
  }

  @Test
  void eachUnsyncedSectorSurvivesForItself() throws IOException {
    DiskFile file = durable("f", 1, 2 * 512);
    file.write(0, filled(2, 2 * 512));

    Set<String> found = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] octets = afterPowerCut(seed, "f");
      found.add(octets[0] + "" + octets[511] + " " + octets[512] + "" + octets[1023]);
    }
    assertThat(found).contains("11 11", "22 22", "11 22", "22 11", "12 11", "21 22");
  }

  @Test
  void octetsBesideThoseWrittenKeepTheirValue() throws IOException {
    DiskFile file = durable("f", 1, 1000);
    file.write(300, filled(2, 100));

    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] octets = afterPowerCut(seed, "f");
      assertThat(Arrays.copyOf(octets, 300)).containsOnly(1);
      assertThat(Arrays.copyOfRange(octets, 400, 1000)).containsOnly(1);
    }
  }

  @Test
  void anyContentSinceTheLastSyncMaySurvive() throws IOException {
    DiskFile file = durable("f", 1, 512);
    file.write(0, filled(2, 512));
    file.write(0, filled(3, 512));

    Set<Byte> found = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      found.add(afterPowerCut(seed, "f")[0]);
    }
    assertThat(found).containsExactlyInAnyOrder((byte) 1, (byte) 2, (byte) 3);
  }

  @Test
  void theSizeIsAnyBetweenWhatItWasAndIs() throws IOException {
    DiskFile file = durable("f", 1, 1000);
    file.write(1000, filled(2, 3000));

    Set<Integer> sizes = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      sizes.add(afterPowerCut(seed, "f").length);
    }
    assertThat(sizes).contains(1000, 4000).allMatch(s -> s >= 1000 && s <= 4000);
    assertThat(sizes).hasSizeGreaterThan(20);
  }

  @Test
  void whatDidNotReachThePlatterBeyondTheOldEndIsZerosOrGarbage() throws IOException {
    DiskFile file = durable("f", 1, 512);
    file.write(512, filled(2, 512));

    boolean zeros = false;
    boolean garbage = false;
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] octets = afterPowerCut(seed, "f");
      if (octets.length == 1024 && octets[1023] != 2) {
        boolean allZero = Arrays.equals(octets, 512, 1024, new byte[512], 0, 512);
        zeros |= allZero;
        garbage |= !allZero;
      }
    }
    assertThat(zeros).isTrue();
    assertThat(garbage).isTrue();
  }

  @Test
  void aCutThatWasNotSyncedMayBeUndone() throws IOException {
    DiskFile file = durable("f", 1, 2000);
    file.truncate(600);

    Set<Integer> sizes = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] octets = afterPowerCut(seed, "f");
      sizes.add(octets.length);
      assertThat(Arrays.copyOf(octets, 600)).containsOnly(1);
    }
    assertThat(sizes).contains(600, 2000);
  }

  @Test
  void whatWasCutOffReadsAsZerosWhenTheFileGrowsAgain() throws IOException {
    DiskFile file = durable("f", 1, 2000);
    file.truncate(600);
    file.write(1000, filled(3, 1));
    file.sync();
    assertThat(Arrays.copyOfRange(afterPowerCut(1, "f"), 600, 1000)).containsOnly(0);
  }

  @Test
  void namesThatWereNotSyncedAreKeptOrLostEachForItself() throws IOException {
    durable("old", 1, 10);
    durable("moved", 2, 10);
    disk.create("new").sync();
    disk.delete("old");
    disk.rename("moved", "there");

    Set<Set<String>> found = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk after = disk.afterPowerCut(new Random(seed));
      found.add(new TreeSet<>(after.list()));
    }
    assertThat(found).hasSize(8).contains(Set.of("old", "moved"), Set.of("new", "there"));
  }

  @Test
  void namesThatWereSyncedSurvive() throws IOException {
    durable("old", 1, 10);
    durable("moved", 2, 10);
    durable("target", 3, 10);
    disk.delete("old");
    disk.rename("moved", "target");
    disk.syncDirectory();

    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(disk.afterPowerCut(new Random(seed)).list()).containsExactly("target");
      assertThat(afterPowerCut(seed, "target")).containsOnly(2);
    }
  }

  @Test
  void aFailedSyncLosesWhatLaterSyncsDoNotWrite() throws IOException {
    Set<Byte> shown = new HashSet<>();
    Set<Byte> found = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk failing = new SimulatedDisk(seed);
      DiskFile file = failing.create("f");
      failing.syncDirectory();
      file.write(0, filled(1, 512));
      file.sync();
      file.write(0, filled(2, 512));
      failing.failOperation(failing.operations() + 1);
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
      file.sync();

      ByteBuffer now = ByteBuffer.allocate(512);
      file.read(0, now);
      shown.add(now.get(511));
      found.add(failing.afterPowerCut(new Random(seed)).contents("f")[511]);
    }
    assertThat(shown).containsExactlyInAnyOrder((byte) 1, (byte) 2);
    assertThat(found).containsExactlyInAnyOrder((byte) 1, (byte) 2);
  }

  @Test
  void whatIsWrittenAgainAfterAFailedSyncIsDurableAfterTheNext() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk failing = new SimulatedDisk(seed);
      DiskFile file = failing.create("f");
      failing.syncDirectory();
      file.write(0, filled(2, 3000));
      failing.failOperation(failing.operations() + 1);
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
      file.write(0, filled(2, 3000));
      file.sync();

      assertThat(failing.afterPowerCut(new Random(seed)).contents("f"))
          .isEqualTo(filled(2, 3000).array());
    }
  }

  @Test
  void aFailedSyncOfTheDirectoryLeavesNamesUnsynced() throws IOException {
    Set<Integer> found = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk failing = new SimulatedDisk(seed);
      failing.create("f");
      failing.failOperation(2);
      assertThatThrownBy(failing::syncDirectory).isInstanceOf(IOException.class);
      found.add(failing.afterKill().afterPowerCut(new Random(seed)).list().size());
    }
    assertThat(found).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void aFailedSyncOfTheDirectoryCanBeMadeGood() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk failing = new SimulatedDisk(seed);
      failing.create("f");
      failing.failOperation(2);
      assertThatThrownBy(failing::syncDirectory).isInstanceOf(IOException.class);
      failing.syncDirectory();
      assertThat(failing.afterPowerCut(new Random(seed)).list()).containsExactly("f");
    }
  }

  @Test
  void oneSyncOfManyFails() throws IOException {
    DiskFile file = durable("f", 1, 10);
    disk.failSync(2);
    file.sync();
    disk.syncDirectory();
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    file.sync();
  }

  @Test
  void aFailedWriteMayHaveWrittenAPart() throws IOException {
    Set<Long> sizes = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk failing = new SimulatedDisk(seed);
      DiskFile file = failing.create("f");
      failing.failOperation(2);
      assertThatThrownBy(() -> file.write(0, filled(1, 4)))
          .isInstanceOf(IOException.class)
          .hasMessage("input/output error at operation 2, WRITE f 0+4");
      sizes.add(file.size());
      file.write(0, filled(1, 4));
    }
    assertThat(sizes).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void nothingWorksOnceThePowerHasFailed() throws IOException {
    DiskFile file = durable("f", 1, 10);
    disk.failPowerAt(disk.operations() + 2);
    file.write(10, filled(1, 10));
    assertThatThrownBy(() -> file.write(20, filled(1, 10)))
        .isInstanceOf(PowerFailureException.class);

    assertThat(disk.powerFailed()).isTrue();
    assertThatThrownBy(file::sync).isInstanceOf(PowerFailureException.class);
    assertThatThrownBy(file::size).isInstanceOf(PowerFailureException.class);
    assertThatThrownBy(disk::list).isInstanceOf(PowerFailureException.class);
    assertThatThrownBy(() -> disk.open("f")).isInstanceOf(PowerFailureException.class);
    assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1)))
        .isInstanceOf(PowerFailureException.class);
  }

  @Test
  void theOperationThePowerFailsInMayHaveHappened() throws IOException {
    Set<Integer> lengths = new HashSet<>();
    Set<Integer> names = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk failing = new SimulatedDisk(seed).failPowerAt(3);
      DiskFile file = failing.create("f");
      failing.syncDirectory();
      assertThatThrownBy(() -> file.write(0, filled(1, 10)))
          .isInstanceOf(PowerFailureException.class);
      lengths.add(failing.afterPowerCut(new Random(seed)).contents("f").length);

      SimulatedDisk other = new SimulatedDisk(seed).failPowerAt(1);
      assertThatThrownBy(() -> other.create("f")).isInstanceOf(PowerFailureException.class);
      names.add(other.afterPowerCut(new Random(seed)).list().size());
    }
    assertThat(lengths).contains(0, 5, 10);
    assertThat(names).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void aKillLosesNothingButMakesNothingDurable() throws IOException {
    DiskFile file = durable("f", 1, 512);
    file.write(0, filled(2, 512));
    disk.create("g");
    SimulatedDisk after = disk.afterKill();

    assertThat(after.list()).containsExactlyInAnyOrder("f", "g");
    assertThat(after.contents("f")).containsOnly(2);
    assertThatThrownBy(file::size).isInstanceOf(PowerFailureException.class);

    Set<String> found = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk cut = after.afterPowerCut(new Random(seed));
      found.add(cut.contents("f")[0] + " " + cut.list().size());
    }
    assertThat(found).containsExactlyInAnyOrder("1 1", "1 2", "2 1", "2 2");
  }

  @Test
  void aFullDiskTakesWhatFitsAndThenRefuses() throws IOException {
    DiskFile file = durable("f", 1, 100);
    disk.limitTo(150);

    assertThat(disk.usableSpace()).isEqualTo(50);
    assertThatThrownBy(() -> file.write(90, filled(2, 61))).isInstanceOf(DiskFullException.class);
    assertThat(file.size()).isEqualTo(150);
    assertThatThrownBy(() -> file.allocate(151)).isInstanceOf(DiskFullException.class);
    file.write(0, filled(3, 150));
    file.truncate(10);
    assertThat(disk.usableSpace()).isEqualTo(140);
    disk.delete("f");
    assertThat(disk.usableSpace()).isEqualTo(150);
  }

  @Test
  void allocatedRoomReadsAsZeros() throws IOException {
    DiskFile file = durable("f", 1, 100);
    file.allocate(2000);
    file.allocate(50);

    assertThat(file.size()).isEqualTo(2000);
    assertThat(Arrays.copyOfRange(disk.contents("f"), 100, 2000)).containsOnly(0);
    file.sync();
    assertThat(afterPowerCut(3, "f")).hasSize(2000);
  }

  @Test
  void theSameSeedFailsInTheSameWay() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(outcome(seed)).isEqualTo(outcome(seed));
    }
  }

  private static String outcome(int seed) throws IOException {
    SimulatedDisk failing = new SimulatedDisk(seed).failPowerAt(6);
    DiskFile f = failing.create("f");
    DiskFile g = failing.create("g");
    failing.syncDirectory();
    f.write(0, filled(1, 5000));
    g.write(100, filled(2, 3000));
    assertThatThrownBy(g::sync).isInstanceOf(PowerFailureException.class);
    SimulatedDisk after = failing.afterPowerCut(new Random(seed));
    return after.list()
        + Arrays.toString(after.contents("f"))
        + Arrays.toString(after.contents("g"));
  }

  @Test
  void namesFollowTheRulesOfADirectory() throws IOException {
    DiskFile file = durable("f", 1, 10);
    durable("g", 2, 10);

    assertThatThrownBy(() -> disk.create("f")).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disk.open("h")).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> disk.delete("h")).isInstanceOf(FileNotFoundException.class);
    disk.rename("g", "f");
    assertThat(disk.list()).isEqualTo(List.of("f"));
    assertThat(disk.contents("f")).containsOnly(2);
    ByteBuffer old = ByteBuffer.allocate(10);
    assertThat(file.read(0, old)).isEqualTo(10);
    assertThat(old.array()).containsOnly(1);
    file.close();
    assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void damageIsFoundByWhoeverReadsNext() throws IOException {
    DiskFile file = durable("f", 1, 1000);
    disk.damage("f", 500, (byte) 9);

    ByteBuffer one = ByteBuffer.allocate(1);
    file.read(500, one);
    assertThat(one.get(0)).isEqualTo((byte) 9);
    assertThat(afterPowerCut(1, "f")[500]).isEqualTo((byte) 9);
  }

  @Test
  void everyChangeIsInTheTrace() throws IOException {
    DiskFile file = durable("f", 1, 10);
    file.allocate(20);
    file.truncate(5);
    disk.rename("f", "g");
    disk.delete("g");

    assertThat(disk.trace().stream().map(SimulatedDisk.Operation::kind))
        .containsExactly(
            SimulatedDisk.Kind.CREATE,
            SimulatedDisk.Kind.WRITE,
            SimulatedDisk.Kind.SYNC,
            SimulatedDisk.Kind.SYNC_DIRECTORY,
            SimulatedDisk.Kind.ALLOCATE,
            SimulatedDisk.Kind.TRUNCATE,
            SimulatedDisk.Kind.RENAME,
            SimulatedDisk.Kind.DELETE);
    assertThat(disk.operations()).isEqualTo(8);
  }
}
