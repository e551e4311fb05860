package org.sheafmail.cli.upload;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Carries the mail of a source, or of a part of it, to the account through one connection.
final class Courier {
  private final Account account;
  private final Ledger ledger;
  private final Batcher batcher;
  private final Sender sender;
  private final UploadSettings settings;
  private final Reporting reporting;

  Courier(
      Account account,
      Ledger ledger,
      Batcher batcher,
      Sender sender,
      UploadSettings settings,
      Reporting reporting) {
    this.account = account;
    this.ledger = ledger;
    this.batcher = batcher;
    this.sender = sender;
    this.settings = settings;
    this.reporting = reporting;
  }

  /// Carries all of it. When this returns, nothing about it is open.
  void carry(MessageSource messages) throws IOException, StoppedException, InterruptedException {
    for (SourceMessage next = next(messages); next != null; next = next(messages)) {
      take(next);
    }
    for (Batch rest : batcher.drain()) {
      sender.send(rest);
    }
  }

  private static @Nullable SourceMessage next(MessageSource messages) throws StoppedException {
    try {
      return messages.next();
    } catch (IOException e) {
      throw StoppedException.reading(e);
    }
  }

  private void take(SourceMessage message)
      throws IOException, StoppedException, InterruptedException {
    reporting.found();
    switch (message.verdict()) {
      case SourceMessage.Stored() -> reporting.already(message);
      case SourceMessage.LeftOut(String reason) -> reporting.leftOut(message, reason);
      case SourceMessage.Refused(String reason) ->
          sender.refuse(new Parcel(message, List.of()), message.mailbox(), reason);
      case SourceMessage.Send _ -> {
        List<MailboxName> wanted = ledger.missing(message);
        if (wanted.isEmpty()) {
          reporting.already(message);
        } else if (message.size() > settings.larger().orElse(Long.MAX_VALUE)) {
          reporting.leftOut(message, "larger than " + settings.larger().orElseThrow() + " octets");
        } else {
          send(new Parcel(message, wanted.subList(1, wanted.size())), wanted.getFirst());
        }
      }
    }
  }

  private void send(Parcel parcel, MailboxName mailbox)
      throws IOException, StoppedException, InterruptedException {
    OptionalLong limit = account.appendLimit();
    if (parcel.message().size() > limit.orElse(Long.MAX_VALUE)) {
      sender.refuse(
          parcel,
          mailbox,
          "the server takes messages of " + limit.orElseThrow() + " octets at most (APPENDLIMIT)");
      return;
    }
    if (parcel.isBinary() && !account.takesBinary()) {
      sender.refuse(parcel, mailbox, SourceMessage.NO_BINARY);
      return;
    }
    for (Batch full : batcher.add(mailbox, parcel)) {
      sender.send(full);
    }
  }
}
