package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.body;
import static org.sheafmail.store.contract.Mail.octets;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.embedded.CompactionFigures;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

/// Clients who do something between the copying of bodies and the moment from which on the copies
/// count.
class CompactionWhileInUseTest {
  private static final MailboxName OTHER = new MailboxName(List.of("Other"));

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private Runnable whileMoving = () -> {};

  private EmbeddedStore open() throws IOException {
    Disk watched =
        new RewritingDisk(disk) {
          @Override
          void onSync(Handle handle) throws IOException {
            super.onSync(handle);
            if (handle.is(".lane")) {
              Runnable once = whileMoving;
              whileMoving = () -> {};
              once.run();
            }
          }
        };
    return EmbeddedStore.open(
        watched, EmbeddedOptions.forTests(new Random(1)), new TestSummarizer(1), Clock.systemUTC());
  }

  /// Something clients do.
  private interface Doing {
    void run() throws IOException;
  }

  private static Runnable unchecked(Doing doing) {
    return () -> {
      try {
        doing.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /// A store of thirty messages of which 1, 11 and 21 are left.
  private EmbeddedStore opened() throws IOException {
    try (EmbeddedStore store = open()) {
      Account account = store.account("someone");
      account.create(OTHER);
      for (int number = 1; number <= 30; number++) {
        append(account, INBOX, octets(number, 1000));
      }
      expunge(account, 2, 10);
      expunge(account, 12, 20);
      expunge(account, 22, 30);
    }
    return open();
  }

  private static void expunge(Account account, long first, long last) throws IOException {
    UidSet uids = UidSet.range(first, last);
    account.storeFlags(view(account, INBOX).id(), uids, FlagChange.ADD, Set.of(Flag.DELETED));
    account.expunge(view(account, INBOX).id(), uids);
  }

  private static void checkAfterAnotherOpening(EmbeddedStore store, SimulatedDisk disk)
      throws IOException {
    AccountState before = AccountState.of(store.account("someone"));
    store.close();
    try (EmbeddedStore again =
        EmbeddedStore.open(
            disk,
            EmbeddedOptions.forTests(new Random(2)),
            new TestSummarizer(1),
            Clock.systemUTC())) {
      assertThat(AccountState.of(again.account("someone"))).isEqualTo(before);
    }
  }

  @Test
  void copiesMadeMeanwhileFollow() throws IOException {
    EmbeddedStore store = opened();
    Account account = store.account("someone");
    whileMoving =
        unchecked(() -> account.copy(view(account, INBOX).id(), UidSet.range(1, 11), OTHER));

    CompactionFigures figures = store.compact(0.5, _ -> {});

    assertThat(figures.filesRemoved()).isPositive();
    assertThat(body(view(account, OTHER), 0)).isEqualTo(octets(1, 1000));
    assertThat(body(view(account, OTHER), 1)).isEqualTo(octets(11, 1000));
    checkAfterAnotherOpening(store, disk);
  }

  @Test
  void whatIsExpungedMeanwhileStaysAwayAndItsViewsStay() throws IOException {
    EmbeddedStore store = opened();
    Account account = store.account("someone");
    MailboxView before = view(account, INBOX);
    whileMoving = unchecked(() -> expunge(account, 11, 11));

    CompactionFigures figures = store.compact(0.5, _ -> {});

    assertThat(figures.filesRemoved()).isPositive();
    assertThat(view(account, INBOX).messageCount()).isEqualTo(2);
    assertThat(body(before, 1)).isEqualTo(octets(11, 1000));
    checkAfterAnotherOpening(store, disk);
  }

  @Test
  void messagesMoveAndFlagsChangeMeanwhile() throws IOException {
    EmbeddedStore store = opened();
    Account account = store.account("someone");
    whileMoving =
        unchecked(() -> {
          account.move(view(account, INBOX).id(), UidSet.of(1), OTHER);
          account.storeFlags(
              view(account, INBOX).id(), UidSet.of(21), FlagChange.ADD, Set.of(Flag.FLAGGED));
          append(account, INBOX, octets(31, 1000));
        });

    store.compact(0.5, _ -> {});

    assertThat(body(view(account, OTHER), 0)).isEqualTo(octets(1, 1000));
    assertThat(view(account, INBOX).flags(1)).contains(Flag.FLAGGED);
    assertThat(body(view(account, INBOX), 2)).isEqualTo(octets(31, 1000));
    checkAfterAnotherOpening(store, disk);
  }

  @Test
  void aMailboxDeletedMeanwhileIsNoObstacle() throws IOException {
    EmbeddedStore store = opened();
    Account account = store.account("someone");
    account.move(view(account, INBOX).id(), UidSet.range(1, 11), OTHER);
    whileMoving = unchecked(() -> account.delete(OTHER));

    store.compact(0.5, _ -> {});

    assertThat(body(view(account, INBOX), 0)).isEqualTo(octets(21, 1000));
    checkAfterAnotherOpening(store, disk);
  }

  /// A journal file that is full only after the look at what is in use has messages nobody saw.
  @Test
  void whatIsSealedMeanwhileStays() throws IOException {
    EmbeddedStore store = opened();
    Account account = store.account("someone");
    Runnable filling =
        unchecked(() -> {
          for (int number = 1; number <= 100; number++) {
            append(account, OTHER, octets(number, 1000));
          }
        });
    AtomicBoolean filled = new AtomicBoolean();

    store.compact(
        0.5,
        _ -> {
          if (!filled.getAndSet(true)) {
            filling.run();
          }
        });

    for (int number = 1; number <= 100; number++) {
      assertThat(body(view(account, OTHER), number - 1)).isEqualTo(octets(number, 1000));
    }
    checkAfterAnotherOpening(store, disk);
  }
}
