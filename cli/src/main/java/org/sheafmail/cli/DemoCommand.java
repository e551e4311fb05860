package org.sheafmail.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.server.Config;
import org.sheafmail.server.auth.UserException;
import org.sheafmail.server.auth.UsersFile;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sheaf demo`: everything at once, for somebody who has never seen it.
@Command(
    name = "demo",
    header = "Start a server, upload a sample mailbox as one batch, and let you look at it.",
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf demo                      In a folder that is deleted at the end",
      "  sheaf demo --once               Stop after the upload",
      "  sheaf demo --data ./demo-mail --imap 127.0.0.1:1143",
      ""
    })
final class DemoCommand implements Callable<Integer> {
  private static final String USER = "demo";
  private static final String PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz";

  private final Terminal terminal;
  private final Shutdown shutdown;
  private final SecureRandom random = new SecureRandom();

  @Option(names = "--once", description = "Stop after the upload.")
  private boolean once;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the mail in this new or empty folder.")
  private @Nullable Path data;

  @Option(
      names = "--imap",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Listen here; a free port of this machine unless given.")
  private InetSocketAddress imap = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  DemoCommand(Terminal terminal, Shutdown shutdown) {
    this.terminal = terminal;
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    ((Logger) LoggerFactory.getLogger("org.sheafmail")).setLevel(Level.WARN);
    if (data != null) {
      return demonstrate(empty(data), () -> {});
    }
    try (TemporaryDirectory folder = TemporaryDirectory.create("sheaf-demo-")) {
      return demonstrate(folder.path(), folder::leaveToClose);
    }
  }

  private static Path empty(Path data) throws CommandFailure, IOException {
    Path directory = DataDirectory.usable(data);
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            directory + " is not empty: name a new folder, or serve this one with sheaf serve");
      }
    }
    return directory;
  }

  /// @param beforeWaiting called when signals are about to be listened to
  private int demonstrate(Path directory, Runnable beforeWaiting)
      throws CommandFailure, IOException, InterruptedException {
    String password = newPassword();
    addUser(directory, password);
    Config config = Config.defaults().listening(List.of(imap), List.of());
    try (LocalServer server = LocalServer.start(directory, config)) {
      InetSocketAddress address = server.addresses().getFirst();
      PrintStream out = terminal.out();
      out.println(terminal.bold("A server, an account and a mailbox"));
      out.println("  server     imap://" + AddressConverter.text(address));
      out.println("  user       " + USER);
      out.println("  password   " + password);
      out.println("  mail in    " + directory);
      new Demonstration(terminal, address, server::counters).run(USER, password);
      if (!once) {
        out.println(new ConnectHelp(terminal, address, USER, password).text());
        out.println(farewell(directory));
        beforeWaiting.run();
        shutdown.listenToSignals();
        shutdown.await();
      }
    }
    return ExitCode.OK.code();
  }

  private String farewell(Path directory) {
    return data == null
        ? "Ctrl-C stops the server and deletes the folder."
        : "Ctrl-C stops the server. It will be there again with: sheaf serve --data " + directory;
  }

  /// Three groups of four letters, easy to type; none that is easily taken for another.
  private String newPassword() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      password.append(i == 4 || i == 8 ? "-" : "");
      password.append(PASSWORD_LETTERS.charAt(random.nextInt(PASSWORD_LETTERS.length())));
    }
    return password.toString();
  }

  private void addUser(Path directory, String password) throws CommandFailure {
    try {
      new UsersFile(directory, random).add(USER, password);
    } catch (UserException | IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot make an account: " + e.getMessage(), e);
    }
  }
}
