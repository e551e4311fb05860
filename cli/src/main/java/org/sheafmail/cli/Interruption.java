package org.sheafmail.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ctrl-C as a wish that is granted at the next good moment: the command brings to an end what it
/// is at, and says how to go on. The second Ctrl-C ends the process at once.
///
/// Java tells of signals only when it is shutting down, and of the first one alone;
/// `sun.misc.Signal` tells of each. It is asked for by its name, since using it openly is a warning
/// of the compiler. Where it is not to be had, and for the signal that politely ends a process,
/// there is the shutdown.
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch wished = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "interruption");
  private final Runnable told;
  private final @Nullable Object handlerBefore;
  private volatile boolean shuttingDown;

  /// From now on until [#close], Ctrl-C waits.
  ///
  /// @param told called when the user asks to stop
  Interruption(Runnable told) {
    this.told = told;
    Runtime.getRuntime().addShutdownHook(hook);
    handlerBefore =
        handle((proxy, method, _) ->
            switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> false;
              case "toString" -> "interruption";
              default -> signalled();
            });
  }

  /// Installs a handler and returns the one until now; null if there is no such thing here.
  private static @Nullable Object handle(InvocationHandler handler) {
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Interruption.class.getClassLoader(), new Class<?>[] {type}, handler);
      return install(proxy);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static @Nullable Object install(Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    Object interrupt = signal.getConstructor(String.class).newInstance("INT");
    return signal.getMethod("handle", signal, type).invoke(null, interrupt, handler);
  }

  private @Nullable Object signalled() {
    if (asked()) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
    wished.countDown();
    told.run();
    return null;
  }

  private void await() {
    shuttingDown = true;
    wished.countDown();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// True once the user wants to stop.
  boolean asked() {
    return wished.getCount() == 0;
  }

  /// Waits, but not for somebody who wants to stop.
  ///
  /// @throws InterruptedException if the user wants to stop
  void pause(Duration duration) throws InterruptedException {
    if (wished.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("stopped by the user");
    }
  }

  @Override
  public void close() {
    done.countDown();
    if (!shuttingDown) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    if (handlerBefore != null) {
      try {
        install(handlerBefore);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the handler was good before", e);
      }
    }
  }
}
