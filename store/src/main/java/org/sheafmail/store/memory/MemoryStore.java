package org.sheafmail.store.memory;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.Summarizer;

/// A store that forgets everything when it goes: for tests, for embedding, and as the oracle other
/// stores are compared with.
///
/// It is meant to be obviously right rather than fast. Each mailbox is an immutable
/// [MemoryMailbox]; each account is one object whose lock guards the names and the current value of
/// every mailbox; a change copies the list of messages, never the bodies.
public final class MemoryStore implements MailStore {
  private static final int ACCOUNT_NAME_LENGTH_MAX = 255;

  private final Summarizer summarizer;
  private final Clock clock;
  private final long firstUid;
  private final AtomicLong commits = new AtomicLong();

  /// Guarded by itself.
  private final Map<String, MemoryAccount> accounts = new HashMap<>();

  /// @param clock gives the save dates, and the least UIDVALIDITY a new mailbox gets
  public MemoryStore(Summarizer summarizer, Clock clock) {
    this(summarizer, clock, 1);
  }

  /// @param firstUid of every mailbox: near the last one it shows what happens there
  MemoryStore(Summarizer summarizer, Clock clock, long firstUid) {
    this.summarizer = summarizer;
    this.clock = clock;
    this.firstUid = firstUid;
  }

  @Override
  public MemoryAccount account(String name) {
    if (name.isEmpty()
        || name.length() > ACCOUNT_NAME_LENGTH_MAX
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "an account name has 1 to " + ACCOUNT_NAME_LENGTH_MAX + " characters and no controls");
    }
    synchronized (accounts) {
      return accounts.computeIfAbsent(
          name, n -> new MemoryAccount(n, summarizer, clock, firstUid, commits::incrementAndGet));
    }
  }

  @Override
  public Counters counters() {
    return new Counters(0, commits.get(), false);
  }

  /// Does nothing: there is nothing to let go of.
  @Override
  public void close() {}
}
