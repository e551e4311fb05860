package org.sheafmail.cli.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.server.Config;
import org.sheafmail.server.Server;
import org.sheafmail.server.auth.UsersFile;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.memory.MemoryStore;

/// A Sheaf server in memory on a free loopback port; `ada` logs in with `secret`.
public final class MailServer implements AutoCloseable {
  /// Keys of the password `secret` that cost an eighth of the usual ones: tests log in by the
  /// thousand.
  private static final String CHEAP_KEYS =
      "SCRAM-SHA-256$4096:c2FsdCBvZiB0aGUgdGVzdA==$wL46NBAn/Y5GP7r+/4A0VqhX1l+KBrCBLHUaNc4ZDO0="
          + ":7KSG/IB8fJqU1NJDkuukOJgF7zoEoJM7IxYN40S0A3M=";

  private final MailStore store = new MemoryStore(new MimeSummarizer(), Clock.systemUTC());
  private final Server server;
  private final Path directory;

  public MailServer() throws Exception {
    this("");
  }

  /// With TLS at a second address.
  MailServer(TestCertificate certificate) throws Exception {
    this(
        "listen-tls = [\"127.0.0.1:0\"]\n",
        "[tls]\ncertificate = \"%s\"\nkey = \"%s\"\n"
            .formatted(certificate.certificate(), certificate.key()));
  }

  /// @param toml more of the configuration
  public MailServer(String toml) throws Exception {
    this("", toml);
  }

  private MailServer(String imap, String toml) throws Exception {
    directory = Files.createTempDirectory("sheaf");
    UsersFile users = new UsersFile(directory, new SecureRandom());
    users.add("ada", "secret");
    Path file = directory.resolve("users");
    Files.writeString(file, withCheapKeys(Files.readString(file)));
    server =
        Server.start(
            Config.parse(
                "[imap]\nlisten = [\"127.0.0.1:0\"]\n"
                    + imap
                    + "[limits.logins]\ndelay-first = 0\n"
                    + toml),
            store,
            users);
  }

  private static String withCheapKeys(String users) {
    String lines =
        users
            .substring(0, users.indexOf("\nend ") + 1)
            .replaceFirst("SCRAM-SHA-256\\$\\S+", Matcher.quoteReplacement(CHEAP_KEYS));
    CRC32C checksum = new CRC32C();
    checksum.update(lines.getBytes(StandardCharsets.UTF_8));
    return lines + "end " + HexFormat.of().toHexDigits((int) checksum.getValue()) + "\n";
  }

  public InetSocketAddress address() {
    return server.addresses().getFirst();
  }

  /// Where TLS begins with the first octet.
  InetSocketAddress tlsAddress() {
    return server.addresses().getLast();
  }

  /// The URL of a mailbox here.
  public String url(String mailbox) {
    return "imap://ada@127.0.0.1:" + address().getPort() + "/" + mailbox;
  }

  static ImapClient connect(InetSocketAddress address, String user, String password)
      throws IOException {
    ImapClient client = ImapClient.connect(address, ClientOptions.plain());
    client.login(user, password);
    return client;
  }

  /// A client that is logged in.
  public ImapClient connect() throws IOException {
    return connect(address(), "ada", "secret");
  }

  /// The messages of a mailbox, in the order of their UIDs.
  public List<Response.Fetch> messages(MailboxName mailbox) {
    try (ImapClient client = connect()) {
      return messages(client, mailbox);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Response.Fetch> messages(ImapClient client, MailboxName mailbox) throws IOException {
    client.examine(mailbox);
    List<Response.Fetch> messages = new ArrayList<>();
    client.fetch(
        UidSet.range(1, Uid.MAX),
        List.of(
            FetchItem.Attribute.UID,
            FetchItem.Attribute.FLAGS,
            FetchItem.Attribute.INTERNALDATE,
            new FetchItem.Body(Section.WHOLE, true, Optional.empty())),
        messages::add);
    messages.sort(Comparator.comparingLong(Response.Fetch::sequenceNumber));
    return messages;
  }

  /// Their octets, as ISO 8859-1.
  public List<String> texts(MailboxName mailbox) {
    return texts(messages(mailbox));
  }

  static List<String> texts(List<Response.Fetch> messages) {
    return messages.stream().map(MailServer::text).toList();
  }

  private static String text(Response.Fetch message) {
    return message
        .first(FetchData.SectionIs.class)
        .flatMap(FetchData.SectionIs::octets)
        .orElse(Octets.EMPTY)
        .toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
