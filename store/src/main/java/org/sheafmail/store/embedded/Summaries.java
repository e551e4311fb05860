package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.Body;
import org.sheafmail.store.Summarizer;

/// The summary of every message, made once and kept: what is made is gathered in memory and written
/// as a block when there is enough of it.
final class Summaries {
  /// Gathered before they are written.
  private static final int BLOCK_OCTETS = 256 << 10;

  /// With so many not written yet further ones are not kept.
  private static final int GATHERED_MAX = 4 << 20;

  private final Summarizer summarizer;
  private final SummaryFiles files;
  private final Background background;

  /// By location; not written yet. Guarded, as are the others, by this object.
  private TreeMap<Long, byte[]> gathered = new TreeMap<>();

  private int gatheredOctets;

  /// Those being written.
  private SortedMap<Long, byte[]> leaving = new TreeMap<>();

  Summaries(Summarizer summarizer, SummaryFiles files, Background background) {
    this.summarizer = summarizer;
    this.files = files;
    this.background = background;
  }

  /// The summary of the message whose body is there.
  byte[] of(long location, Body body) throws IOException {
    byte[] known = known(location);
    if (known != null) {
      return known;
    }
    byte[] made = summarizer.summarize(body);
    if (gather(location, made)) {
      background.run("keeping summaries", this::write);
    }
    return made;
  }

  private byte @Nullable [] known(long location) {
    synchronized (this) {
      byte[] waiting = gathered.get(location);
      if (waiting == null) {
        waiting = leaving.get(location);
      }
      if (waiting != null) {
        return waiting.clone();
      }
    }
    return files.find(location);
  }

  /// The body at a place was moved, for good, and its summary with it, if there is one.
  void moved(long from, long to) throws IOException {
    byte[] summary = known(from);
    if (summary != null && gather(to, summary)) {
      write();
    }
  }

  /// Gives back the room of summaries whose messages are no more or have moved.
  void tidy() throws IOException {
    files.tidy();
  }

  /// Makes the summary of a message nobody has asked for yet.
  void ahead(long location, Body body) throws IOException {
    if (known(location) == null) {
      of(location, body);
    }
  }

  /// Gathers a summary.
  ///
  /// @return true if it is time to write
  private synchronized boolean gather(long location, byte[] summary) {
    if (gatheredOctets > GATHERED_MAX || gathered.put(location, summary.clone()) != null) {
      return false;
    }
    boolean before = gatheredOctets >= BLOCK_OCTETS;
    gatheredOctets += summary.length;
    return !before && gatheredOctets >= BLOCK_OCTETS;
  }

  /// Writes what was gathered, unless somebody is at it.
  private void write() throws IOException {
    SortedMap<Long, byte[]> block;
    synchronized (this) {
      if (gathered.isEmpty() || !leaving.isEmpty()) {
        return;
      }
      block = gathered;
      leaving = gathered;
      gathered = new TreeMap<>();
      gatheredOctets = 0;
    }
    try {
      files.write(block);
    } finally {
      synchronized (this) {
        leaving = new TreeMap<>();
      }
    }
  }

  void close() throws IOException {
    try {
      write();
    } finally {
      files.close();
    }
  }
}
