package org.sheafmail.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.Passwords;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import picocli.CommandLine.Option;

/// How to get in: for the commands that talk to a server.
final class ServerOptions {
  @Option(
      names = "--password-command",
      paramLabel = "COMMAND",
      description = "A command that prints the password, for instance \"pass show mail\".")
  private @Nullable String passwordCommand;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "A file with the password in its first line. Without either: the environment variable "
              + Passwords.VARIABLE
              + ", ~/.netrc, or you are asked.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long nothing may move on the connection. Default: 120.")
  private int timeout = 120;

  /// A way to connect and log in, again and again; the password is asked for once, now.
  Connecting connecting(TargetUrl target, Terminal terminal)
      throws CommandFailure, InterruptedException {
    String password = password(target, terminal);
    ClientOptions options =
        clientOptions(target).withProgressTimeout(Duration.ofSeconds(Math.max(1, timeout)));
    return () -> {
      ImapClient client = ImapClient.connect(target.host(), target.port(), options);
      try {
        client.login(target.user(), password);
        return client;
      } catch (IOException | RuntimeException e) {
        client.close();
        throw e;
      }
    };
  }

  /// Connects and logs in.
  @FunctionalInterface
  interface Connecting {
    ImapClient connect() throws IOException;
  }

  /// TLS, unless nobody can be in between: `imap://` begins it by a command.
  private static ClientOptions clientOptions(TargetUrl target) {
    if (target.tls()) {
      return ClientOptions.tls();
    }
    try {
      return InetAddress.getByName(target.host()).isLoopbackAddress()
          ? ClientOptions.plain()
          : ClientOptions.startTls();
    } catch (UnknownHostException e) {
      return ClientOptions.startTls(); // Connecting will say so.
    }
  }

  private String password(TargetUrl target, Terminal terminal)
      throws CommandFailure, InterruptedException {
    if (target.password().isPresent()) {
      terminal
          .err()
          .println(
              "Warning: a password in the URL can be seen by everybody on this machine; use"
                  + " --password-command or --password-file.");
    }
    var passwords =
        new Passwords(
            Optional.ofNullable(passwordCommand),
            Optional.ofNullable(passwordFile),
            System.getenv(),
            Path.of(System.getProperty("user.home", "")));
    try {
      Optional<String> found = passwords.find(target);
      return found.isPresent() ? found.get() : asked(target, terminal);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "no password: " + e.getMessage(), e);
    }
  }

  private static String asked(TargetUrl target, Terminal terminal)
      throws IOException, CommandFailure {
    String typed =
        terminal.person() == null
            ? null
            : terminal
                .person()
                .secret("Password of " + target.user() + " at " + target.host() + ": ");
    if (typed == null || typed.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no password: use --password-command, --password-file or " + Passwords.VARIABLE);
    }
    return typed;
  }
}
