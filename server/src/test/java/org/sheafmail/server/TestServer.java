package org.sheafmail.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.stream.Stream;
import org.sheafmail.protocol.MailboxName;
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
    this(toml, store, "");
  }

  /// @param first goes before everything else
  TestServer(String toml, MailStore store, String first) throws Exception {
    this.store = store;
    directory = Files.createTempDirectory("sheaf");
    UsersFile users = new UsersFile(directory, new SecureRandom());
    users.add("anna", "secret");
    users.add("berta", "secret");
    server = Server.start(Config.parse(first + LOOPBACK + toml), store, users);
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
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
