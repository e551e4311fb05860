package org.sheafmail.cli.plan;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.PartedSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// The messages of a source that are meant, each with the mailboxes of the server it goes to.
public final class RoutedSource implements PartedSource {
  private final MessageSource messages;
  private final Selection selection;
  private final Routes routes;
  private final LongConsumer passedOver;
  private boolean given;

  /// @param passedOver told the size of each message that is not meant
  public RoutedSource(
      MessageSource messages, Selection selection, Routes routes, LongConsumer passedOver) {
    this.messages = messages;
    this.selection = selection;
    this.routes = routes;
    this.passedOver = passedOver;
  }

  @Override
  public @Nullable SourceMessage next() throws IOException {
    for (SourceMessage next = messages.next(); next != null; next = messages.next()) {
      List<MailboxName> targets = selection.takes(next) ? targets(next) : List.of();
      if (!targets.isEmpty()) {
        return next.to(targets.getFirst(), targets.subList(1, targets.size()));
      }
      passedOver.accept(next.size());
    }
    return null;
  }

  @Override
  public @Nullable Part nextPart() throws IOException {
    if (messages instanceof PartedSource parted) {
      Part part = parted.nextPart();
      return part == null
          ? null
          : new Part(
              routes.target(part.mailbox()),
              () -> new RoutedSource(part.opening().open(), selection, routes, passedOver));
    }
    boolean first = !given;
    given = true;
    return first ? new Part(MailboxName.INBOX, () -> this) : null;
  }

  private List<MailboxName> targets(SourceMessage message) {
    Set<MailboxName> targets = new LinkedHashSet<>();
    addTarget(message.mailbox(), targets);
    message.copies().forEach(copy -> addTarget(copy, targets));
    return List.copyOf(targets);
  }

  private void addTarget(MailboxName mailbox, Set<MailboxName> targets) {
    if (selection.takes(routes.inSource(mailbox))) {
      targets.add(routes.target(mailbox));
    }
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }
}
