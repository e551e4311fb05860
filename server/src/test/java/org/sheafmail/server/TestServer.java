package org.sheafmail.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.server.auth.UserException;
import org.sheafmail.server.auth.UsersFile;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.Account;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.memory.MemoryStore;

/// A server on a free loopback port with users `anna` and `berta`, whose passwords are `secret`.
final class TestServer implements AutoCloseable {
  /// What every test's configuration starts with.
  static final String LOOPBACK =
      "[imap]\nlisten = [\"127.0.0.1:0\"]\n[limits.logins]\ndelay-first = 0\n";

  /// Made once: to hash a password takes its time.
  private static final String USERS = users();

  final MailStore store;
  final Server server;
  private final Path directory;

  TestServer() throws Exception {
    this("");
  }

  /// @param toml follows [#LOOPBACK], so it starts with more of `[limits.logins]` or a new table
  TestServer(String toml) throws Exception {
    this(toml, new MemoryStore(new MimeSummarizer(), Clock.systemUTC()));
  }

  TestServer(String toml, MailStore store) throws Exception {
    this(Config.parse(LOOPBACK + toml), store, System::nanoTime);
  }

  TestServer(Config config, MailStore store, LongSupplier nanoTime) throws Exception {
    this.store = store;
    directory = Files.createTempDirectory("sheaf");
    Files.writeString(directory.resolve("users"), USERS);
    UsersFile users = new UsersFile(directory, new SecureRandom());
    server = Server.start(config, store, users, new SecureRandom(), Clock.systemUTC(), nanoTime);
  }

  private static String users() {
    try {
      Path directory = Files.createTempDirectory("sheaf");
      UsersFile users = new UsersFile(directory, new SecureRandom());
      users.add("anna", "secret");
      users.add("berta", "secret");
      String text = Files.readString(directory.resolve("users"));
      deleteAll(directory);
      return text;
    } catch (IOException | UserException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  InetSocketAddress address() {
    return server.addresses().getFirst();
  }

  Account account() throws IOException {
    return store.account("anna");
  }

  MailboxView inbox() throws IOException {
    return account().view(MailboxName.INBOX).orElseThrow();
  }

  /// Plays a script in which connection `C:` and, if named, `C1:` and `C2:` have logged in as anna.
  void play(String script) throws IOException {
    try (Dialogue dialogue = loggedIn(script)) {
      dialogue.play(script);
    }
  }

  /// The connections of a script, logged in, for scripts to be played one after the other.
  Dialogue loggedIn(String script) throws IOException {
    Dialogue dialogue = new Dialogue(address());
    for (String name : new String[] {"", "1", "2"}) {
      if (script.lines().anyMatch(line -> line.startsWith("C" + name + ":"))) {
        dialogue.play(
            """
            C%s: L LOGIN anna secret
            S%s: L OK
            """
                .formatted(name, name));
      }
    }
    return dialogue;
  }

  @Override
  public void close() throws IOException {
    server.close();
    store.close();
    deleteAll(directory);
  }
}
