package org.sheafmail.cli.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.plan.Routes;
import org.sheafmail.cli.plan.Selection;
import org.sheafmail.cli.plan.ServerSide;
import org.sheafmail.cli.plan.Supply;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.MailboxName;

/// The mail of another account: all mailboxes, or the one that its URL names.
public final class AccountSupply implements Supply {
  private final SourceAccount account;
  private final TargetUrl url;
  private final Optional<MailboxName> place;
  private final Selection selection;
  private @Nullable List<MailboxName> named;
  private Map<MailboxName, MailboxName> sent = Map.of();

  /// @param account which is closed with this
  /// @param place the mailbox for everything, if the user has named one
  public AccountSupply(
      SourceAccount account, TargetUrl url, Optional<MailboxName> place, Selection selection) {
    this.account = account;
    this.url = url;
    this.place = place;
    this.selection = selection;
  }

  @Override
  public List<Upload.Source> sources(Routes routes, Wanted wanted, LongConsumer passedOver)
      throws StoppedException {
    Map<MailboxName, MailboxName> targets = targets(routes);
    sent = targets;
    return List.of(
        new Upload.Source(
            url.account(),
            stored ->
                new AccountSource(
                    account,
                    url.account(),
                    targets,
                    new AccountSource.Meant(selection, stored, wanted, passedOver))));
  }

  @Override
  public Collection<MailboxName> mailboxes(Routes routes) throws StoppedException {
    return targets(routes).values();
  }

  /// Which mailbox becomes which.
  private Map<MailboxName, MailboxName> targets(Routes routes) throws StoppedException {
    Map<MailboxName, MailboxName> targets = new LinkedHashMap<>();
    for (MailboxName each : named()) {
      if (selection.takes(each.levels())) {
        targets.put(each, routes.target(place.map(top -> below(top, each)).orElse(each)));
      }
    }
    return targets;
  }

  /// A mailbox that was named becomes the place itself, others lie below it.
  private MailboxName below(MailboxName top, MailboxName mailbox) {
    if (url.mailbox().isPresent()) {
      return top;
    }
    List<String> levels = new ArrayList<>(top.levels());
    levels.addAll(mailbox.levels());
    return new MailboxName(levels);
  }

  /// As they were when first asked for: a copy within one account makes more of them.
  private List<MailboxName> named() throws StoppedException {
    List<MailboxName> known = named;
    if (known == null) {
      known = asked();
      named = known;
    }
    return known;
  }

  private List<MailboxName> asked() throws StoppedException {
    try {
      List<MailboxName> all = account.mailboxes();
      if (url.mailbox().isEmpty()) {
        return all;
      }
      MailboxName one = url.mailbox().get();
      if (!all.contains(one)) {
        throw new StoppedException(Reason.SOURCE, "there is no mailbox " + one);
      }
      return List.of(one);
    } catch (AuthenticationException e) {
      throw new StoppedException(Reason.AUTHENTICATION, text(e), e);
    } catch (IOException e) {
      throw new StoppedException(Reason.CONNECT, "cannot read the account: " + text(e), e);
    }
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /// Makes the mailboxes that are empty as well, and shows what was shown.
  @Override
  public void finish(Upload.Connecting to, Consumer<String> notes) {
    try (ImapClient client = to.connect()) {
      Set<MailboxName> there = ServerSide.of(client).mailboxes();
      Set<MailboxName> shown = account.subscriptions();
      for (Map.Entry<MailboxName, MailboxName> each : sent.entrySet()) {
        MailboxName target = each.getValue();
        if (!there.contains(target)) {
          tried(() -> client.create(target), "make " + target, notes);
        }
        if (shown.contains(each.getKey())) {
          tried(() -> client.subscribe(target), "subscribe " + target, notes);
        }
      }
      client.logout();
    } catch (IOException e) {
      notes.accept("All messages are copied, but not the subscriptions: " + text(e));
    }
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private static void tried(Change change, String what, Consumer<String> notes) throws IOException {
    try {
      change.make();
    } catch (RefusedException e) {
      notes.accept("Cannot " + what + ": " + text(e));
    }
  }

  @Override
  public void close() {
    account.close();
  }
}
