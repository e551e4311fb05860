package org.sheafmail.store.disk;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A disk in memory that fails on command, as badly as a real one may, and always in the same way
/// for the same seed.
///
/// Every operation that changes something has a number, from 1 on. The power can fail at any of
/// them ([#failPowerAt]): from then on every operation throws, and [#afterPowerCut] is the disk the
/// next start finds:
/// * a file's octets are those of its last sync, but each sector of 512 octets written since then
///   holds what it held before, or any content it had since, or the start of one and the end of
///   another, each sector for itself;
/// * its size is any between the least and the greatest since the last sync, and where nothing
///   reached the platter beyond the old end there are zeros or garbage;
/// * each creation, rename and deletion since the last [#syncDirectory] happened or did not, each
///   for itself; syncing a file does nothing for its name.
///
/// Octets beside those written keep their value even in a torn sector, as real disks have it.
/// [#afterKill] is the disk after the process alone has died: the kernel still has everything.
public final class SimulatedDisk implements Disk {
  /// What an operation does to the disk.
  public enum Kind {
    WRITE,
    TRUNCATE,
    ALLOCATE,
    SYNC,
    CREATE,
    RENAME,
    DELETE,
    SYNC_DIRECTORY
  }

  /// One operation that changed something, for failure messages and for choosing where to fail.
  public record Operation(Kind kind, String file, long position, long length) {
    @Override
    public String toString() {
      return kind + " " + file + (kind == Kind.WRITE ? " " + position + "+" + length : "");
    }
  }

  /// A change of names: those removed and the one that is set; with no file none is set.
  private record NameChange(List<String> removed, String set, @Nullable SimulatedInode file) {}

  private final Random random;
  private final Map<String, SimulatedInode> names = new LinkedHashMap<>();
  private final Map<String, SimulatedInode> durableNames = new LinkedHashMap<>();
  private final List<NameChange> pendingNames = new ArrayList<>();
  private final List<Operation> trace = new ArrayList<>();
  private final Set<Long> failures = new HashSet<>();
  private long powerFailsAt = Long.MAX_VALUE;
  private boolean killed;
  private long capacity = Long.MAX_VALUE;
  private int syncsUntilFailure = -1;
  private boolean powerFailed;
  private int readers;

  /// An empty disk. All that is left to chance while it runs (not what survives a loss of power)
  /// comes from `seed`.
  public SimulatedDisk(long seed) {
    random = new Random(seed);
  }

  /// Makes the power fail at operation `number`, which may happen partly.
  public synchronized SimulatedDisk failPowerAt(long number) {
    powerFailsAt = number;
    return this;
  }

  /// Makes the process end at operation `number`, which may happen partly: [#afterKill] is the disk
  /// the next one finds.
  public synchronized SimulatedDisk killAt(long number) {
    powerFailsAt = number;
    killed = true;
    return this;
  }

  /// Makes operation `number` fail with an input/output error, once. A sync that fails leaves any
  /// part on the platter and every page marked clean; a write leaves any part written; names stay
  /// as unsynced as they were.
  public synchronized SimulatedDisk failOperation(long number) {
    failures.add(number);
    return this;
  }

  /// Makes the sync after `others` further ones fail as [#failOperation] does.
  public synchronized SimulatedDisk failSync(int others) {
    syncsUntilFailure = others;
    return this;
  }

  /// Lets all files together have no more than `octets`.
  public synchronized SimulatedDisk limitTo(long octets) {
    capacity = octets;
    return this;
  }

  /// Fails the power now.
  public synchronized void failPower() {
    powerFailed = true;
  }

  public synchronized boolean powerFailed() {
    return powerFailed;
  }

  /// How many operations there have been.
  public synchronized long operations() {
    return trace.size();
  }

  /// The operations so far, oldest first.
  public synchronized List<Operation> trace() {
    return List.copyOf(trace);
  }

  /// How many octets all files have together.
  public synchronized long used() {
    return names.values().stream().mapToLong(SimulatedInode::size).sum();
  }

  /// Cuts the power off and gives one of the disks that may be found then; may be called often.
  public synchronized SimulatedDisk afterPowerCut(Random chance) {
    powerFailed = true;
    SimulatedDisk found = new SimulatedDisk(chance.nextLong());
    Map<String, SimulatedInode> foundNames = new LinkedHashMap<>(durableNames);
    double share = chance.nextInt(3) / 2.0;
    for (NameChange change : pendingNames) {
      if (chance.nextDouble() < share) {
        apply(change, foundNames);
      }
    }
    // Two names may show one file, as after a rename of which only half was kept.
    Map<SimulatedInode, SimulatedInode> files = new HashMap<>();
    foundNames.forEach((name, file) ->
        found.names.put(name, files.computeIfAbsent(file, f -> f.afterPowerCut(chance))));
    found.durableNames.putAll(found.names);
    return found;
  }

  /// Ends the process and gives the disk the next one finds. Nothing is lost, and nothing more is
  /// durable than before.
  public synchronized SimulatedDisk afterKill() {
    powerFailed = true;
    SimulatedDisk found = new SimulatedDisk(random.nextLong());
    found.names.putAll(names);
    found.durableNames.putAll(durableNames);
    found.pendingNames.addAll(pendingNames);
    return found;
  }

  /// Changes octets on the platter behind everybody's back.
  public synchronized void damage(String name, long position, byte... octets) throws IOException {
    SimulatedInode file = find(name);
    file.write(position, ByteBuffer.wrap(octets));
    file.sync();
  }

  /// All octets of a file.
  public synchronized byte[] contents(String name) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((int) find(name).size());
    find(name).read(0, octets);
    return octets.array();
  }

  private static void apply(NameChange change, Map<String, SimulatedInode> target) {
    change.removed().forEach(target::remove);
    if (change.file() != null) {
      target.put(change.set(), change.file());
    }
  }

  private void change(NameChange change) {
    apply(change, names);
    if (change.file() != null) {
      change.file().rename(change.set());
    }
    pendingNames.add(change);
  }

  private SimulatedInode find(String name) throws FileNotFoundException {
    SimulatedInode file = names.get(name);
    if (file == null) {
      throw new FileNotFoundException(name + " is missing");
    }
    return file;
  }

  private void checkPower() throws PowerFailureException {
    if (powerFailed) {
      throw new PowerFailureException("the power is off");
    }
  }

  /// Counts an operation and lets it fail if it has been told to.
  ///
  /// @param part does the part of it that happens nevertheless, given how many of the octets that
  ///   it writes, or 0
  private void begin(Operation operation, IntConsumer part) throws IOException {
    checkPower();
    trace.add(operation);
    long number = trace.size();
    if (number >= powerFailsAt) {
      // Whole: what becomes of each sector is left to afterPowerCut.
      int length = (int) operation.length();
      part.accept(killed ? random.nextInt(length + 1) : length);
      powerFailed = true;
      throw new PowerFailureException("the power failed at operation " + number + ", " + operation);
    }
    boolean failing = failures.remove(number);
    if (operation.kind() == Kind.SYNC || operation.kind() == Kind.SYNC_DIRECTORY) {
      failing |= syncsUntilFailure-- == 0;
    }
    if (failing) {
      int length = (int) operation.length();
      part.accept(random.nextInt(4) == 0 ? length : random.nextInt(length + 1));
      throw new IOException("input/output error at operation " + number + ", " + operation);
    }
  }

  @Override
  public synchronized List<String> list() throws IOException {
    checkPower();
    List<String> listed = new ArrayList<>(names.keySet());
    Collections.shuffle(listed, random);
    return listed;
  }

  @Override
  public synchronized DiskFile create(String name) throws IOException {
    checkPower();
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    NameChange change = new NameChange(List.of(), name, new SimulatedInode(name));
    begin(new Operation(Kind.CREATE, name, 0, 0), _ -> maybe(change));
    change(change);
    return new Handle(find(name));
  }

  @Override
  public synchronized DiskFile open(String name) throws IOException {
    checkPower();
    return new Handle(find(name));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    checkPower();
    NameChange change = new NameChange(List.of(from), to, find(from));
    begin(new Operation(Kind.RENAME, from + " " + to, 0, 0), _ -> maybe(change));
    change(change);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    checkPower();
    find(name);
    NameChange change = new NameChange(List.of(name), name, null);
    begin(new Operation(Kind.DELETE, name, 0, 0), _ -> maybe(change));
    change(change);
  }

  /// A change of names that the power failed in may have been made; one that failed was not.
  private void maybe(NameChange change) {
    if (trace.size() >= powerFailsAt) {
      change(change);
    }
  }

  /// Somebody reads the disk without owning it, until the result is closed.
  public synchronized Reading read() {
    readers++;
    return () -> {
      synchronized (this) {
        readers--;
      }
    };
  }

  /// See [#read].
  public interface Reading extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public synchronized @Nullable Removal tryRemoving() throws IOException {
    checkPower();
    return readers > 0 ? null : () -> {};
  }

  @Override
  public synchronized void syncDirectory() throws IOException {
    begin(new Operation(Kind.SYNC_DIRECTORY, "", 0, 0), _ -> failDirectorySync());
    pendingNames.forEach(change -> apply(change, durableNames));
    pendingNames.clear();
  }

  /// Any of the names may have reached the platter. Unlike octets they stay dirty: a file system
  /// that could not write its own structures keeps them or goes read-only.
  private void failDirectorySync() {
    if (trace.size() < powerFailsAt) {
      for (NameChange change : pendingNames) {
        if (random.nextBoolean()) {
          apply(change, durableNames);
        }
      }
    }
  }

  @Override
  public synchronized long usableSpace() throws IOException {
    checkPower();
    return capacity == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, capacity - used());
  }

  /// Does nothing: a disk is left as it is.
  @Override
  public void close() {}

  /// An open file.
  private final class Handle implements DiskFile {
    private final SimulatedInode file;
    private boolean open = true;

    Handle(SimulatedInode file) {
      this.file = file;
    }

    private void check() throws IOException {
      checkPower();
      if (!open) {
        throw new ClosedChannelException();
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        return file.size();
      }
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        return file.read(position, target);
      }
    }

    @Override
    public void write(long position, ByteBuffer... source) throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        ByteBuffer octets = gathered(source);
        begin(
            new Operation(Kind.WRITE, file.name(), position, octets.remaining()),
            count -> file.write(position, octets.duplicate().limit(count)));
        long room = room();
        if (position + octets.remaining() > room) {
          file.write(position, octets.limit(Math.clamp(room - position, 0, octets.limit())));
          throw new DiskFullException("the disk is full");
        }
        file.write(position, octets);
      }
    }

    /// The size the file can have.
    private long room() {
      return capacity == Long.MAX_VALUE ? capacity : capacity - used() + file.size();
    }

    private static ByteBuffer gathered(ByteBuffer[] source) {
      int length = 0;
      for (ByteBuffer piece : source) {
        length += piece.remaining();
      }
      ByteBuffer octets = ByteBuffer.allocate(length);
      for (ByteBuffer piece : source) {
        octets.put(piece);
      }
      return octets.flip();
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        begin(new Operation(Kind.TRUNCATE, file.name(), size, 0), _ -> maybeTruncate(size));
        file.truncate(size);
      }
    }

    private void maybeTruncate(long size) {
      if (trace.size() >= powerFailsAt) {
        file.truncate(size);
      }
    }

    @Override
    public void allocate(long size) throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        begin(new Operation(Kind.ALLOCATE, file.name(), size, 0), _ -> file.extend(size));
        long room = room();
        file.extend(Math.min(size, room));
        if (size > room) {
          throw new DiskFullException("the disk is full");
        }
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        begin(new Operation(Kind.SYNC, file.name(), 0, 0), _ -> maybeFailSync());
        file.sync();
      }
    }

    private void maybeFailSync() {
      // A sync the power fails in wrote any part: just what afterPowerCut makes of it.
      if (trace.size() < powerFailsAt) {
        file.failSync(random);
      }
    }

    @Override
    public void transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      ByteBuffer octets = ByteBuffer.allocate(Math.toIntExact(count));
      read(position, octets);
      if (octets.hasRemaining()) {
        throw new EOFException(file.name() + " ends in the middle of the range");
      }
      octets.flip();
      while (octets.hasRemaining()) {
        target.write(octets);
      }
    }

    @Override
    public void close() {
      synchronized (SimulatedDisk.this) {
        open = false;
      }
    }

    @Override
    public String toString() {
      return file.name();
    }
  }
}
