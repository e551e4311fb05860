package org.sheafmail.store.embedded;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.sheafmail.store.BeginAppend;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.Summarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Transaction;

/// A store in one directory of the local file system, for one process.
///
/// **The journal is the truth.** Every change is a transaction, every transaction one frame of the
/// journal ([Journal]); a change is durable when its frame is, and everything else can be made
/// again from the frames. Changes are decided upon, written and shown by one thread, the
/// [Committer], many at a time.
///
/// **Bodies** of a small batch stand in the journal, in front of the frame's record, so that one
/// write and one sync make all of it durable. Bodies of a large batch go to a lane as they come
/// ([LaneBodies]); the lane is synced first and the record that refers to it is written then. A
/// message refers to its body by file and position. When little of a file is in use any more its
/// bodies are copied elsewhere and the file goes ([Compaction]).
///
/// **State** is a tree of immutable values ([AccountState]): readers take the last one published
/// and need no lock. The rows of messages lie in chunks that are read from the last snapshot when
/// they are wanted and leave memory when they are not.
///
/// **Opening** finds the last snapshot ([Checkpoint]), reads the journal from there on and mends
/// its end ([JournalReader]).
public final class EmbeddedStore implements MailStore {
  private static final int ACCOUNT_NAME_LENGTH_MAX = 255;

  /// After so long without a change the journal is sealed.
  private static final Duration REST = Duration.ofSeconds(1);

  /// A disk is short of room if it has not even that for so many journal files.
  private static final long SHORT_OF_ROOM_SEGMENTS = 4;

  private final CountingDisk disk;
  private final Poison poison = new Poison();
  private final Background background;
  private final OpenFiles openFiles;
  private final Lanes lanes;
  private final JournalSegments segments;
  private final Journal journal;
  private final Staging staging;
  private final Accounts accounts;
  private final LaneEnds laneEnds;
  private final Committer committer;
  private final Checkpoints checkpoints;
  private final Compaction compaction;
  private final Compactor compactor;
  private final boolean compactsItself;
  private final Summaries summaries;
  private final SummariesAhead summariesAhead;
  private final BodyReaders readers;
  private final LongAdder commits = new LongAdder();

  /// Both belong to the thread of the upkeep: commits there were when it looked last, and when the
  /// journal was sealed.
  private long commitsSeen;

  private long commitsSealed = -1;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Opens the store on a disk, or makes one if there is none. The store owns the disk from then
  /// on.
  ///
  /// @param clock gives the save dates, and the least UIDVALIDITY a new mailbox gets
  /// @throws DamagedStoreException if something is missing that was safe
  /// @throws NewerFormatException if a later version of the program wrote it
  public static EmbeddedStore open(
      Disk disk, EmbeddedOptions options, Summarizer summarizer, Clock clock) throws IOException {
    try {
      EmbeddedStore store = new EmbeddedStore(new CountingDisk(disk), options, summarizer, clock);
      store.committer.start();
      if (options.background()) {
        store.summariesAhead.start();
        if (options.liveShare() > 0) {
          store.compactor.start();
        }
      }
      store.background.every(REST, "saying where the journal ends", store::sealIfAtRest);
      store.background.every(options.idleRelease(), "letting go of what is not used", store::letGo);
      return store;
    } catch (IOException | RuntimeException e) {
      try {
        disk.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private EmbeddedStore(
      CountingDisk disk, EmbeddedOptions options, Summarizer summarizer, Clock clock)
      throws IOException {
    this.disk = disk;
    StoreFiles files = new StoreFiles(disk, options.random());
    openFiles = new OpenFiles(disk);
    SnapshotReader reader = new SnapshotReader(disk, openFiles);
    Snapshots snapshots = new Snapshots(disk, openFiles, reader);
    accounts = new Accounts(reader);
    laneEnds = new LaneEnds();
    Recovery recovery = new Recovery(disk, files, snapshots, accounts, laneEnds);
    JournalPosition end = recovery.run();

    background = new Background(options.background());
    summaries =
        new Summaries(
            summarizer, new SummaryFiles(disk, files, openFiles, summarizer.version()), background);
    readers =
        new BodyReaders(
            disk,
            openFiles,
            options.background() ? SHORT_OF_ROOM_SEGMENTS * options.segmentOctets() : 0,
            () -> new BodyReader(openFiles, summaries));
    summariesAhead = new SummariesAhead(summaries, readers);
    lanes = new Lanes(files, options.laneOctets());
    segments = new JournalSegments(files, options);
    journal = new Journal(segments, options, end);
    staging = new Staging(disk, options, lanes, background, poison);
    committer = new Committer(journal, segments, options, clock, poison, new AfterCommit());
    checkpoints =
        new Checkpoints(
            files,
            snapshots,
            reader,
            accounts,
            laneEnds,
            committer,
            journal,
            poison,
            options.checkpointOctets());
    checkpoints.grownBy(recovery.octetsRead());
    lanes.found(recovery.lanes());
    compaction =
        new Compaction(
            disk,
            accounts,
            new BodyFiles(disk, lanes, laneEnds, journal, committer, snapshots, readers, poison),
            new BodyMover(
                openFiles,
                lanes,
                background,
                poison,
                committer,
                summaries,
                options.laneSyncOctets()),
            checkpoints,
            summaries,
            poison,
            options.reserveOctets());
    compactor = new Compactor(compaction, options);
    compactsItself = options.liveShare() > 0;
  }

  private final class AfterCommit implements Committer.Listener {
    @Override
    public void committed(AccountCell account, Transaction transaction, long octets) {
      commits.increment();
      accounts.changed(account);
      checkpoints.grownBy(octets + laneEnds.committed(transaction, journal.position().lsn()));
      if (background.hasThreads()) {
        summariesAhead.committed(transaction);
      }
    }

    @Override
    public void rotated() {
      background.run("making a journal file ahead of time", segments::prepare);
    }
  }

  @Override
  public EmbeddedAccount account(String name) throws IOException {
    if (name.isEmpty()
        || name.length() > ACCOUNT_NAME_LENGTH_MAX
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "an account name has 1 to " + ACCOUNT_NAME_LENGTH_MAX + " characters and no controls");
    }
    AccountCell found = accounts.find(name);
    return new EmbeddedAccount(this, found == null ? create(name) : found);
  }

  /// Makes an account unless somebody else just did.
  private synchronized AccountCell create(String name) throws IOException {
    AccountCell found = accounts.find(name);
    if (found != null) {
      return found;
    }
    AccountCell cell = new AccountCell(AccountState.empty(accounts.nextNumber()));
    Committed<Boolean> made =
        commit(
            cell,
            Change.growing((edit, _) -> {
              edit.createAccount(name);
              return true;
            }));
    return switch (made) {
      case Committed.Settled<Boolean> _ -> cell;
      case Committed.Full<Boolean>(var full) -> throw new IOException(full.why());
      case Committed.Unknown<Boolean>(var unknown) -> throw new IOException(unknown.why());
    };
  }

  /// Makes a change durable and visible.
  <T> Committed<T> commit(AccountCell account, Change<T> change) throws IOException {
    Committed<T> committed = committer.commit(account, change);
    if (checkpoints.isDue()) {
      background.run("writing a snapshot", this::writeSnapshot);
    }
    return committed;
  }

  private void writeSnapshot() throws IOException {
    checkpoints.run();
    if (compactsItself) {
      compactor.look();
    }
  }

  /// What a view reads bodies with; to be taken before the state that it shows.
  BodyReader reader() {
    return readers.current();
  }

  BeginAppend beginAppend(AccountCell account, MailboxId mailbox) {
    if (poison.isSet()) {
      return poison.outcome();
    }
    appending();
    return new EmbeddedAppend(this, staging, account, mailbox);
  }

  /// Somebody is appending just now.
  void appending() {
    summariesAhead.appending();
  }

  /// The account is to be in the next snapshot though nothing was committed.
  void changed(AccountCell account) {
    accounts.changed(account);
  }

  /// Writes a snapshot now.
  ///
  /// @throws IOException if that fails; the store goes on with the one it has
  public void checkpoint() throws IOException {
    checkpoints.run();
  }

  /// Gives back room taken by messages that are no more, now and as fast as it goes.
  ///
  /// @param liveShare a file is rewritten if less than this share of it is in use
  /// @param progress hears from time to time how far it is
  /// @throws IOException if it could not be done to the end; the store is as good as before
  public CompactionFigures compact(double liveShare, Consumer<CompactionFigures> progress)
      throws IOException {
    return compaction.run(liveShare, Pace.UNLIMITED, progress);
  }

  private void sealIfAtRest() {
    long now = commits.sum();
    if (now == commitsSeen && now != commitsSealed) {
      commitsSealed = now;
      seal();
    }
    commitsSeen = now;
  }

  /// Makes the end of the journal say that it is one ([Continuation]): what a store does by itself
  /// when nothing was changed for a second.
  public void seal() {
    committer.seal();
  }

  private void letGo() throws IOException {
    accounts.releaseIdle();
    readers.release();
    if (compactsItself) {
      compactor.lookAgain();
    }
  }

  /// Lets go of everything in memory that was not used since the last call and can be read again.
  public void releaseIdle() {
    accounts.releaseIdle();
  }

  @Override
  public Counters counters() {
    return new Counters(disk.syncs(), commits.sum(), poison.isSet());
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    summariesAhead.close();
    compactor.close();
    background.close();
    Background.attempt("keeping summaries", summaries::close);
    Background.attempt("writing the last snapshot", checkpoints::run);
    committer.close();
    if (!poison.isSet()) {
      Background.attempt("giving back room made ahead", journal::giveBackRoom);
    }
    journal.close();
    segments.close();
    lanes.close();
    openFiles.close();
    disk.close();
  }
}
