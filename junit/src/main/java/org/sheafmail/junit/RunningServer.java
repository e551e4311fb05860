package org.sheafmail.junit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.server.Config;
import org.sheafmail.server.ConfigException;
import org.sheafmail.server.Server;
import org.sheafmail.server.auth.UserException;
import org.sheafmail.server.auth.UsersFile;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;
import org.sheafmail.store.memory.MemoryStore;

/// An IMAP server that runs on a free port of this machine. [SheafServer] gives one to each test;
/// other test frameworks start and close it themselves:
///
/// ```java
/// try (RunningServer server = RunningServer.start(SheafServer.Store.MEMORY, List.of("ada:secret"))) {
/// ```
///
/// All methods may be called from any thread.
public final class RunningServer implements AutoCloseable {
  private static final String CONFIG =
      """
      [imap]
      listen = ["127.0.0.1:0"]
      [limits.logins]
      delay-first = 0
      """;

  /// The users files made so far: hashing passwords takes long on purpose.
  private static final Map<Map<String, String>, byte[]> USERS_FILES = new ConcurrentHashMap<>();

  private final Path directory;
  private final Map<String, String> users;
  private final MailStore store;
  private final Server server;

  private RunningServer(Path directory, Map<String, String> users, MailStore store, Server server) {
    this.directory = directory;
    this.users = users;
    this.store = store;
    this.server = server;
  }

  /// Starts a server; it serves when this returns.
  ///
  /// @param users who may log in, each as `name:password`, one at the least
  /// @throws IllegalArgumentException if one of them is not of that form
  public static RunningServer start(SheafServer.Store store, List<String> users)
      throws IOException {
    Map<String, String> passwords = passwords(users);
    Path directory = Files.createTempDirectory("sheaf-test");
    try {
      UsersFile usersFile = usersFile(directory, passwords);
      MailStore opened = open(store, directory);
      try {
        Server server = Server.start(Config.parse(CONFIG), opened, usersFile);
        return new RunningServer(directory, passwords, opened, server);
      } catch (IOException | ConfigException e) {
        opened.close();
        throw new IOException(e.getMessage(), e);
      }
    } catch (IOException | RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  private static Map<String, String> passwords(List<String> users) {
    Map<String, String> passwords = new LinkedHashMap<>();
    for (String user : users) {
      int colon = user.indexOf(':');
      if (colon < 1 || colon == user.length() - 1) {
        throw new IllegalArgumentException("expected name:password, found: " + user);
      }
      passwords.put(user.substring(0, colon), user.substring(colon + 1));
    }
    if (passwords.isEmpty()) {
      throw new IllegalArgumentException("a server has one user at the least");
    }
    return passwords;
  }

  private static UsersFile usersFile(Path directory, Map<String, String> passwords)
      throws IOException {
    UsersFile users = new UsersFile(directory, new SecureRandom());
    Path file = directory.resolve("users");
    byte[] made = USERS_FILES.get(passwords);
    if (made != null) {
      Files.write(file, made);
      return users;
    }
    for (Map.Entry<String, String> each : passwords.entrySet()) {
      try {
        users.add(each.getKey(), each.getValue());
      } catch (UserException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    USERS_FILES.put(Map.copyOf(passwords), Files.readAllBytes(file));
    return users;
  }

  private static MailStore open(SheafServer.Store store, Path directory) throws IOException {
    return switch (store) {
      case MEMORY -> new MemoryStore(new MimeSummarizer(), Clock.systemUTC());
      case TEMPORARY_DIRECTORY ->
          EmbeddedStore.open(
              FileDisk.open(directory.resolve("store")),
              EmbeddedOptions.defaults(),
              new MimeSummarizer(),
              Clock.systemUTC());
    };
  }

  /// Where it listens, without TLS.
  public InetSocketAddress address() {
    return server.addresses().getFirst();
  }

  /// The host of [#address].
  public String host() {
    return address().getAddress().getHostAddress();
  }

  /// The port of [#address].
  public int port() {
    return address().getPort();
  }

  /// Who may log in, with what password; the first given comes first.
  public Map<String, String> users() {
    return new LinkedHashMap<>(users);
  }

  /// A new client, logged in as the first user. It is the caller's to close.
  public ImapClient connect() throws IOException {
    return connect(users.keySet().iterator().next());
  }

  /// A new client, logged in as that user. It is the caller's to close.
  public ImapClient connect(String user) throws IOException {
    String password = users.get(user);
    if (password == null) {
      throw new IllegalArgumentException("no such user: " + user);
    }
    ImapClient client = ImapClient.connect(address(), ClientOptions.plain());
    try {
      client.login(user, password);
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /// Stops the server, and forgets what it held.
  @Override
  public void close() throws IOException {
    try (store) {
      server.close();
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
