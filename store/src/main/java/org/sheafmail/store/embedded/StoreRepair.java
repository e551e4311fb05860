package org.sheafmail.store.embedded;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.state.AccountSalvage;

/// Makes a damaged store one that opens and is sound, with all that is left in it.
///
/// What can be known of the store ([Survey]) is written down as two new snapshots, with a new
/// journal file behind them, so that nothing damaged is ever read again but for the messages in it.
/// Messages whose octets are damaged stay and have none any more ([BodyLocation#LOST]); messages
/// that came with a part of the journal that is lost, and were found all the same, are put into a
/// mailbox of their own.
///
/// Nothing is deleted: of each damaged file the original is kept under a name with the time
/// ([Aside]). Files that hold messages are copied for that, first of all; the others are renamed,
/// last of all, when the new snapshot is durable. A repair cut short is simply done again. If lists
/// of messages are lost, their octets may be in files that are sound, and that the next compaction
/// removes as nobody refers to them: these are copied likewise.
///
/// Where anything is lost that clients may have been told, every mailbox gets a new UIDVALIDITY:
/// UIDs that were given may not be known any more, and are given again.
public final class StoreRepair {
  private static final int JOURNAL_OCTETS = 8 << 10;

  /// Snapshots that share nothing: what was before the repair is no second one.
  private static final int GENERATIONS = 2;

  private final Disk disk;
  private final StoreFiles files;
  private final Instant now;
  private final StoreCheck.Observer observer;
  private final Set<String> told = new HashSet<>();
  private final Set<String> damaged = new TreeSet<>();
  private final Set<String> damagedHeaders = new TreeSet<>();
  private final Aside aside;
  private final Set<String> renewed = new TreeSet<>();
  private final Map<String, SortedSet<MailboxName>> recovered = new TreeMap<>();
  private boolean isDamaged;
  private long givenUp;

  /// What was done.
  ///
  /// @param repaired false if there was no damage; then nothing was changed
  /// @param givenUp messages that stay without their octets
  /// @param recovered per account, the mailboxes of which not even the name is known, and the one
  ///   that stray messages were put into
  /// @param renewed the accounts whose mailboxes have a new UIDVALIDITY
  /// @param kept the names under which the damaged originals are kept
  /// @param keptIntact the names of copies of files that are not damaged and may hold messages that
  ///   are listed nowhere any more
  public record Outcome(
      boolean repaired,
      long givenUp,
      Map<String, SortedSet<MailboxName>> recovered,
      Set<String> renewed,
      List<String> kept,
      List<String> keptIntact) {
    public Outcome {
      recovered = Map.copyOf(recovered);
      renewed = Set.copyOf(renewed);
      kept = List.copyOf(kept);
      keptIntact = List.copyOf(keptIntact);
    }
  }

  private StoreRepair(Disk disk, RandomGenerator random, Instant now, StoreCheck.Observer observer)
      throws IOException {
    this.disk = disk;
    this.files = new StoreFiles(disk, random);
    this.now = now;
    this.observer = observer;
    this.aside = new Aside(disk, now);
  }

  /// Repairs the store on a disk, which must not be in use and stays the caller's.
  ///
  /// @param random gives the salt of the new journal file
  /// @throws NewerFormatException if a later version of the program wrote it
  /// @throws DiskFullException if there is no room for what is to be kept and written; all is as it
  ///   was
  /// @throws IOException if it could not be done; the originals are still there
  public static Outcome run(
      Disk disk, RandomGenerator random, Instant now, StoreCheck.Observer observer)
      throws IOException {
    return new StoreRepair(disk, random, now, observer).run();
  }

  private void found(Finding finding) {
    if (finding.kind() == Finding.Kind.DAMAGE) {
      isDamaged = true;
      damaged.add(finding.file());
    }
    if (told.add(finding.toString())) {
      observer.found(finding);
    }
  }

  private Outcome run() throws IOException {
    readHeaders();
    OpenFiles openFiles = new OpenFiles(disk);
    try {
      Survey survey = new Survey(disk, openFiles, this::found);
      survey.run();
      files.found(survey.lastFile());
      gatherStrays(survey);
      Set<String> needed = giveUpDamaged(survey);
      if (isDamaged) {
        removeTemporary();
        try {
          keepOriginals(survey, needed);
          writeSnapshot(survey, needed);
        } catch (DiskFullException e) {
          removeTemporary();
          aside.takeBack(e);
          throw e;
        }
        // Only now: with its header mended nobody could tell that a salt is not the one it had.
        mendHeaders(needed);
        moveAside(needed);
      }
      return new Outcome(isDamaged, givenUp, recovered, renewed, aside.damaged(), aside.intact());
    } finally {
      openFiles.close();
    }
  }

  private void readHeaders() throws IOException {
    for (String name : disk.list()) {
      for (FileHeader.Kind kind : FileHeader.Kind.values()) {
        OptionalLong number = kind.number(name);
        if (number.isPresent()) {
          files.found(number.getAsLong());
          try (DiskFile file = disk.open(name)) {
            FileHeader.read(file, kind, number.getAsLong());
          } catch (DamagedStoreException e) {
            damagedHeaders.add(name);
            if (kind == FileHeader.Kind.JOURNAL || kind == FileHeader.Kind.LANE) {
              found(Finding.damage(name, e));
            }
          }
        }
      }
    }
  }

  private void gatherStrays(Survey survey) throws IOException {
    Set<String> names = new TreeSet<>();
    survey.accounts().values().forEach(account -> names.add(account.state().name()));
    for (Map.Entry<Long, AccountSalvage> account : survey.accounts().entrySet()) {
      AccountSalvage salvage = account.getValue();
      String name = "recovered-" + account.getKey();
      while (names.contains(name)) {
        name += "-";
      }
      salvage.ensureNamed(name, now.getEpochSecond());
      if (survey.isAnythingLost() || !salvage.isComplete()) {
        salvage.renewUidValidities(now.getEpochSecond());
        renewed.add(salvage.state().name());
      }
      SortedSet<MailboxName> mailboxes = salvage.gather(now.getEpochSecond());
      if (!mailboxes.isEmpty()) {
        recovered.put(salvage.state().name(), mailboxes);
      }
    }
  }

  /// @return the files that hold octets of messages
  private Set<String> giveUpDamaged(Survey survey) throws IOException {
    long octets = StoreCheck.totalOctets(survey);
    try (BodySurvey bodies =
        new BodySurvey(disk, this::found, done -> observer.progress(done, octets))) {
      for (AccountSalvage account : survey.accounts().values()) {
        for (Map.Entry<MailboxId, UidSet> mailbox : bodies.read(account.state()).entrySet()) {
          account.giveUpBodies(mailbox.getKey(), mailbox.getValue(), BodyLocation.LOST);
          givenUp += mailbox.getValue().size();
        }
      }
      return bodies.files();
    }
  }

  private static boolean holdsMessages(String name) {
    return FileHeader.Kind.JOURNAL.number(name).isPresent()
        || FileHeader.Kind.LANE.number(name).isPresent();
  }

  /// Files that were still being made hold nothing, and their numbers may be given again.
  private void removeTemporary() throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.TEMPORARY)) {
        disk.delete(name);
      }
    }
  }

  /// Copies the damaged files that stay in use, and those that may hold what is listed nowhere.
  private void keepOriginals(Survey survey, Set<String> needed) throws IOException {
    Map<String, Boolean> copied = new TreeMap<>();
    for (String name : disk.list()) {
      boolean isDamagedFile = damaged.contains(name);
      if (holdsMessages(name)
          && stays(name, needed)
          && (isDamagedFile || survey.mayHoldLost(name))) {
        copied.put(name, isDamagedFile);
      }
    }
    aside.copy(copied);
  }

  /// False for a file of which not even the header can be used and that holds no message.
  private boolean stays(String name, Set<String> needed) {
    return needed.contains(name) || !damagedHeaders.contains(name);
  }

  private void mendHeaders(Set<String> needed) throws IOException {
    for (String name : damagedHeaders) {
      if (holdsMessages(name) && needed.contains(name)) {
        mendHeader(name);
      }
    }
  }

  private void mendHeader(String name) throws IOException {
    for (FileHeader.Kind kind : FileHeader.Kind.values()) {
      OptionalLong number = kind.number(name);
      if (number.isPresent()) {
        try (DiskFile file = disk.open(name)) {
          new FileHeader(kind, number.getAsLong(), FileHeader.saltAsFound(file)).write(file);
          file.sync();
        }
      }
    }
  }

  private void writeSnapshot(Survey survey, Set<String> needed) throws IOException {
    OpenFiles openFiles = new OpenFiles(disk);
    SnapshotReader reader = new SnapshotReader(disk, openFiles);
    Accounts accounts = new Accounts(reader);
    List<Accounts.Captured> captured = new ArrayList<>();
    for (AccountSalvage account : survey.accounts().values()) {
      captured.add(
          new Accounts.Captured(
              new AccountSlot(account.state().name()),
              null,
              new AccountRecord(account.state(), survey.recentFrom(account.state().number())),
              null,
              true));
    }
    StoreFiles.NewFile journal = files.create(FileHeader.Kind.JOURNAL, JOURNAL_OCTETS);
    journal.file().close();
    // One number is left out: nobody can read on from before the repair.
    JournalPosition position =
        new JournalPosition(journal.header().number(), FileHeader.OCTETS, survey.end().lsn() + 1);
    List<String> written = new ArrayList<>(List.of(journal.header().fileName()));
    try {
      for (int i = 0; i < GENERATIONS; i++) {
        SnapshotWriter writer = new SnapshotWriter(files);
        try {
          new Checkpoint(accounts, reader, writer, Set.of())
              .write(captured, position, files.lastNumber(), laneEnds(needed));
        } catch (IOException e) {
          writer.discard(e);
          throw e;
        }
        written.addFirst(FileNames.name(writer.number(), FileNames.SNAPSHOT));
      }
    } catch (DiskFullException e) {
      for (String name : written) {
        disk.delete(name);
      }
      throw e;
    } finally {
      openFiles.close();
    }
  }

  /// Each lane counts as written up to its end, so that what stands there is not written over.
  private Map<Long, Long> laneEnds(Set<String> needed) throws IOException {
    Map<Long, Long> ends = new TreeMap<>();
    for (String name : disk.list()) {
      OptionalLong number = FileHeader.Kind.LANE.number(name);
      if (number.isPresent() && stays(name, needed)) {
        try (DiskFile file = disk.open(name)) {
          ends.put(number.getAsLong(), file.size());
        }
      }
    }
    return ends;
  }

  /// Renames the damaged files that are not used any more.
  private void moveAside(Set<String> needed) throws IOException {
    Set<String> leaving = new TreeSet<>(damaged);
    leaving.addAll(damagedHeaders);
    List<String> present = disk.list();
    for (String name : leaving) {
      if (present.contains(name) && !(holdsMessages(name) && stays(name, needed))) {
        aside.move(name);
      }
    }
    disk.syncDirectory();
  }
}
