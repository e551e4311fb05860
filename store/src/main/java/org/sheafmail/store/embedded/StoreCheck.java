package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountSalvage;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.MailboxState;

/// Reads all of a store, which may be in use, and says what in it is not what was stored.
///
/// Every header of a file, every snapshot with all it refers to, every frame of the journal, every
/// list of messages in a lane and the octets of every message are compared with their checksums.
/// Nothing is written. Memory does not grow with the messages, but for those the journal tells
/// since the last snapshot.
public final class StoreCheck {
  private final Disk disk;
  private final Observer observer;
  private final Set<String> told = new HashSet<>();
  private long files;
  private long damages;

  /// Hears of what is found, as it is found.
  public interface Observer {
    void found(Finding finding);

    /// How far the reading of messages is.
    ///
    /// @param octets read
    /// @param of all
    void progress(long octets, long of);
  }

  /// What was read.
  ///
  /// @param lost messages whose octets an earlier repair has given up
  /// @param damages how many findings are of damage
  public record Result(
      long files, long frames, long messages, long octets, long lost, long damages) {
    public boolean isSound() {
      return damages == 0;
    }
  }

  private StoreCheck(Disk disk, Observer observer) {
    this.disk = disk;
    this.observer = observer;
  }

  /// Checks the store on a disk, which stays the caller's.
  ///
  /// @throws NewerFormatException if a later version of the program wrote it
  /// @throws IOException if it cannot be read at all
  public static Result run(Disk disk, Observer observer) throws IOException {
    return new StoreCheck(disk, observer).run();
  }

  private Result run() throws IOException {
    readHeaders();
    OpenFiles openFiles = new OpenFiles(disk);
    try {
      Survey survey = new Survey(disk, openFiles, this::found);
      survey.run();
      long frames = survey.frames() + new OldFrames(disk, this::found).read(survey.start());
      long octets = totalOctets(survey);
      try (BodySurvey bodies =
          new BodySurvey(disk, this::found, done -> observer.progress(done, octets))) {
        for (AccountSalvage account : survey.accounts().values()) {
          bodies.read(account.state());
        }
        return new Result(
            files, frames, bodies.messages(), bodies.octets(), bodies.lost(), damages);
      }
    } finally {
      openFiles.close();
    }
  }

  /// Each thing once: snapshots share places, and more than one look may find the same.
  private void found(Finding finding) {
    if (!told.add(finding.toString())) {
      return;
    }
    if (finding.kind() == Finding.Kind.DAMAGE) {
      damages++;
    }
    observer.found(finding);
  }

  static long totalOctets(Survey survey) {
    long octets = 0;
    for (AccountSalvage account : survey.accounts().values()) {
      for (MailboxState mailbox : account.state().mailboxes()) {
        octets += mailbox.chunks().stream().mapToLong(chunk -> chunk.stats().totalSize()).sum();
      }
    }
    return octets;
  }

  private void readHeaders() throws IOException {
    for (String name : disk.list().stream().sorted().toList()) {
      for (FileHeader.Kind kind : FileHeader.Kind.values()) {
        if (kind.number(name).isPresent()) {
          readHeader(name, kind, kind.number(name).getAsLong());
        }
      }
    }
  }

  private void readHeader(String name, FileHeader.Kind kind, long number) throws IOException {
    try (DiskFile file = disk.open(name)) {
      files++;
      FileHeader.read(file, kind, number);
      if (kind == FileHeader.Kind.SUMMARIES) {
        readSummaries(name, file);
      }
    } catch (FileNotFoundException e) {
      found(Finding.note(name, -1, "the file was removed meanwhile"));
    } catch (DamagedStoreException e) {
      switch (kind) {
        // Never synced and made again, so that damage proves nothing.
        case SUMMARIES -> summariesDamaged(name, 0);
        // The survey tells of these.
        case SNAPSHOT -> {}
        case JOURNAL, LANE -> found(Finding.damage(name, e));
      }
    }
  }

  private void summariesDamaged(String name, long position) {
    found(
        Finding.note(name, position, "what is kept here of messages is damaged; it is made again"));
  }

  private void readSummaries(String name, DiskFile file) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(SummaryBlock.Header.OCTETS);
    long position = FileHeader.OCTETS;
    while (position < file.size()) {
      long block = position;
      boolean whole = file.read(position, octets.clear()) == SummaryBlock.Header.OCTETS;
      SummaryBlock.Header header = whole ? SummaryBlock.Header.decode(octets.flip()) : null;
      position += SummaryBlock.Header.OCTETS;
      if (header == null || position + header.length() > file.size()) {
        summariesDamaged(name, block);
        return;
      }
      ByteBuffer summaries = ByteBuffer.allocate(header.length());
      file.read(position, summaries);
      try {
        SummaryBlock.decode(header, summaries.flip());
      } catch (CorruptException e) {
        summariesDamaged(name, block);
      }
      position += header.length();
    }
  }
}
