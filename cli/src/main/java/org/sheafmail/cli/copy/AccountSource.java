package org.sheafmail.cli.copy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.plan.Selection;
import org.sheafmail.cli.plan.Supply;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.PartedSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.protocol.MailboxName;

/// The mail of an account, mailbox by mailbox. Parts that are read beside each other have a
/// connection each.
public final class AccountSource implements PartedSource {
  private final SourceAccount account;
  private final String name;
  private final Meant meant;
  private final Deque<Map.Entry<MailboxName, MailboxName>> mailboxes;
  private @Nullable MessageSource current;

  /// What is meant of an account.
  ///
  /// @param stored what need not be looked at any more
  /// @param wanted sizes alone leave the octets of messages where they are
  /// @param passedOver told the size of each message that is not meant
  record Meant(
      Selection selection, Upload.Stored stored, Supply.Wanted wanted, LongConsumer passedOver) {}

  /// @param account which the caller closes
  /// @param name of the account, for people
  /// @param mailboxes in order, each with the one its messages go to
  public AccountSource(
      SourceAccount account,
      String name,
      Map<MailboxName, MailboxName> mailboxes,
      Selection selection,
      Upload.Stored stored) {
    this(account, name, mailboxes, new Meant(selection, stored, Supply.Wanted.MESSAGES, _ -> {}));
  }

  AccountSource(
      SourceAccount account, String name, Map<MailboxName, MailboxName> mailboxes, Meant meant) {
    this.account = account;
    this.name = name;
    this.mailboxes = new ArrayDeque<>(mailboxes.entrySet());
    this.meant = meant;
  }

  @Override
  public @Nullable SourceMessage next() throws IOException {
    while (true) {
      if (current != null) {
        SourceMessage message = current.next();
        if (message != null) {
          return message;
        }
        current.close();
        current = null;
      }
      Map.Entry<MailboxName, MailboxName> mailbox = mailboxes.pollFirst();
      if (mailbox == null) {
        return null;
      }
      current = mailbox(account, mailbox);
    }
  }

  @Override
  public @Nullable Part nextPart() {
    Map.Entry<MailboxName, MailboxName> mailbox = mailboxes.pollFirst();
    return mailbox == null
        ? null
        : new Part(
            mailbox.getValue(),
            () -> {
              SourceAccount another = account.another();
              return new Connected(another, mailbox(another, mailbox));
            });
  }

  private MailboxSource mailbox(
      SourceAccount through, Map.Entry<MailboxName, MailboxName> mailbox) {
    return new MailboxSource(through, name, mailbox.getKey(), mailbox.getValue(), meant);
  }

  /// A mailbox with the connection it is read through.
  private record Connected(SourceAccount through, MessageSource messages) implements MessageSource {
    @Override
    public @Nullable SourceMessage next() throws IOException {
      return messages.next();
    }

    @Override
    public void close() throws IOException {
      try (through) {
        messages.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
    }
  }
}
