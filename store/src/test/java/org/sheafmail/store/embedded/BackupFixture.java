package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.appendNumbered;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.ReadOnlyDisk;
import org.sheafmail.store.disk.SimulatedDisk;

/// A store to be backed up, and what to do with its backups.
abstract class BackupFixture {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Map<String, byte[]> USERS = Map.of("users", new byte[] {1, 2, 3});

  static final Set<SimulatedDisk.Kind> LEAVING_NAMES_ALONE =
      EnumSet.of(SimulatedDisk.Kind.CREATE, SimulatedDisk.Kind.WRITE, SimulatedDisk.Kind.SYNC);

  @TempDir Path directory;
  StoreOnDisk store;

  @BeforeEach
  void openStore() throws IOException {
    store = new StoreOnDisk();
    fill();
  }

  void fill() throws IOException {
    appendNumbered(store.account(), INBOX, 1, 50);
    store.store().checkpoint();
    Mail.append(store.account(), INBOX, Mail.octets(1, 100_000), Mail.message(51));
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  static final class Silent implements StoreCheck.Observer {
    @Override
    public void found(Finding finding) {
      throw new AssertionError(finding);
    }

    @Override
    public void progress(long octets, long of) {}
  }

  static final class Found implements StoreCheck.Observer {
    final List<String> lines = new ArrayList<>();

    @Override
    public void found(Finding finding) {
      lines.add(finding.toString());
    }

    @Override
    public void progress(long octets, long of) {}
  }

  StoreBackup.Result backUp(Disk target) throws IOException {
    return backUp(target, new Silent());
  }

  StoreBackup.Result backUp(Disk target, StoreCheck.Observer observer) throws IOException {
    return StoreBackup.run(new ReadOnlyDisk(store.disk()), target, USERS, NOW, observer);
  }

  /// The backup restored to another disk and found sound.
  static SimulatedDisk restored(Disk backup) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    StoreRestore.Result result = StoreRestore.run(new ReadOnlyDisk(backup), disk, new Silent());
    assertThat(result.others().get("users")).containsExactly(1, 2, 3);
    assertThat(StoreCheck.run(new ReadOnlyDisk(disk), new Silent()).isSound()).isTrue();
    return disk;
  }

  static AccountState state(SimulatedDisk disk) throws IOException {
    try (EmbeddedStore opened =
        EmbeddedStore.open(
            disk,
            EmbeddedOptions.forTests(new Random(1)),
            new TestSummarizer(1),
            Clock.systemUTC())) {
      return AccountState.of(opened.account("someone"));
    }
  }

  void damage(SimulatedDisk target, String name) throws IOException {
    target.damage(name, 40, (byte) '?');
  }

  /// A backup with another one set aside that has the last good copy of something.
  SimulatedDisk withOneSetAside() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    backUp(target);
    String lane = laneOfMessage51();
    store.damage(lane, store.disk().contents(lane).length - 50_000);
    backUp(target, new Found());
    assertThat(target.list()).contains("MANIFEST", "MANIFEST.b1");
    return target;
  }

  String laneOfMessage51() throws IOException {
    for (String name : store.files(FileHeader.Kind.LANE)) {
      if (StoreOnDisk.find(store.disk().contents(name), Mail.octets(1, 100_000)) >= 0) {
        return name;
      }
    }
    throw new AssertionError("the message is in no lane");
  }
}
