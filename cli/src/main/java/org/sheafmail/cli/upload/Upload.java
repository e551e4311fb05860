package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;

/// Uploads sources to one account, so that each message is there exactly once whatever happens on
/// the way, and can be run again at any time.
///
/// To follow it: `Upload → MessageSource → Batcher → Sender → ImapClient.append → Ledger`.
public final class Upload implements AutoCloseable {
  /// Connects and logs in.
  @FunctionalInterface
  public interface Connecting {
    ImapClient connect() throws IOException;
  }

  /// A source under the name by which its ledger is found again.
  public record Source(String name, Opening opening) {}

  /// Opens a source.
  @FunctionalInterface
  public interface Opening {
    MessageSource open() throws IOException;
  }

  /// Where an upload keeps what it must not forget.
  ///
  /// @param ledgers folder for the ledgers
  /// @param quarantine folder for messages that were refused
  /// @param restart true to forget what earlier runs have stored
  public record State(Path ledgers, Path quarantine, boolean restart) {}

  private final Account account;
  private final String accountName;
  private final State state;
  private final UploadSettings settings;
  private final UploadEvents events;
  private final Clock clock;
  private final BooleanSupplier stopping;
  private final Tally tally = new Tally();

  private Upload(
      Account account,
      String accountName,
      State state,
      UploadSettings settings,
      UploadEvents events,
      Clock clock,
      BooleanSupplier stopping) {
    this.account = account;
    this.accountName = accountName;
    this.state = state;
    this.settings = settings;
    this.events = events;
    this.clock = clock;
    this.stopping = stopping;
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
    return new Upload(
        new Account(connecting, settings.patience(), events),
        account,
        state,
        settings,
        events,
        clock,
        stopping);
  }

  @Override
  public void close() {
    account.close();
  }

  /// What has been done so far, also when [#run] did not come to its end.
  public Tally tally() {
    return tally;
  }

  /// Uploads the sources, one after the other.
  public void run(List<Source> sources) throws StoppedException, InterruptedException {
    for (Source source : sources) {
      try (Ledger ledger = openLedger(source.name())) {
        upload(source, ledger);
      } catch (IOException e) {
        throw new StoppedException(Reason.USAGE, "cannot keep the ledger: " + e.getMessage(), e);
      }
    }
  }

  private Ledger openLedger(String source) throws IOException {
    Path file = ledgerOf(state.ledgers(), source, accountName);
    if (state.restart() && Files.exists(file)) {
      Path old = file.resolveSibling(file.getFileName() + ".old");
      Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
    }
    return Ledger.open(file, source, accountName, clock);
  }

  static Path ledgerOf(Path ledgers, String source, String account) {
    byte[] name = (source + "\n" + account).getBytes(StandardCharsets.UTF_8);
    return ledgers.resolve(Digest.of(name).toString().substring(0, 24) + ".ledger");
  }

  private void upload(Source source, Ledger ledger)
      throws IOException, StoppedException, InterruptedException {
    events.source(source.name());
    Batcher batcher = new Batcher(settings.limits());
    Sender sender =
        new Sender(
            account,
            ledger,
            new Quarantine(state.quarantine(), clock),
            batcher,
            settings,
            events,
            tally,
            clock,
            stopping);
    if (ledger.unsettled().isPresent()) {
      events.note("The last run was cut off; looking at the mailbox for what it stored.");
      ledger.settleEarlier(new Settler(account, ledger, settings, events, clock)::settle);
    }
    try (MessageSource messages = open(source)) {
      for (SourceMessage next = next(messages); next != null; next = next(messages)) {
        take(next, ledger, batcher, sender);
      }
      for (Batch rest : batcher.drain()) {
        sender.send(rest);
      }
    }
  }

  private static MessageSource open(Source source) throws StoppedException {
    try {
      return source.opening().open();
    } catch (IOException e) {
      throw new StoppedException(Reason.SOURCE, text(e), e);
    }
  }

  private static @Nullable SourceMessage next(MessageSource messages) throws StoppedException {
    try {
      return messages.next();
    } catch (IOException e) {
      throw new StoppedException(Reason.SOURCE, text(e), e);
    }
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private void take(SourceMessage message, Ledger ledger, Batcher batcher, Sender sender)
      throws IOException, StoppedException, InterruptedException {
    tally.found++;
    switch (message.verdict()) {
      case SourceMessage.LeftOut(String reason) -> leaveOut(message, reason);
      case SourceMessage.Refused(String reason) ->
          sender.refuse(new Parcel(message, List.of()), message.mailbox(), reason);
      case SourceMessage.Send() -> {
        List<MailboxName> wanted = notStored(message, ledger);
        if (wanted.isEmpty()) {
          tally.already++;
          events.already(message, tally);
        } else if (message.size() > settings.larger().orElse(Long.MAX_VALUE)) {
          leaveOut(message, "larger than " + settings.larger().orElseThrow() + " octets");
        } else {
          Parcel parcel = new Parcel(message, wanted.subList(1, wanted.size()));
          send(parcel, wanted.getFirst(), batcher, sender);
        }
      }
    }
  }

  private void send(Parcel parcel, MailboxName mailbox, Batcher batcher, Sender sender)
      throws IOException, StoppedException, InterruptedException {
    OptionalLong limit = account.appendLimit();
    if (parcel.message().size() > limit.orElse(Long.MAX_VALUE)) {
      sender.refuse(
          parcel,
          mailbox,
          "the server takes messages of " + limit.orElseThrow() + " octets at most (APPENDLIMIT)");
      return;
    }
    for (Batch full : batcher.add(mailbox, parcel)) {
      sender.send(full);
    }
  }

  private void leaveOut(SourceMessage message, String reason) {
    tally.leftOut++;
    events.leftOut(message, reason, tally);
  }

  /// The mailboxes of a message in which no earlier run has stored it.
  private static List<MailboxName> notStored(SourceMessage message, Ledger ledger) {
    List<MailboxName> wanted = new ArrayList<>();
    if (!ledger.claim(message.mailbox(), message.digest())) {
      wanted.add(message.mailbox());
    }
    for (MailboxName copy : message.copies()) {
      if (!ledger.claim(copy, message.digest())) {
        wanted.add(copy);
      }
    }
    return wanted;
  }
}
