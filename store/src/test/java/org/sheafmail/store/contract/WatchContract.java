package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.store.contract.Mail.add;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.begin;
import static org.sheafmail.store.contract.Mail.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.Account.Watch;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;

/// What a store promises to whoever watches a mailbox.
abstract class WatchContract extends StoreContract {
  /// What the view showed at each call: the number of messages, or −1 once there is no mailbox.
  private final List<Integer> heard = Collections.synchronizedList(new ArrayList<>());

  private Watch listen(MailboxId id) {
    return account.watch(id, () -> heard.add(count(id)));
  }

  private int count(MailboxId id) {
    try {
      Optional<MailboxView> view = account.view(id);
      return view.map(MailboxView::messageCount).orElse(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aBatchIsAnnouncedOnceAndCanBeSeenByThen() throws IOException {
    try (var _ = listen(view(INBOX).id())) {
      appendNumbered(account, INBOX, 1, 100);
      appendNumbered(account, INBOX, 101, 150);
    }

    assertThat(heard).containsExactly(100, 150);
  }

  @Test
  void nothingIsAnnouncedBeforeTheCommit() throws IOException {
    try (var _ = listen(view(INBOX).id())) {
      try (AppendTransaction append = begin(account, INBOX)) {
        add(append, message(1));
        assertThat(heard).isEmpty();
      }
    }

    assertThat(heard).isEmpty();
  }

  @Test
  void everyKindOfChangeIsAnnouncedInOrder() throws IOException {
    MailboxId id = create(WORK);
    try (var _ = listen(id)) {
      appendNumbered(account, WORK, 1, 3);
      account.storeFlags(id, UidSet.of(1), FlagChange.ADD, Set.of(Flag.DELETED));
      account.expunge(id, UidSet.of(1));
      account.copy(id, UidSet.of(2), WORK);
      account.move(id, UidSet.of(2, 3), INBOX);
      account.move(id, UidSet.of(4), WORK);
      account.delete(WORK);
    }

    assertThat(heard).containsExactly(3, 3, 2, 3, 1, 1, -1);
  }

  @Test
  void renamingTheInboxIsAnnouncedToThoseWhoWatchIt() throws IOException {
    append(account, INBOX, message(1));
    try (var _ = listen(view(INBOX).id())) {
      account.rename(INBOX, WORK);
    }

    assertThat(heard).containsExactly(0);
  }

  @Test
  void aWatchThatWasClosedHearsNothing() throws IOException {
    Watch watch = listen(view(INBOX).id());
    append(account, INBOX, message(1));
    watch.close();
    watch.close();
    append(account, INBOX, message(2));

    assertThat(heard).containsExactly(1);
  }

  @Test
  void everyWatchIsItsOwn() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    Runnable same = calls::incrementAndGet;
    MailboxId inbox = view(INBOX).id();
    try (var _ = account.watch(inbox, same)) {
      account.watch(inbox, same).close();
      append(account, INBOX, message(1));
    }

    assertThat(calls).hasValue(1);
  }

  @Test
  void changesToOtherMailboxesAreNotHeard() throws IOException {
    create(WORK);
    try (var _ = listen(view(INBOX).id())) {
      append(account, WORK, message(1));
      append(fixture.store().account("someone else"), INBOX, message(1));
      account.subscribe(INBOX, true);
    }

    assertThat(heard).isEmpty();
  }

  @Test
  void aWatchMayBeClosedByTheCallItGets() throws IOException {
    List<Watch> own = new ArrayList<>();
    own.add(
        account.watch(
            view(INBOX).id(),
            () -> {
              heard.add(1);
              own.getFirst().close();
            }));
    append(account, INBOX, message(1));
    append(account, INBOX, message(2));

    assertThat(heard).containsExactly(1);
  }

  @Test
  void aMailboxThatIsGoneCanBeWatchedInVain() throws IOException {
    MailboxId id = create(WORK);
    account.delete(WORK);
    try (var _ = listen(id)) {
      create(WORK);
      append(account, WORK, message(1));
    }

    assertThat(heard).isEmpty();
  }
}
