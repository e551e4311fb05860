package org.sheafmail.store.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.RecordWriter;

/// What a snapshot says about the store as a whole.
///
/// @param position everything before it in the journal is in the snapshot
/// @param lastFile the highest number a file had
/// @param laneEnds per lane, the end of the last batch committed in it
record SnapshotRoot(
    JournalPosition position,
    long lastFile,
    Map<Long, Long> laneEnds,
    List<StoredAccount> accounts) {
  static final SnapshotRoot NONE = new SnapshotRoot(JournalPosition.START, 0, Map.of(), List.of());

  /// An account in a snapshot.
  ///
  /// @param record where its record is
  /// @param usage per snapshot, how many octets there belong to the account, its record among them
  record StoredAccount(long number, String name, Extent record, Map<Long, Long> usage) {
    private void write(RecordWriter out) {
      out.putNumber(number);
      out.putText(name);
      record.write(out);
      putMap(out, usage);
    }

    private static StoredAccount read(RecordReader in) throws CorruptException {
      return new StoredAccount(in.number(), in.text(), Extent.read(in), map(in));
    }
  }

  /// The snapshots this one needs, but for itself.
  Set<Long> filesNeeded() {
    Set<Long> files = new TreeSet<>();
    accounts.forEach(account -> files.addAll(account.usage().keySet()));
    return files;
  }

  void write(RecordWriter out) {
    out.putNumber(position.file());
    out.putNumber(position.position());
    out.putNumber(position.lsn());
    out.putNumber(lastFile);
    putMap(out, laneEnds);
    out.putNumber(accounts.size());
    accounts.forEach(account -> account.write(out));
  }

  static SnapshotRoot read(RecordReader in) throws CorruptException {
    JournalPosition position = new JournalPosition(in.number(), in.number(), in.number());
    long lastFile = in.number();
    Map<Long, Long> laneEnds = map(in);
    List<StoredAccount> accounts = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      accounts.add(StoredAccount.read(in));
    }
    return new SnapshotRoot(position, lastFile, laneEnds, accounts);
  }

  private static void putMap(RecordWriter out, Map<Long, Long> map) {
    out.putNumber(map.size());
    map.forEach((key, value) -> {
      out.putNumber(key);
      out.putNumber(value);
    });
  }

  private static Map<Long, Long> map(RecordReader in) throws CorruptException {
    Map<Long, Long> map = new TreeMap<>();
    for (int left = in.count(); left > 0; left--) {
      map.put(in.number(), in.number());
    }
    return map;
  }
}
