package org.sheafmail.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sheafmail.server.Config;
import org.sheafmail.server.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sheaf serve`: the server, until it is told to stop.
@Command(
    name = "serve",
    header = "Serve the mail in a data directory over IMAP until SIGTERM or Ctrl-C.",
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf serve --data /srv/mail --imap 127.0.0.1:1143",
      "  sheaf serve --data /srv/mail --config /etc/sheaf.toml",
      ""
    },
    description = {
      "",
      "Prints one line on standard output when it accepts connections; logs go to standard error.",
      "Without TLS, passwords are taken from this machine alone.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Shutdown shutdown;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Where the mail is kept; made if it is not there. One server at a time.")
  private Path data = Path.of("");

  @Option(
      names = "--imap",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Listen here for IMAP; port 0 is any free one. Goes before --config.")
  private @Nullable InetSocketAddress imap;

  @Option(
      names = "--imaps",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Listen here for IMAP over TLS, with the certificate named in --config.")
  private @Nullable InetSocketAddress imaps;

  @Option(names = "--config", paramLabel = "FILE", description = "A configuration file (TOML).")
  private @Nullable Path configFile;

  ServeCommand(Terminal terminal, Shutdown shutdown) {
    this.terminal = terminal;
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    Config config = config();
    Path directory = DataDirectory.usable(data);
    try (LocalServer server = LocalServer.start(directory, config)) {
      shutdown.listenToSignals();
      terminal.out().println("Sheaf is ready on " + url(config, server));
      shutdown.await();
    }
    return ExitCode.OK.code();
  }

  private static String url(Config config, LocalServer server) {
    String scheme = config.imap().listen().isEmpty() ? "imaps://" : "imap://";
    return scheme + AddressConverter.text(server.addresses().getFirst());
  }

  private Config config() throws CommandFailure {
    Config config = read();
    List<InetSocketAddress> listen =
        imap != null ? List.of(imap) : imaps != null ? List.of() : config.imap().listen();
    List<InetSocketAddress> listenTls = imaps != null ? List.of(imaps) : config.imap().listenTls();
    if (!listenTls.isEmpty() && config.tls().isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--imaps needs a certificate: name it in [tls] of the --config file");
    }
    return config.listening(listen, listenTls);
  }

  private Config read() throws CommandFailure {
    if (configFile == null) {
      return Config.defaults();
    }
    try {
      return Config.read(configFile);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, String.join("; ", e.problems()), e);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.USAGE, "there is no file " + configFile, e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot read " + configFile + ": " + e, e);
    }
  }
}
