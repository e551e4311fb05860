package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// The files in which summaries are kept. They are never synced and may go at any time: whatever is
/// missing or damaged is worked out anew.
final class SummaryFiles {
  private static final System.Logger LOG = System.getLogger(SummaryFiles.class.getName());

  /// A file is written anew when less than one in so many of its octets is of use.
  private static final int USEFUL_ONE_IN = 2;

  /// A file with more octets gets no further block.
  private static final long FILE_OCTETS = 64L << 20;

  private static final int BLOCKS_IN_MEMORY = 4;
  private static final int BLOCKS_TRIED = 8;

  private final Disk disk;
  private final StoreFiles files;
  private final OpenFiles openFiles;
  private final int version;

  /// The following are guarded by this object. By the least location in them:
  private final NavigableMap<Long, Place> blocks = new TreeMap<>();

  /// The blocks used last.
  private final Map<Place, SummaryBlock> inMemory =
      new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, SummaryBlock> eldest) {
          return size() > BLOCKS_IN_MEMORY;
        }
      };

  /// How long each file is.
  private final Map<String, Long> sizes = new TreeMap<>();

  private boolean found;
  private @Nullable DiskFile file;
  private String name = "";
  private long end;

  /// Where a block is: its octets begin at `position`.
  private record Place(String file, long position, SummaryBlock.Header header) {}

  SummaryFiles(Disk disk, StoreFiles files, OpenFiles openFiles, int version) {
    this.disk = disk;
    this.files = files;
    this.openFiles = openFiles;
    this.version = version;
  }

  /// Finds the blocks there are, when the first one is asked for. Files without any of this version
  /// are removed, unless somebody reads the store: then another opening does it.
  private synchronized void findAll() throws IOException {
    if (found) {
      return;
    }
    found = true;
    try (Disk.Removal removal = disk.tryRemoving()) {
      for (String present : disk.list()) {
        OptionalLong number = FileHeader.Kind.SUMMARIES.number(present);
        if (number.isPresent() && !read(present, number.getAsLong()) && removal != null) {
          disk.delete(present);
          sizes.remove(present);
        }
      }
    }
  }

  /// Reads the headers of all blocks of a file.
  ///
  /// @return false if there is none of this version
  private boolean read(String present, long number) throws IOException {
    boolean any = false;
    try (DiskFile in = disk.open(present)) {
      FileHeader.read(in, FileHeader.Kind.SUMMARIES, number);
      ByteBuffer octets = ByteBuffer.allocate(SummaryBlock.Header.OCTETS);
      long position = FileHeader.OCTETS;
      while (in.read(position, octets.clear()) == SummaryBlock.Header.OCTETS) {
        SummaryBlock.Header header = SummaryBlock.Header.decode(octets.flip());
        position += SummaryBlock.Header.OCTETS;
        if (header == null || position + header.length() > in.size()) {
          break;
        }
        if (header.version() == version) {
          blocks.put(header.first(), new Place(present, position, header));
          any = true;
        }
        position += header.length();
      }
      sizes.put(present, in.size());
    } catch (DamagedStoreException e) {
      LOG.log(Level.INFO, "summaries are made again: {0}", e.getMessage());
    }
    return any;
  }

  /// The summary of the message whose body is there, or `null`.
  byte @Nullable [] find(long location) {
    try {
      findAll();
    } catch (IOException e) {
      LOG.log(Level.INFO, "summaries are made again: {0}", e.getMessage());
    }
    for (Place place : places(location)) {
      try {
        byte[] summary = block(place).find(location);
        if (summary != null) {
          return summary;
        }
      } catch (IOException e) {
        LOG.log(Level.INFO, "summaries are made again: {0}", e.getMessage());
        drop(place);
      }
    }
    return null;
  }

  /// The blocks the summary may be in. They are written in the order of locations and rarely
  /// overlap, so few are looked at; a miss costs nothing but the work.
  private synchronized List<Place> places(long location) {
    List<Place> places = new ArrayList<>();
    int left = BLOCKS_TRIED;
    for (Place place : blocks.headMap(location, true).descendingMap().values()) {
      if (place.header.covers(location)) {
        places.add(place);
      }
      if (--left == 0) {
        break;
      }
    }
    return places;
  }

  private SummaryBlock block(Place place) throws IOException {
    synchronized (this) {
      SummaryBlock known = inMemory.get(place);
      if (known != null) {
        return known;
      }
    }
    ByteBuffer octets = ByteBuffer.allocate(place.header.length());
    try (OpenFiles.Handle handle = openFiles.use(place.file)) {
      handle.file().read(place.position, octets);
    }
    SummaryBlock block = SummaryBlock.decode(place.header, octets.flip());
    synchronized (this) {
      inMemory.put(place, block);
    }
    return block;
  }

  private synchronized void drop(Place place) {
    blocks.remove(place.header.first(), place);
  }

  /// Keeps summaries, one at the least.
  synchronized void write(SortedMap<Long, byte[]> summaries) throws IOException {
    findAll();
    SummaryBlock.Encoded encoded = SummaryBlock.encode(version, summaries);
    SummaryBlock.Header header = encoded.header();
    try {
      DiskFile out = file();
      out.write(end, header.encode(), encoded.block());
    } catch (IOException e) {
      close();
      throw e;
    }
    long position = end + SummaryBlock.Header.OCTETS;
    end = position + header.length();
    sizes.put(name, end);
    blocks.put(header.first(), new Place(name, position, header));
  }

  /// Bodies have moved, and the files they were in are gone: the summaries kept under their old
  /// places are of no use. Files that are mostly of no use are written anew without, block by
  /// block: whoever wants a summary meanwhile does not wait for all of that. For one caller at a
  /// time.
  void tidy() throws IOException {
    Map<String, Long> present;
    synchronized (this) {
      findAll();
      present = new TreeMap<>(sizes);
    }
    LongPredicate isThere = bodiesThere();
    for (Map.Entry<String, Long> size : present.entrySet()) {
      long useful = 0;
      for (Place place : places(size.getKey())) {
        useful += useful(place, isThere);
      }
      if (useful * USEFUL_ONE_IN < size.getValue()) {
        writeAnew(size.getKey(), isThere);
      }
    }
  }

  /// Whether the file is there that a body is in.
  private LongPredicate bodiesThere() throws IOException {
    Set<Long> bodyFiles = new HashSet<>();
    for (String present : disk.list()) {
      FileHeader.Kind.JOURNAL
          .number(present)
          .ifPresent(number -> bodyFiles.add(BodyLocation.inJournal(number, 0)));
      FileHeader.Kind.LANE
          .number(present)
          .ifPresent(number -> bodyFiles.add(BodyLocation.inLane(number, 0)));
    }
    return location -> bodyFiles.contains(BodyLocation.start(location));
  }

  private synchronized List<Place> places(String of) {
    return blocks.values().stream().filter(place -> place.file.equals(of)).toList();
  }

  /// Octets of summaries in a block that are of use.
  private long useful(Place place, LongPredicate isThere) {
    SummaryBlock.Header header = place.header;
    if (header.isOfOneFile()) {
      return isThere.test(header.first()) ? header.length() : 0;
    }
    return usefulOf(place, isThere).values().stream().mapToLong(s -> s.length).sum();
  }

  private SortedMap<Long, byte[]> usefulOf(Place place, LongPredicate isThere) {
    try {
      return block(place).summaries(isThere);
    } catch (IOException e) {
      LOG.log(Level.INFO, "summaries are made again: {0}", e.getMessage());
      return new TreeMap<>();
    }
  }

  private void writeAnew(String old, LongPredicate isThere) throws IOException {
    try (Disk.Removal removal = disk.tryRemoving()) {
      if (removal == null) {
        return;
      }
      leave(old);
      for (Place place : places(old)) {
        replace(place, usefulOf(place, isThere));
      }
      remove(old);
    }
  }

  /// The file gets no further block.
  private synchronized void leave(String old) throws IOException {
    if (old.equals(name)) {
      close();
    }
  }

  private synchronized void replace(Place place, SortedMap<Long, byte[]> kept) throws IOException {
    if (blocks.remove(place.header.first(), place) && !kept.isEmpty()) {
      write(kept);
    }
  }

  private synchronized void remove(String old) throws IOException {
    sizes.remove(old);
    openFiles.forget(old);
    disk.delete(old);
  }

  private DiskFile file() throws IOException {
    DiskFile current = file;
    if (current != null && end < FILE_OCTETS) {
      return current;
    }
    close();
    StoreFiles.NewFile made = files.begin(FileHeader.Kind.SUMMARIES);
    files.nameUnsynced(made);
    name = made.header().fileName();
    end = FileHeader.OCTETS;
    file = made.file();
    return made.file();
  }

  synchronized void close() throws IOException {
    DiskFile current = file;
    file = null;
    if (current != null) {
      current.close();
    }
  }
}
