package org.sheafmail.cli;

import java.util.concurrent.CountDownLatch;

/// The wish to stop: SIGTERM or Ctrl-C, turned into something a command can wait for.
///
/// A virtual machine that is told to stop ends with the number of the signal, whatever its hooks
/// do. A server that stops because it was asked to has done its work, so the hook here waits until
/// the command has put everything away and then ends the process with what the command says.
final class Shutdown {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile int exitCode = ExitCode.INTERRUPTED.code();

  /// Lets signals ask for the end from now on.
  void listenToSignals() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopProcess, "shutdown"));
  }

  private void stopProcess() {
    if (finished.getCount() == 0) {
      return; // The command ended by itself, and `exit` brought us here.
    }
    request();
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  /// Asks the command to stop.
  void request() {
    requested.countDown();
  }

  /// Waits until somebody asks.
  void await() throws InterruptedException {
    requested.await();
  }

  /// Told when the command has put everything away; the process may end with this code.
  int finished(int code) {
    exitCode = code;
    finished.countDown();
    return code;
  }
}
