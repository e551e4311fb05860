package org.sheafmail.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.sheafmail.server.Config;
import org.sheafmail.server.Server;
import org.sheafmail.server.auth.DamagedUsersException;
import org.sheafmail.server.auth.UsersFile;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

/// A server on an embedded store, started and stopped as one.
///
/// In the data directory there is the file `users` and, in a directory of its own, the store.
final class LocalServer implements AutoCloseable {
  private final MailStore store;
  private final Server server;

  private LocalServer(MailStore store, Server server) {
    this.store = store;
    this.server = server;
  }

  /// It serves when this returns.
  static LocalServer start(Path data, Config config) throws CommandFailure {
    MailStore store = open(data, config.store());
    try {
      return new LocalServer(
          store, Server.start(config, store, new UsersFile(data, new SecureRandom())));
    } catch (IOException e) {
      try (store) {
        throw failure(data, e);
      } catch (IOException closing) {
        e.addSuppressed(closing);
        throw failure(data, e);
      }
    }
  }

  private static MailStore open(Path data, Config.Store config) throws CommandFailure {
    try {
      return EmbeddedStore.open(
          FileDisk.open(DataDirectory.store(data)),
          EmbeddedOptions.defaults()
              .withCompaction(
                  config.compactBelowPercent() / 100.0, config.compactionOctetsPerSecond()),
          new MimeSummarizer(),
          Clock.systemUTC());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, DataDirectory.problem(data, e), e);
    }
  }

  private static CommandFailure failure(Path data, IOException e) {
    String what = String.valueOf(e.getMessage());
    return switch (e) {
      case DamagedUsersException _ ->
          new CommandFailure(ExitCode.USAGE, DataDirectory.problem(data, e), e);
      case BindException _ -> new CommandFailure(ExitCode.CONNECT, what, e);
      case IOException _ when e.getCause() instanceof SocketException ->
          new CommandFailure(ExitCode.CONNECT, what, e);
      default -> new CommandFailure(ExitCode.USAGE, what, e);
    };
  }

  List<InetSocketAddress> addresses() {
    return server.addresses();
  }

  MailStore.Counters counters() {
    return store.counters();
  }

  @Override
  public void close() throws IOException {
    try (store) {
      server.close();
    }
  }
}
