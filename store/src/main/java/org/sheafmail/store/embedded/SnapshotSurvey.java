package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.ChunkStats;
import org.sheafmail.store.state.MailboxState;

/// Reads every record of every snapshot that can be used and says which are not what was written.
final class SnapshotSurvey {
  private final SnapshotReader reader;
  private final Consumer<Finding> findings;
  private final NavigableSet<Long> present = new TreeSet<>();

  /// By number, the snapshots whose root can be read.
  private final NavigableMap<Long, Usable> usable = new TreeMap<>();

  /// Places that were read and found to be sound. Snapshots share most of them.
  private final Set<Extent> sound = new HashSet<>();

  private final Set<String> damagedFiles = new TreeSet<>();

  /// A snapshot whose root can be read.
  ///
  /// @param problems places that cannot
  record Usable(long number, SnapshotRoot root, List<Extent> problems) {
    boolean isSound() {
      return problems.isEmpty();
    }
  }

  SnapshotSurvey(Disk disk, SnapshotReader reader, Consumer<Finding> findings) throws IOException {
    this.reader = reader;
    this.findings = findings;
    for (String name : disk.list()) {
      FileHeader.Kind.SNAPSHOT.number(name).ifPresent(present::add);
    }
  }

  /// Reads all of them.
  void run() throws IOException {
    for (long number : present.descendingSet()) {
      SnapshotRoot root = root(number);
      // Of an earlier one, which may be kept for what it holds, others may be gone by right.
      if (root != null && (usable.isEmpty() || present.containsAll(root.filesNeeded()))) {
        List<Extent> problems = new ArrayList<>();
        for (SnapshotRoot.StoredAccount account : root.accounts()) {
          read(account, problems);
        }
        usable.put(number, new Usable(number, root, problems));
      }
    }
  }

  /// The newest of which everything can be read; `null` if there is none.
  @Nullable Usable newestSound() {
    return usable.descendingMap().values().stream()
        .filter(Usable::isSound)
        .findFirst()
        .orElse(null);
  }

  boolean isAnyPresent() {
    return !present.isEmpty();
  }

  /// The newest whose root can be read; `null` if there is none.
  @Nullable Usable best() {
    return usable.isEmpty() ? null : usable.lastEntry().getValue();
  }

  /// Those before another whose root can be read, the earliest first.
  List<Usable> before(Usable other) {
    return List.copyOf(usable.headMap(other.number).values());
  }

  /// The lsn after the last frame that any of them knows.
  long safeLsn() {
    return usable.values().stream().mapToLong(u -> u.root.position().lsn()).max().orElse(1);
  }

  /// The names of the files that are not what was written.
  Set<String> damagedFiles() {
    return damagedFiles;
  }

  private void found(long number, Finding finding) {
    damagedFiles.add(FileNames.name(number, FileNames.SNAPSHOT));
    findings.accept(finding);
  }

  private @Nullable SnapshotRoot root(long number) throws IOException {
    try {
      return reader.root(number);
    } catch (DamagedStoreException e) {
      found(number, Finding.damage(FileNames.name(number, FileNames.SNAPSHOT), e));
      return null;
    }
  }

  private void read(SnapshotRoot.StoredAccount account, List<Extent> problems) throws IOException {
    AccountRecord record;
    try {
      record =
          reader.read(
              account.record(),
              in ->
                  AccountRecord.read(in, extent -> new SnapshotReader.StoredChunk(reader, extent)));
    } catch (DamagedStoreException | FileNotFoundException e) {
      problems.add(account.record());
      found(account.record(), "the record of account " + account.name() + " " + fault(e), null);
      return;
    }
    for (MailboxState mailbox : record.state().mailboxes()) {
      for (ChunkHandle handle : mailbox.chunks()) {
        if (handle.stored() instanceof SnapshotReader.StoredChunk stored) {
          read(stored.extent(), handle.stats(), account.name(), mailbox, problems);
        }
      }
    }
  }

  private void read(
      Extent extent, ChunkStats stats, String account, MailboxState mailbox, List<Extent> problems)
      throws IOException {
    if (sound.contains(extent)) {
      return;
    }
    try {
      reader.read(extent, Chunk::read);
      sound.add(extent);
    } catch (DamagedStoreException | FileNotFoundException e) {
      problems.add(extent);
      found(
          extent,
          "the list of messages " + fault(e),
          new Finding.Messages(account, mailbox.name(), stats.firstUid(), stats.lastUid()));
    }
  }

  private static String fault(IOException e) {
    return e instanceof FileNotFoundException ? "is missing" : "is not what was stored";
  }

  private void found(Extent extent, String what, Finding.@Nullable Messages messages) {
    String name = FileNames.name(extent.file(), FileNames.SNAPSHOT);
    Finding finding = Finding.damage(name, extent.position(), what);
    found(extent.file(), messages == null ? finding : finding.concerning(messages));
  }
}
