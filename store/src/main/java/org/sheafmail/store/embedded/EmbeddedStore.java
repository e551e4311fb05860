package org.sheafmail.store.embedded;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.sheafmail.store.BeginAppend;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.Summarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.MailboxState;
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
/// body is never moved, changed or counted: a message refers to it by file and position.
///
/// **State** is a tree of immutable values ([AccountState]): readers take the last one published
/// and need no lock.
///
/// **Opening** reads the journal from the last snapshot on ([JournalReader]).
public final class EmbeddedStore implements MailStore {
  private static final int ACCOUNT_NAME_LENGTH_MAX = 255;

  private final CountingDisk disk;
  private final Summarizer summarizer;
  private final Poison poison = new Poison();
  private final Background background;
  private final BodyFiles bodyFiles;
  private final Lanes lanes;
  private final JournalSegments segments;
  private final Journal journal;
  private final Staging staging;
  private final Committer committer;
  private final LongAdder commits = new LongAdder();

  /// Guarded by itself.
  private final Map<String, EmbeddedAccount> accounts = new HashMap<>();

  /// Guarded by the accounts.
  private long lastAccountNumber;

  /// Opens the store on a disk, or makes one if there is none. The store owns the disk from then
  /// on.
  ///
  /// @param clock gives the save dates, and the least UIDVALIDITY a new mailbox gets
  /// @throws DamagedStoreException if something is missing that was safe
  /// @throws NewerFormatException if a later version of the program wrote it
  public static EmbeddedStore open(
      Disk disk, EmbeddedOptions options, Summarizer summarizer, Clock clock) throws IOException {
    CountingDisk counting = new CountingDisk(disk);
    StoreFiles files = new StoreFiles(counting, options.random());
    Recovery recovery = new Recovery(counting, files);
    recovery.run();
    EmbeddedStore store = new EmbeddedStore(counting, files, recovery, options, summarizer, clock);
    store.committer.start();
    return store;
  }

  private EmbeddedStore(
      CountingDisk disk,
      StoreFiles files,
      Recovery recovery,
      EmbeddedOptions options,
      Summarizer summarizer,
      Clock clock) {
    this.disk = disk;
    this.summarizer = summarizer;
    this.background = new Background(options.background());
    this.bodyFiles = new BodyFiles(disk);
    this.lanes = new Lanes(files, options.laneOctets());
    this.segments = new JournalSegments(files, options.segmentOctets());
    this.journal = new Journal(segments, options, recovery.end());
    this.staging = new Staging(disk, options, lanes, background, poison);
    this.committer = new Committer(journal, segments, options, clock, poison, new AfterCommit());
    for (AccountState state : recovery.accounts()) {
      accounts.put(state.name(), new EmbeddedAccount(this, new AccountCell(state)));
      lastAccountNumber = Math.max(lastAccountNumber, state.number());
    }
  }

  private final class AfterCommit implements Committer.Listener {
    @Override
    public void committed(AccountCell account, Transaction transaction) {
      commits.increment();
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
    synchronized (accounts) {
      EmbeddedAccount account = accounts.get(name);
      if (account == null) {
        account = create(name);
        accounts.put(name, account);
      }
      return account;
    }
  }

  private EmbeddedAccount create(String name) throws IOException {
    AccountCell cell = new AccountCell(AccountState.empty(++lastAccountNumber));
    Committed<Boolean> made =
        committer.commit(
            cell,
            Change.growing((edit, _) -> {
              edit.createAccount(name);
              return true;
            }));
    if (!(made instanceof Committed.Settled<Boolean>)) {
      throw new IOException("the account " + name + " could not be made: " + made);
    }
    return new EmbeddedAccount(this, cell);
  }

  Committer committer() {
    return committer;
  }

  EmbeddedView view(MailboxState mailbox) throws IOException {
    return new EmbeddedView(mailbox, messages);
  }

  private final EmbeddedView.Messages messages =
      new EmbeddedView.Messages() {
        @Override
        public Body body(long location, long size, int checksum) {
          return new StoredBody(bodyFiles, location, size, checksum);
        }

        @Override
        public byte[] summary(long location, Body body) throws IOException {
          return summarizer.summarize(body);
        }
      };

  BeginAppend beginAppend(AccountCell account, MailboxId mailbox) {
    if (poison.isSet()) {
      return poison.outcome();
    }
    return new EmbeddedAppend(staging, committer, account, mailbox);
  }

  @Override
  public Counters counters() {
    return new Counters(disk.syncs(), commits.sum(), poison.isSet());
  }

  @Override
  public void close() throws IOException {
    committer.close();
    background.close();
    journal.close();
    segments.close();
    lanes.close();
    bodyFiles.close();
    disk.close();
  }
}
