package org.sheafmail.store.embedded;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SortedSet;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.Mailboxes;
import org.sheafmail.store.Summarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.state.MailboxState;

/// A store as it was at one moment, for those who read it and nothing else: to check it, to copy
/// it, to take mail out of it.
///
/// The store may be in use by another process, which goes on meanwhile. What is shown is all that
/// was in the journal, up to its last whole frame, when it was opened here; a frame cut short at
/// its end is nobody's. Nothing is written. The disk is to keep its files in place until it is
/// closed, as [org.sheafmail.store.disk.FileDisk#openForReading] does.
public final class ReadOnlyStore implements AutoCloseable {
  private final Disk disk;
  private final OpenFiles openFiles;
  private final Accounts accounts;
  private final EmbeddedView.Messages messages;
  private final JournalPosition end;

  /// Reads what the store holds. It owns the disk from then on.
  ///
  /// @param summarizer works out [MailboxView#summary] each time it is asked for
  /// @throws DamagedStoreException if something is missing that was safe
  /// @throws NewerFormatException if a later version of the program wrote it
  public static ReadOnlyStore open(Disk disk, Summarizer summarizer) throws IOException {
    try {
      return new ReadOnlyStore(disk, summarizer);
    } catch (IOException | RuntimeException e) {
      try {
        disk.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private ReadOnlyStore(Disk disk, Summarizer summarizer) throws IOException {
    this.disk = disk;
    openFiles = new OpenFiles(disk);
    messages = new StoredMessages(openFiles, summarizer);
    SnapshotReader reader = new SnapshotReader(disk, openFiles);
    accounts = new Accounts(reader);
    Recovery recovery =
        new Recovery(
            disk,
            new StoreFiles(disk, new SecureRandom()),
            new Snapshots(disk, openFiles, reader),
            accounts,
            new LaneEnds());
    end = recovery.look();
  }

  private record StoredMessages(OpenFiles openFiles, Summarizer summarizer)
      implements EmbeddedView.Messages, StoredBody.Files {
    @Override
    public Body body(long location, long size, int checksum) {
      return StoredBody.at(this, location, size, checksum);
    }

    @Override
    public VerifiedBodies verified() {
      return openFiles.verified();
    }

    @Override
    public OpenFiles.Handle use(long location) throws IOException {
      return openFiles.use(BodyLocation.fileName(location));
    }

    @Override
    public byte[] summary(long location, Body body) throws IOException {
      return summarizer.summarize(body);
    }
  }

  /// The names of all accounts.
  public SortedSet<String> accounts() {
    return accounts.names();
  }

  /// The account of that name, if there is one.
  public Optional<ReadOnlyAccount> account(String name) throws IOException {
    return Optional.ofNullable(accounts.find(name)).map(ReadOnlyAccount::new);
  }

  /// The place in the journal up to which everything is shown.
  JournalPosition end() {
    return end;
  }

  @Override
  public void close() throws IOException {
    openFiles.close();
    disk.close();
  }

  /// An account as it was when the store was opened.
  public final class ReadOnlyAccount {
    private final AccountCell cell;

    private ReadOnlyAccount(AccountCell cell) {
      this.cell = cell;
    }

    public String name() {
      return cell.state().name();
    }

    /// All names, as of the opening.
    public Mailboxes mailboxes() {
      return cell.state().names();
    }

    /// The mailbox of that name, if there is one.
    public Optional<MailboxView> view(MailboxName name) throws IOException {
      MailboxState mailbox = cell.state().mailbox(name);
      return mailbox == null ? Optional.empty() : Optional.of(new EmbeddedView(mailbox, messages));
    }

    /// The mailbox with that id, if there is one.
    public Optional<MailboxView> view(MailboxId id) throws IOException {
      MailboxState mailbox = cell.state().mailbox(id);
      return mailbox == null ? Optional.empty() : Optional.of(new EmbeddedView(mailbox, messages));
    }
  }
}
