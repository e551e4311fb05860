package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gives out lanes: one that is free, or a new one. One is kept free ahead of time, for making a
/// file takes two syncs.
final class Lanes {
  private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

  private final StoreFiles files;
  private final long octetsMax;

  /// Guarded by this object.
  private final Deque<Lane> free = new ArrayDeque<>();

  /// The numbers of those that are never given out again, whether this process made them or not.
  private final Set<Long> sealed = new TreeSet<>();

  private boolean closed;

  Lanes(StoreFiles files, long octetsMax) {
    this.files = files;
    this.octetsMax = octetsMax;
  }

  Lane take() throws IOException {
    Lane lane = poll();
    return lane == null ? create() : lane;
  }

  /// @throws IOException if the store is closed: the directory may be somebody else's by now
  private synchronized @Nullable Lane poll() throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
    return free.pollFirst();
  }

  private Lane create() throws IOException {
    StoreFiles.NewFile made = files.create(FileHeader.Kind.LANE, FileHeader.OCTETS);
    return new Lane(made.header(), made.file(), FileHeader.OCTETS);
  }

  /// Gives back a lane whose octets below `end` are committed.
  void give(Lane lane, long end) {
    lane.keep(end);
    keepOrClose(lane);
  }

  /// Gives back a lane without what was written to it since it was taken.
  void giveBack(Lane lane) {
    try {
      lane.cut();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a lane could not be cut; it is not used any further", e);
      drop(lane);
      return;
    }
    keepOrClose(lane);
  }

  /// Lanes of an earlier process, which are not given out.
  synchronized void found(Set<Long> numbers) {
    sealed.addAll(numbers);
  }

  /// The lanes that get no further octets.
  synchronized Set<Long> sealed() {
    return new TreeSet<>(sealed);
  }

  /// The lanes that wait to be given out and have something in them, and where each ends.
  synchronized Map<Long, Long> free() {
    Map<Long, Long> ends = new TreeMap<>();
    for (Lane lane : free) {
      if (lane.end() > FileHeader.OCTETS) {
        ends.put(lane.number(), lane.end());
      }
    }
    return ends;
  }

  /// Sees to it that a lane gets no further octets.
  ///
  /// @return false if somebody has it just now
  boolean seal(long number) {
    Lane found;
    synchronized (this) {
      if (sealed.contains(number)) {
        return true;
      }
      found = free.stream().filter(lane -> lane.number() == number).findAny().orElse(null);
      if (found == null) {
        return false;
      }
      free.remove(found);
    }
    drop(found);
    return true;
  }

  /// The lane is no more.
  synchronized void removed(long number) {
    sealed.remove(number);
  }

  /// Never gives the lane out again.
  void drop(Lane lane) {
    synchronized (this) {
      sealed.add(lane.number());
    }
    try {
      lane.file().close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a lane could not be closed", e);
    }
  }

  private void keepOrClose(Lane lane) {
    if (!keeps(lane)) {
      drop(lane);
    }
  }

  private synchronized boolean keeps(Lane lane) {
    if (closed || lane.end() >= octetsMax) {
      return false;
    }
    free.addFirst(lane);
    return true;
  }

  /// Makes a lane if none is free.
  void prepare() throws IOException {
    synchronized (this) {
      if (closed || !free.isEmpty()) {
        return;
      }
    }
    keepOrClose(create());
  }

  void close() {
    List<Lane> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(free);
      free.clear();
    }
    left.forEach(this::drop);
  }
}
