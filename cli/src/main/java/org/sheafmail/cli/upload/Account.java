package org.sheafmail.cli.upload;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.AppendResult;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.CreatedMailbox;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.client.SelectedMailbox;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.command.SearchKey;
import org.sheafmail.protocol.response.ResponseCode;

/// The account that mail goes to: connects when it is needed, again when the connection is lost,
/// and remembers where the mailboxes end.
final class Account implements AutoCloseable {
  private final Upload.Connecting connecting;
  private final Patience patience;
  private final Mailboxes mailboxes;
  private final Reporting reporting;
  private @Nullable ImapClient client;
  private @Nullable MailboxName open;
  private char separator = '/';
  private boolean reachedOnce;

  Account(
      Upload.Connecting connecting, Patience patience, Mailboxes mailboxes, Reporting reporting) {
    this.connecting = connecting;
    this.patience = patience;
    this.mailboxes = mailboxes;
    this.reporting = reporting;
  }

  /// The connection; a new one if the last is lost.
  ImapClient client() throws StoppedException, InterruptedException {
    ImapClient connected = client;
    Patience.Trouble trouble = patience.trouble();
    while (connected == null) {
      try {
        connected = connecting.connect();
        client = connected;
        reachedOnce = true;
        separator = connected.separator().orElse('/');
      } catch (AuthenticationException e) {
        if (!e.isTemporary()) {
          throw new StoppedException(Reason.AUTHENTICATION, text(e), e);
        }
        Duration pause = trouble.next(Duration.ZERO);
        if (!pause.isPositive()) {
          throw new StoppedException(Reason.TEMPORARY, "cannot log in now: " + text(e), e);
        }
        await(pause, "cannot log in now: " + text(e));
      } catch (IOException e) {
        Duration pause = reachedOnce ? trouble.next(Duration.ZERO) : Duration.ZERO;
        if (!pause.isPositive()) {
          lost();
          throw new StoppedException(Reason.CONNECT, "cannot connect: " + text(e), e);
        }
        await(pause, "cannot connect: " + text(e));
        connected = null;
      }
    }
    return connected;
  }

  private void await(Duration pause, String why) throws InterruptedException {
    lost();
    reporting.waiting(pause, why);
    patience.pause().take(pause);
  }

  static String text(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /// The connection cannot be used any more.
  void lost() {
    if (client != null) {
      client.close();
    }
    client = null;
    open = null;
    mailboxes.forgetAll();
  }

  /// The name under which the server can have the mailbox: a level that holds the server's
  /// separator gets `_` in its place.
  MailboxName nameOnServer(MailboxName mailbox) {
    return new MailboxName(
        mailbox.levels().stream().map(level -> level.replace(separator, '_')).toList());
  }

  /// True if the server takes a batch whole or not at all.
  boolean takesBatches() throws StoppedException, InterruptedException {
    return client().capabilities().contains("MULTIAPPEND");
  }

  /// True if the server takes literals with NUL octets in them (RFC 3516).
  boolean takesBinary() throws StoppedException, InterruptedException {
    return client().capabilities().contains("BINARY");
  }

  /// Octets a message may have, if the server tells: `APPENDLIMIT=n` (RFC 7889 §2).
  OptionalLong appendLimit() throws StoppedException, InterruptedException {
    return ImapClient.announcedAppendLimit(client().capabilities());
  }

  /// The mailbox for reading, as it is now.
  ///
  /// @throws RefusedException if there is no such mailbox
  SelectedMailbox examine(MailboxName mailbox)
      throws IOException, StoppedException, InterruptedException {
    open = null;
    SelectedMailbox selected = client().examine(nameOnServer(mailbox));
    open = mailbox;
    mailboxes.ends(mailbox, position(selected));
    return selected;
  }

  /// True unless the refusal to open the mailbox says that it does not exist, or the server does
  /// not list it as one that holds messages: a server that is busy, say, refuses mailboxes with
  /// mail in them.
  boolean isThere(MailboxName mailbox, RefusedException refusal)
      throws IOException, StoppedException, InterruptedException {
    ResponseCode code = refusal.code().orElse(null);
    if (code == ResponseCode.Word.NONEXISTENT || code == ResponseCode.Word.TRYCREATE) {
      return false;
    }
    return client().list("", nameOnServer(mailbox).toString(separator)).stream()
        .filter(listed -> !listed.is("\\Noselect") && !listed.is("\\NonExistent"))
        .flatMap(listed -> listed.name().stream())
        .anyMatch(nameOnServer(mailbox)::equals);
  }

  /// The mailbox for reading, if it is not open already.
  void open(MailboxName mailbox) throws IOException, StoppedException, InterruptedException {
    if (!mailbox.equals(open)) {
      examine(mailbox);
    }
  }

  private Position position(SelectedMailbox selected)
      throws IOException, StoppedException, InterruptedException {
    Optional<Position> told = told(selected);
    if (told.isPresent()) {
      return told.get();
    }
    // RFC 3501 §6.3.1 wants servers to tell it. Where one does not, the last message does.
    long[] uids = client().search(new SearchKey.All()).stream().toArray();
    return new Position(
        selected.uidValidity().map(UidValidity::value).orElse(0L),
        uids.length == 0 ? 1 : uids[uids.length - 1] + 1);
  }

  /// Where new messages of the mailbox begin. A mailbox that is not there is made if `make` allows.
  ///
  /// @throws RefusedException if it cannot be opened now
  Position position(MailboxName mailbox, boolean make)
      throws IOException, StoppedException, InterruptedException {
    Optional<Position> known = mailboxes.end(mailbox);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Upload.Sighting> sighting = mailboxes.takeSighting(mailbox);
    if (sighting.isPresent() && sighting.get().found().isEmpty() && make) {
      return positionOfNew(mailbox);
    }
    Optional<Position> seen = sighting.flatMap(Upload.Sighting::found).flatMap(Account::told);
    if (seen.isPresent()) {
      mailboxes.ends(mailbox, seen.get());
      return seen.get();
    }
    try {
      return position(examine(mailbox));
    } catch (RefusedException e) {
      if (!make || isThere(mailbox, e)) {
        throw e;
      }
    }
    return positionOfNew(mailbox);
  }

  private static Optional<Position> told(SelectedMailbox selected) {
    return selected.uidNext().isPresent()
        ? Optional.of(
            new Position(
                selected.uidValidity().map(UidValidity::value).orElse(0L),
                selected.uidNext().getAsLong()))
        : Optional.empty();
  }

  /// Makes the mailbox, unless it is there after all.
  private Position positionOfNew(MailboxName mailbox)
      throws IOException, StoppedException, InterruptedException {
    open = null;
    CreatedMailbox created;
    try {
      created = client().createAndExamine(nameOnServer(mailbox));
    } catch (RefusedException e) {
      throw refused(mailbox, e);
    }
    if (created.isNew()) {
      reporting.note("Made the mailbox " + nameOnServer(mailbox).toString(separator));
    }
    open = mailbox;
    Position end = position(created.mailbox());
    mailboxes.ends(mailbox, end);
    return end;
  }

  /// A refusal that will be the same tomorrow is the end; another is passed on.
  private static StoppedException refused(MailboxName mailbox, RefusedException e)
      throws RefusedException {
    return switch (Refusal.of(e).kind()) {
      case BUSY, LIMITED, FAULT, LOGIN -> throw e;
      case MESSAGE, NO_MAILBOX, TARGET, FULL ->
          new StoppedException(
              Reason.REFUSED, "cannot open or make the mailbox " + mailbox + ": " + text(e), e);
    };
  }

  /// Messages were added, so that new ones begin later.
  void added(MailboxName mailbox, AppendResult result) {
    if (result.uids().isPresent()) {
      AppendResult.Uids uids = result.uids().get();
      long last = uids.uids().ranges().getLast().last();
      mailboxes.ends(mailbox, new Position(uids.uidValidity().value(), last + 1));
    } else {
      forget(mailbox);
    }
  }

  /// Copies messages of the mailbox that is open.
  ///
  /// @return what was copied; empty if the server does not tell
  Optional<ResponseCode.CopyUid> copy(UidSet uids, MailboxName target)
      throws IOException, StoppedException, InterruptedException {
    Optional<ResponseCode.CopyUid> copied = client().copy(uids, nameOnServer(target));
    forget(target);
    return copied;
  }

  /// Where the mailbox ends is to be asked again.
  void forget(MailboxName mailbox) {
    mailboxes.forget(mailbox);
  }

  @Override
  public void close() {
    if (client != null) {
      try {
        client.logout();
      } catch (IOException e) {
        // All is said and done; the server may hang up as it likes.
      }
    }
    lost();
  }
}
