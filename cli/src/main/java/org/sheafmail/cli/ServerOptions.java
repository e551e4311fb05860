package org.sheafmail.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.Passwords;
import org.sheafmail.cli.upload.SecretCommand;
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
          "A file with the password in its first line; - is standard input. Without either: the"
              + " environment variable "
              + Passwords.VARIABLE
              + ", ~/.netrc, ~/.authinfo, or you are asked.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--oauth2-token-command",
      paramLabel = "COMMAND",
      description =
          "A command that prints an OAuth access token, instead of a password. It is run for each"
              + " connection, and again if the server does not accept the token.")
  private @Nullable String tokenCommand;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "Trust the certificates in this PEM file and no others: a self-signed one, or those of"
              + " an authority of your own.")
  private @Nullable Path trust;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long nothing may move on the connection. Default: 120.")
  private int timeout = 120;

  @Option(
      names = "--no-multiappend",
      description = "Send messages one by one, for a server that takes batches and loses them.")
  private boolean noMultiAppend;

  @Option(
      names = "--no-literal-plus",
      description =
          "Wait to be asked for each message, for a server that cannot do without although it says"
              + " so.")
  private boolean noLiteralPlus;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Write down what goes over the wire, without messages and secrets, to look for a"
              + " mistake.")
  private @Nullable Path trace;

  private final String prefix;

  ServerOptions() {
    this("");
  }

  /// Options that have been given under longer names, `--from-trust` for instance.
  ///
  /// @param prefix what comes before the names, also before that of the variable
  ServerOptions(String prefix) {
    this.prefix = prefix;
  }

  /// A way to connect and log in, again and again; the password is asked for once, now.
  Connecting connecting(TargetUrl target, Terminal terminal)
      throws CommandFailure, InterruptedException {
    ClientOptions options = clientOptions(target);
    TraceFile traced = traceFile();
    Login login = login(target, terminal);
    return () -> {
      ImapClient client;
      try {
        client =
            ImapClient.connect(
                target.host(),
                target.port(),
                traced == null ? options : options.withTrace(traced.connection()));
      } catch (SocketException | SocketTimeoutException | UnknownHostException | SSLException e) {
        throw new IOException(why(target, e), e);
      }
      try {
        login.run(client);
        return client;
      } catch (IOException | RuntimeException e) {
        client.close();
        throw e;
      }
    };
  }

  private @Nullable TraceFile traceFile() throws CommandFailure {
    try {
      return trace == null ? null : new TraceFile(trace);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot use a file: " + e.getMessage(), e);
    }
  }

  /// Connects and logs in.
  @FunctionalInterface
  interface Connecting {
    ImapClient connect() throws IOException;
  }

  @FunctionalInterface
  private interface Login {
    void run(ImapClient client) throws IOException;
  }

  private String why(TargetUrl target, IOException e) {
    String where = target.host() + " port " + target.port() + ": ";
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    if (e instanceof UnknownHostException) {
      return where + "no such host";
    }
    if (why.contains("Unsupported or unrecognized SSL message")) {
      return where + "it does not begin with TLS; imap:// begins with a command instead";
    }
    if (why.contains("PKIX path")) {
      return where
          + "nobody we trust vouches for its certificate (see "
          + option("trust")
          + "): "
          + why;
    }
    return where + why;
  }

  /// TLS, unless nobody can be in between: `imap://` begins it by a command.
  private ClientOptions clientOptions(TargetUrl target) throws CommandFailure {
    ClientOptions options = ClientOptions.startTls();
    if (target.tls()) {
      options = ClientOptions.tls();
    } else if (isThisMachine(target.host())) {
      options = ClientOptions.plain();
    }
    try {
      if (trust != null) {
        options = options.withTrustedCertificates(trust);
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot use a file: " + e.getMessage(), e);
    }
    if (noMultiAppend) {
      options = options.withoutCapabilities(Set.of("MULTIAPPEND"));
    }
    if (noLiteralPlus) {
      options = options.withoutCapabilities(Set.of("LITERAL+", "LITERAL-"));
    }
    return options.withProgressTimeout(Duration.ofSeconds(Math.max(1, timeout)));
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // Connecting will say so.
    }
  }

  private Login login(TargetUrl target, Terminal terminal)
      throws CommandFailure, InterruptedException {
    if (tokenCommand != null) {
      SecretCommand command = new SecretCommand(tokenCommand, "a token");
      return client -> client.login(target.user(), _ -> command.run());
    }
    String password = password(target, terminal);
    return client -> client.login(target.user(), password);
  }

  private String password(TargetUrl target, Terminal terminal)
      throws CommandFailure, InterruptedException {
    if (target.password().isPresent()) {
      terminal
          .err()
          .println(
              "Warning: a password in the URL can be seen by everybody on this machine; use"
                  + " "
                  + option("password-command")
                  + " or "
                  + option("password-file")
                  + ".");
    }
    var passwords =
        new Passwords(
            Optional.ofNullable(passwordCommand),
            Optional.ofNullable(passwordFile),
            terminal.in(),
            System.getenv(),
            variable(),
            Path.of(System.getProperty("user.home", "")));
    try {
      Optional<String> found = passwords.find(target);
      return found.isPresent() ? found.get() : asked(target, terminal);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "cannot read the password file " + e.getFile() + ": no such file", e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "no password: " + e.getMessage(), e);
    }
  }

  private String option(String name) {
    return "--" + prefix + name;
  }

  private String variable() {
    return EnvironmentDefaults.variable(option("password"));
  }

  private String asked(TargetUrl target, Terminal terminal) throws IOException, CommandFailure {
    String typed =
        terminal.person() == null
            ? null
            : terminal
                .person()
                .secret("Password of " + target.user() + " at " + target.host() + ": ");
    if (typed == null || typed.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no password: use "
              + option("password-command")
              + ", "
              + option("password-file")
              + " or "
              + variable());
    }
    return typed;
  }
}
