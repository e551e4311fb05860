package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.PartedSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.SelectedMailbox;
import org.sheafmail.protocol.MailboxName;

/// Uploads sources to one account, so that each message is there exactly once whatever happens on
/// the way, and can be run again at any time.
///
/// To follow it: `Upload → Courier → MessageSource → Batcher → Sender → Post → ImapClient.append →
/// Ledger`.
public final class Upload implements AutoCloseable {
  /// Connects and logs in.
  @FunctionalInterface
  public interface Connecting {
    ImapClient connect() throws IOException;

    /// What has been seen of mailboxes on the way here, so that nobody need look again.
    default List<Sighting> sightings() {
      return List.of();
    }
  }

  /// A look at a mailbox.
  ///
  /// @param found how it was; empty if it could not be opened
  /// @param at when, as [System#nanoTime] tells
  public record Sighting(MailboxName mailbox, Optional<SelectedMailbox> found, long at) {}

  /// A source under the name by which its ledger is found again.
  public record Source(String name, Opening opening) {}

  /// Opens a source.
  @FunctionalInterface
  public interface Opening {
    /// Opens it.
    ///
    /// @param stored for sources that can tell a message before they read it
    MessageSource open(Stored stored) throws IOException;
  }

  /// What earlier runs have stored.
  public interface Stored {
    /// No earlier run has stored anything.
    Stored NOTHING =
        new Stored() {
          @Override
          public boolean claim(MailboxName mailbox, Digest identity) {
            return false;
          }

          @Override
          public void sourceIs(MailboxName mailbox, long uidValidity) {}
        };

    /// Takes one message that was stored in the mailbox; false if there is none, or no more, of
    /// this identity.
    boolean claim(MailboxName mailbox, Digest identity);

    /// The mailboxes of a message in which none is stored; takes one in each of the others.
    default List<MailboxName> missing(SourceMessage message) {
      List<MailboxName> missing = new ArrayList<>();
      if (!claim(message.mailbox(), message.identity())) {
        missing.add(message.mailbox());
      }
      for (MailboxName copy : message.copies()) {
        if (!claim(copy, message.identity())) {
          missing.add(copy);
        }
      }
      return missing;
    }

    /// For sources whose messages are known by their UIDs: makes sure that the mailbox there is the
    /// one that earlier runs have read.
    void sourceIs(MailboxName mailbox, long uidValidity) throws IOException;
  }

  /// What earlier runs have left, for somebody who only looks.
  ///
  /// @param unsettled messages of which only the mailbox can tell whether they are stored
  public record Earlier(Stored stored, int unsettled) {
    /// There was no earlier run.
    public static final Earlier NONE = new Earlier(Stored.NOTHING, 0);
  }

  /// Where an upload keeps what it must not forget.
  ///
  /// @param ledgers folder for the ledgers
  /// @param quarantine folder for messages that were refused
  /// @param restart true to forget what earlier runs have stored
  public record State(Path ledgers, Path quarantine, boolean restart) {
    /// What earlier runs have stored of the source in the account. Changes nothing.
    public Earlier earlier(String source, String account) throws StoppedException {
      Path file = ledgerOf(ledgers, source, account);
      try {
        return restart || !Files.exists(file) ? Earlier.NONE : Ledger.look(file);
      } catch (IOException e) {
        throw StoppedException.reading(e);
      }
    }
  }

  private final Connecting connecting;
  private final List<Account> accounts = new ArrayList<>();
  private final Mailboxes mailboxes = new Mailboxes();
  private final String accountName;
  private final State state;
  private final UploadSettings settings;
  private final Reporting reporting;
  private final Quarantine quarantine;
  private final Clock clock;
  private final BooleanSupplier stopping;
  private final Meter meter;
  private LedgerDisk disk = LedgerDisk.REAL;

  private Upload(
      Connecting connecting,
      String accountName,
      State state,
      UploadSettings settings,
      Reporting reporting,
      Clock clock,
      BooleanSupplier stopping) {
    this.connecting = connecting;
    this.accountName = accountName;
    this.state = state;
    this.settings = settings;
    this.reporting = reporting;
    this.quarantine = new Quarantine(state.quarantine(), clock);
    this.clock = clock;
    this.stopping = stopping;
    this.meter = new Meter(settings.allowance(), settings.patience().pause(), System::nanoTime);
  }

  /// An upload to one account.
  ///
  /// @param account the name under which ledgers know it
  /// @param stopping asked before each batch whether the user wants to stop
  public static Upload to(
      Connecting connecting,
      String account,
      State state,
      UploadSettings settings,
      UploadEvents events,
      Clock clock,
      BooleanSupplier stopping) {
    Reporting reporting = new Reporting(events);
    Upload upload = new Upload(connecting, account, state, settings, reporting, clock, stopping);
    for (int i = 0; i < settings.connections(); i++) {
      upload.accounts.add(
          new Account(connecting, settings.patience(), upload.mailboxes, reporting));
    }
    return upload;
  }

  /// For tests: keeps the ledgers on another disk.
  Upload keepingLedgersOn(LedgerDisk other) {
    disk = other;
    return this;
  }

  @Override
  public void close() {
    accounts.forEach(Account::close);
  }

  /// What has been done so far, also when [#run] did not come to its end.
  public Tally tally() {
    return reporting.tally();
  }

  /// Uploads the sources, one after the other.
  public void run(List<Source> sources) throws StoppedException, InterruptedException {
    connecting.sightings().forEach(mailboxes::seen);
    for (Source source : sources) {
      try (Ledger ledger = openLedger(source.name())) {
        upload(source, ledger);
      } catch (IOException e) {
        throw StoppedException.reading(e);
      }
    }
  }

  private Ledger openLedger(String source) throws IOException {
    Path file = ledgerOf(state.ledgers(), source, accountName);
    if (state.restart() && Files.exists(file)) {
      LedgerLines.setAside(file);
    }
    return Ledger.open(file, source, accountName, clock, disk);
  }

  static Path ledgerOf(Path ledgers, String source, String account) {
    byte[] name = (source + "\n" + account).getBytes(StandardCharsets.UTF_8);
    return ledgers.resolve(Digest.of(name).toString().substring(0, 24) + ".ledger");
  }

  private void upload(Source source, Ledger ledger)
      throws IOException, StoppedException, InterruptedException {
    reporting.source(source.name());
    if (!ledger.unsettled().isEmpty()) {
      reporting.note("The last run was cut off; looking at the mailbox for what it stored.");
      ledger.settleEarlier(
          new Settler(accounts.getFirst(), mailboxes, ledger, settings, reporting, clock)::settle);
    }
    try (MessageSource messages = open(source, ledger)) {
      if (accounts.size() > 1 && messages instanceof PartedSource parted) {
        Couriers couriers = new Couriers(parted);
        BooleanSupplier end = () -> stopping.getAsBoolean() || couriers.failed();
        couriers.carry(accounts.stream().map(account -> courier(account, ledger, end)).toList());
      } else {
        courier(accounts.getFirst(), ledger, stopping).carry(messages);
      }
    }
  }

  private Courier courier(Account account, Ledger ledger, BooleanSupplier end) {
    Batcher batcher = new Batcher(settings.limits().dividedBy(accounts.size()));
    Post post = new Post(account, mailboxes, ledger, batcher, settings, meter, reporting, clock);
    Sender sender = new Sender(post, account, quarantine, batcher, settings, reporting, end);
    return new Courier(account, ledger, batcher, sender, settings, reporting);
  }

  private static MessageSource open(Source source, Ledger ledger) throws StoppedException {
    try {
      return source.opening().open(ledger);
    } catch (IOException e) {
      throw StoppedException.reading(e);
    }
  }
}
