package org.sheafmail.store.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;

/// Several clients who change something at the same time, the same way each time.
///
/// The first one's change is on its way to the disk when the others come with theirs, one after the
/// other; they have to wait for that sync, and a store that commits in groups takes them all in the
/// next.
final class Crowd {
  private @Nullable Runnable duringSync;

  /// The disk to open the store on.
  Disk watching(Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      void onSync(Handle handle) throws IOException {
        Runnable others = duringSync;
        if (others != null && handle.is(".journal")) {
          duringSync = null;
          others.run();
        }
        super.onSync(handle);
      }
    };
  }

  /// Does all actions at once.
  ///
  /// @return what each came to; an exception if it threw one
  List<Object> perform(Client client, List<Action> actions) {
    List<Object> outcomes = new ArrayList<>(actions);
    List<Thread> threads = new ArrayList<>();
    duringSync =
        () -> {
          for (int i = 1; i < actions.size(); i++) {
            int own = i;
            Thread thread =
                Thread.ofPlatform()
                    .start(() -> outcomes.set(own, outcome(client, actions.get(own))));
            awaitQueued(thread);
            threads.add(thread);
          }
        };
    outcomes.set(0, outcome(client, actions.getFirst()));
    if (duringSync != null) {
      // There was nothing to sync, so nobody had to wait.
      duringSync = null;
      for (int i = 1; i < actions.size(); i++) {
        outcomes.set(i, outcome(client, actions.get(i)));
      }
    }
    threads.forEach(Crowd::join);
    return outcomes;
  }

  private static Object outcome(Client client, Action action) {
    try {
      return action.on(client);
    } catch (IOException e) {
      return e;
    } catch (UncheckedIOException e) {
      return e.getCause();
    } catch (RuntimeException e) {
      return e;
    }
  }

  /// Waits until the thread waits for its turn, or has none to wait for.
  private static void awaitQueued(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      LockSupport.parkNanos(10_000);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
