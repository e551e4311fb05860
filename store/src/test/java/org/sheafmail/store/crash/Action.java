package org.sheafmail.store.crash;

import static org.sheafmail.store.contract.Mail.channel;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.DeleteOutcome;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.RenameOutcome;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.embedded.EmbeddedStore;

/// One thing a client does; on any store that is in the same state it does the same and gives an
/// equal outcome.
sealed interface Action {
  /// Does it.
  ///
  /// @return the outcome as a value; [StoreFull] and [OutcomeUnknown] as they are
  Object on(Client client) throws IOException;

  /// A message to append; its octets follow from `seed`.
  record Message(long seed, int size, Set<Flag> flags, OffsetDateTime internalDate) {
    byte[] octets() {
      return Mail.octets(seed, size);
    }

    void addTo(AppendTransaction append) throws IOException {
      append.add(flags, internalDate, channel(octets()), size);
    }

    @Override
    public String toString() {
      return size + " octets " + flags;
    }
  }

  /// The account is made on first use.
  record Open(String account) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return client.account(account).name();
    }
  }

  /// A whole batch at once.
  record Append(String account, MailboxName name, List<Message> messages) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return switch (client.account(account).beginAppend(name)) {
        case AppendTransaction append -> {
          try (append) {
            for (Message message : messages) {
              message.addTo(append);
            }
            yield append.commit();
          }
        }
        case Object other -> other;
      };
    }
  }

  /// Begins a batch that goes on while other things are done.
  record Begin(int slot, String account, MailboxName name) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return switch (client.account(account).beginAppend(name)) {
        case AppendTransaction append -> {
          client.begun(slot, append);
          yield "begun";
        }
        case Object other -> other;
      };
    }
  }

  record Add(int slot, Message message) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      message.addTo(client.append(slot));
      return "added";
    }
  }

  /// The sender goes away in the middle of a body.
  record BreakOff(int slot, Message message) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      byte[] part = Arrays.copyOf(message.octets(), message.size() / 2);
      try {
        client
            .append(slot)
            .add(message.flags(), message.internalDate(), channel(part), message.size());
        return "the end of the body was not missed";
      } catch (java.io.EOFException e) {
        client.end(slot);
        return "broken off";
      }
    }
  }

  record Commit(int slot) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      Object outcome = client.append(slot).commit();
      client.end(slot);
      return outcome;
    }
  }

  /// The sender cancels.
  record Cancel(int slot) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      client.end(slot);
      return "cancelled";
    }
  }

  record Create(String account, MailboxName name) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return client.account(account).create(name);
    }
  }

  record Delete(String account, MailboxName name) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return switch (client.account(account).delete(name)) {
        case DeleteOutcome.NotAllowed _ -> "not allowed";
        case Object other -> other;
      };
    }
  }

  record Rename(String account, MailboxName from, MailboxName to) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return switch (client.account(account).rename(from, to)) {
        case RenameOutcome.NotAllowed _ -> "not allowed";
        case Object other -> other;
      };
    }
  }

  record Subscribe(String account, MailboxName name, boolean subscribed) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return client.account(account).subscribe(name, subscribed);
    }
  }

  record StoreFlags(String account, MailboxId id, UidSet uids, FlagChange change, Set<Flag> flags)
      implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return changed(client.account(account).storeFlags(id, uids, change, flags));
    }
  }

  record Expunge(String account, MailboxId id, UidSet uids) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return changed(client.account(account).expunge(id, uids));
    }
  }

  private static Object changed(ChangeOutcome outcome) {
    return switch (outcome) {
      case ChangeOutcome.Changed(var uids, var after) ->
          List.of(uids, after.highestModSeq(), after.messageCount(), after.totalSize());
      case Object other -> other;
    };
  }

  record Copy(String account, MailboxId from, UidSet uids, MailboxName to) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return client.account(account).copy(from, uids, to);
    }
  }

  /// Somebody has the store give back what room it can.
  ///
  /// @param liveShare of a file that keeps it from being rewritten
  record Compact(double liveShare) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      if (client.store() instanceof EmbeddedStore store) {
        store.compact(liveShare, _ -> {});
      }
      return "compacted";
    }
  }

  /// A snapshot is written though none is due.
  record Checkpoint() implements Action {
    @Override
    public Object on(Client client) throws IOException {
      if (client.store() instanceof EmbeddedStore store) {
        store.checkpoint();
      }
      return "written";
    }
  }

  /// What the clock does in a server when nothing has changed for a while.
  record Seal() implements Action {
    @Override
    public Object on(Client client) {
      if (client.store() instanceof EmbeddedStore store) {
        store.seal();
      }
      return "sealed";
    }
  }

  /// What the clock does in a server: memory that can be read again is let go of.
  record ReleaseIdle() implements Action {
    @Override
    public Object on(Client client) {
      if (client.store() instanceof EmbeddedStore store) {
        store.releaseIdle(); // From now on it counts who uses what.
        store.releaseIdle();
      }
      return "released";
    }
  }

  record Move(String account, MailboxId from, UidSet uids, MailboxName to) implements Action {
    @Override
    public Object on(Client client) throws IOException {
      return client.account(account).move(from, uids, to);
    }
  }
}
