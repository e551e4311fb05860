package org.sheafmail.server;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.sheafmail.protocol.command.IdleCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.store.Account;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `IDLE` (RFC 2177): tells the client of each change as it happens, until it says `DONE`.
///
/// The session's thread waits for that word; another one writes what there is to tell. They never
/// write at the same time: the session's goes on only when the other one has ended.
final class IdleHandler {
  private static final Logger LOG = LoggerFactory.getLogger(IdleHandler.class);

  private final Account account;
  private final Connection connection;
  private final WireReader in;
  private final ResponseWriter out;

  IdleHandler(Account account, Connection connection, WireReader in, ResponseWriter out) {
    this.account = account;
    this.connection = connection;
    this.in = in;
    this.out = out;
  }

  Completion handle(Optional<SelectedMailbox> selected) throws IOException {
    out.continuation("idling");
    out.flush();
    if (selected.isEmpty()) {
      waitForDone();
    } else {
      SelectedMailbox mailbox = selected.get();
      Pusher pusher = new Pusher(mailbox);
      try (var _ = account.watch(mailbox.id(), pusher::wake)) {
        pusher.start();
        waitForDone();
      } finally {
        pusher.stop();
      }
    }
    return Completion.ok("IDLE completed");
  }

  private void waitForDone() throws IOException {
    if (!in.begin()) {
      throw new EOFException("the connection was closed while idle");
    }
    IdleCommand.parseDone(in);
  }

  /// rfc3502/exists-once, rfc3502/isolated: however large a batch is, it is one change.
  private final class Pusher {
    private final SelectedMailbox mailbox;

    /// One permit at the start: what changed before the watch began is told at once.
    private final Semaphore changes = new Semaphore(1);

    private volatile boolean stopped;
    private final Thread thread = Thread.ofVirtual().name("idle").unstarted(this::run);

    Pusher(SelectedMailbox mailbox) {
      this.mailbox = mailbox;
    }

    void start() {
      thread.start();
    }

    /// Comes from whoever published a change, and must not hold it up.
    void wake() {
      changes.release();
    }

    void stop() {
      stopped = true;
      wake();
      boolean interrupted = false;
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void run() {
      try {
        while (true) {
          changes.acquireUninterruptibly();
          changes.drainPermits(); // However many changes there were, the next look sees them all.
          if (stopped) {
            return;
          }
          mailbox.sync(out, true);
          out.flush();
        }
      } catch (ByeException e) {
        connection.bye(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        LOG.debug("connection to {} lost while idle", connection, e);
        connection.close();
      } catch (RuntimeException e) {
        LOG.error("cannot tell {} of changes", connection, e);
        connection.close();
      }
    }
  }
}
