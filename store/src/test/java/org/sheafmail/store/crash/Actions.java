package org.sheafmail.store.crash;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;

/// Draws what clients do next, mostly something that is possible, sometimes not.
final class Actions {
  static final List<String> ACCOUNTS = List.of("ann", "bob", "eve");

  private static final int SLOTS = 3;
  private static final List<String> LEVELS = List.of("a", "b", "Ä", "a b");
  private static final List<Flag> FLAGS =
      List.of(
          Flag.SEEN, Flag.DELETED, Flag.DELETED, Flag.FLAGGED, new Flag("$Label1"), new Flag("k"));

  private final Random random;

  /// A batch with more octets than this is large to the store.
  private final int smallBatchOctets;

  Actions(Random random, int smallBatchOctets) {
    this.random = random;
    this.smallBatchOctets = smallBatchOctets;
  }

  Action next(Oracle oracle) throws IOException {
    String name = ACCOUNTS.get(Math.min(random.nextInt(3), random.nextInt(3)));
    if (!oracle.knows(name)) {
      return new Action.Open(name);
    }
    Account account = oracle.client().account(name);
    int slot = random.nextInt(SLOTS * 3);
    if (slot < SLOTS && oracle.isFree(slot)) {
      return new Action.Begin(slot, name, mailbox(account));
    }
    if (slot < SLOTS && oracle.isAppending(slot)) {
      return onAppend(slot);
    }
    if (random.nextInt(30) == 0) {
      return new Action.Compact(oneOf(List.of(0.0, 0.5, 0.9)));
    }
    if (random.nextInt(15) == 0) {
      return random.nextBoolean() ? new Action.ReleaseIdle() : new Action.Checkpoint();
    }
    if (random.nextInt(40) == 0) {
      return new Action.Seal();
    }
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> new Action.Append(name, mailbox(account), batch());
      case 5 -> new Action.Open(name);
      case 6, 7 -> new Action.Create(name, anyName());
      case 8 -> new Action.Delete(name, mailbox(account));
      case 9 -> new Action.Rename(name, mailbox(account), anyName());
      case 10 -> new Action.Subscribe(name, anyName(), random.nextBoolean());
      case 11, 12, 13, 14 ->
          new Action.StoreFlags(name, id(account), uids(account), change(), flags());
      case 15, 16 -> new Action.Expunge(name, id(account), uids(account));
      case 17, 18 -> new Action.Copy(name, id(account), uids(account), mailbox(account));
      default -> new Action.Move(name, id(account), uids(account), mailbox(account));
    };
  }

  /// Changes that several clients make at once. Batches among them were begun and sent before.
  List<Action> crowd(Oracle oracle) throws IOException {
    List<Action> crowd = new ArrayList<>();
    Set<Integer> slots = new HashSet<>();
    for (int tries = 6; tries > 0; tries--) {
      Action action = next(oracle);
      boolean fits =
          switch (action) {
            case Action.Commit(int slot) -> slots.add(slot);
            case Action.Append _, Action.Begin _, Action.Add _ -> false;
            case Action.BreakOff _, Action.Cancel _, Action.Open _ -> false;
            case Action.Compact _, Action.Checkpoint _, Action.ReleaseIdle _ -> false;
            default -> true;
          };
      if (fits) {
        crowd.add(action);
      }
    }
    return crowd.isEmpty() ? List.of(next(oracle)) : crowd;
  }

  /// What a server does with its files.
  Action upkeep() {
    return random.nextBoolean() ? new Action.Compact(0.9) : new Action.Checkpoint();
  }

  Action smallAppend(String account, MailboxName name) {
    return new Action.Append(account, name, List.of(message(100)));
  }

  private Action onAppend(int slot) {
    return switch (random.nextInt(10)) {
      case 0 -> new Action.Cancel(slot);
      case 1 -> new Action.BreakOff(slot, message(smallBatchOctets));
      case 2, 3, 4 -> new Action.Commit(slot);
      default -> new Action.Add(slot, message(smallBatchOctets));
    };
  }

  private List<Action.Message> batch() {
    // Now and then so large that it cannot be kept in memory until the commit.
    int sizeMax = random.nextInt(5) == 0 ? smallBatchOctets * 2 : smallBatchOctets / 8;
    List<Action.Message> batch = new ArrayList<>();
    for (int count = random.nextInt(5); count >= 0; count--) {
      batch.add(message(sizeMax));
    }
    return batch;
  }

  private Action.Message message(int sizeMax) {
    int size = 1 + (int) (random.nextInt(sizeMax) * random.nextDouble());
    OffsetDateTime date =
        OffsetDateTime.of(2000 + random.nextInt(30), 1, 1, 0, 0, 0, 0, ZoneOffset.ofHours(2))
            .plusSeconds(random.nextInt(10_000_000));
    return new Action.Message(random.nextLong(), size, flags(), date);
  }

  private <T> T oneOf(List<T> choice) {
    return choice.get(random.nextInt(choice.size()));
  }

  private Set<Flag> flags() {
    Set<Flag> flags = new HashSet<>();
    for (int count = random.nextInt(3); count > 0; count--) {
      flags.add(oneOf(FLAGS));
    }
    if (random.nextInt(10) == 0) {
      flags.add(new Flag("own-" + random.nextInt(1000)));
    }
    return flags;
  }

  private FlagChange change() {
    return oneOf(List.of(FlagChange.values()));
  }

  private MailboxName anyName() {
    List<String> levels = new ArrayList<>();
    for (int depth = random.nextInt(3); depth >= 0; depth--) {
      levels.add(oneOf(LEVELS));
    }
    return new MailboxName(levels);
  }

  /// A name there is, often `INBOX`, seldom one that may be missing.
  private MailboxName mailbox(Account account) {
    List<MailboxName> names = List.copyOf(account.mailboxes().byName().keySet());
    return switch (random.nextInt(10)) {
      case 0 -> anyName();
      case 1, 2, 3 -> MailboxName.INBOX;
      default -> oneOf(names);
    };
  }

  private MailboxId id(Account account) {
    List<MailboxId> ids =
        account.mailboxes().byName().values().stream().flatMap(Optional::stream).toList();
    return random.nextInt(20) == 0 ? new MailboxId(1 + random.nextInt(30)) : oneOf(ids);
  }

  private UidSet uids(Account account) throws IOException {
    long next = account.view(MailboxName.INBOX).orElseThrow().uidNext();
    return switch (random.nextInt(4)) {
      case 0 -> UidSet.range(1, Uid.MAX);
      case 1 -> UidSet.of(1 + random.nextLong(next));
      case 2 -> {
        long first = 1 + random.nextLong(next);
        yield UidSet.range(first, first + random.nextInt(10));
      }
      default -> UidSet.ofSorted(random.longs(5, 1, next + 5).sorted());
    };
  }
}
