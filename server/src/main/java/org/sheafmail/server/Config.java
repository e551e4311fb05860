package org.sheafmail.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// The configuration of a server: a TOML file, every setting of which may be left out. The comments
/// of this record and of [Limits] are its manual.
///
/// ```
/// hierarchy-separator = "/"
///
/// [imap]
/// listen = ["127.0.0.1:1143"]
/// listen-tls = ["0.0.0.0:1993"]
/// passwords-in-plain-text = "loopback"
///
/// [tls]
/// certificate = "/etc/ssl/mail.example.org.pem"
/// key = "/etc/ssl/private/mail.example.org.key"
///
/// [store]
/// compact-below-percent = 50
///
/// [limits.append]
/// message-size-max = 134217728
/// ```
///
/// @param hierarchySeparator `hierarchy-separator`: between the levels of a mailbox name on the
///   wire, `/` or `.`; `/` unless set. It is not stored and may be changed at any time.
/// @param tls the table `[tls]`; without it there is neither STARTTLS nor a TLS listener
public record Config(
    char hierarchySeparator, Imap imap, Optional<Tls> tls, Store store, Limits limits) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):(\\d{1,5})");

  /// `[imap]`: where IMAP is served, as `address:port`; port 0 is any free one.
  ///
  /// @param listen `listen`: in plain text, with STARTTLS if there is a certificate;
  ///   `127.0.0.1:1143` unless set
  /// @param listenTls `listen-tls`: TLS from the first octet (RFC 8314 §3.2); none unless set
  /// @param passwordsInPlainText `passwords-in-plain-text`: from whom passwords are taken without
  ///   TLS: `loopback` (programs on the same machine) or `nobody`; `loopback` unless set
  public record Imap(
      List<InetSocketAddress> listen,
      List<InetSocketAddress> listenTls,
      PlainText passwordsInPlainText) {
    public Imap {
      listen = List.copyOf(listen);
      listenTls = List.copyOf(listenTls);
    }
  }

  /// Who may send passwords without TLS.
  public enum PlainText {
    LOOPBACK,
    NOBODY
  }

  /// `[tls]`: both files are read again when they change.
  ///
  /// @param certificate `certificate`: PEM file with the certificate and those above it
  /// @param key `key`: PEM file with the private key, not encrypted
  public record Tls(Path certificate, Path key) {}

  /// `[store]`: how the mail is kept.
  ///
  /// @param compactBelowPercent `compact-below-percent`: a file is rewritten when less than this
  ///   share of it is mail that is still there; 0 to 95, 0 for never; 50 unless set
  /// @param compactionOctetsPerSecond `compaction-octets-per-second`: that is done reading and
  ///   writing so much, no faster; 64 KiB at the least, 16 MiB unless set
  public record Store(int compactBelowPercent, long compactionOctetsPerSecond) {}

  /// The same but for where it listens.
  public Config listening(List<InetSocketAddress> listen, List<InetSocketAddress> listenTls) {
    Imap elsewhere = new Imap(listen, listenTls, imap.passwordsInPlainText());
    return new Config(hierarchySeparator, elsewhere, tls, store, limits);
  }

  /// The configuration of an empty file.
  public static Config defaults() {
    try {
      return parse("");
    } catch (ConfigException e) {
      throw new IllegalStateException("an empty configuration is a good one", e);
    }
  }

  /// Reads a configuration file.
  ///
  /// @throws ConfigException with every error in the file
  public static Config read(Path file) throws IOException, ConfigException {
    return parse(Files.readString(file), file.toString());
  }

  /// Reads a configuration from a text.
  ///
  /// @throws ConfigException with every error in the text
  public static Config parse(String toml) throws ConfigException {
    return parse(toml, "configuration");
  }

  private static Config parse(String toml, String file) throws ConfigException {
    var problems = new ConfigTable.Problems(file);
    TomlParseResult parsed = Toml.parse(toml);
    parsed.errors().forEach(e -> problems.add(e.position(), String.valueOf(e.getMessage())));
    problems.throwIfAny(); // What is no TOML has no settings worth looking at.
    var root = new ConfigTable(parsed, "", problems);
    char separator = root.string("hierarchy-separator", Config::separator).orElse('/');
    Imap imap = imap(root.table("imap"));
    Optional<Tls> tls = tls(root, root.table("tls"));
    if (tls.isEmpty() && !imap.listenTls().isEmpty()) {
      root.wrong("imap", "listen-tls needs the certificate and the key of [tls]");
    }
    Store store = store(root.table("store"));
    Limits limits = Limits.read(root.table("limits"));
    root.refuseUnknown();
    problems.throwIfAny();
    return new Config(separator, imap, tls, store, limits);
  }

  private static char separator(String text) {
    if (!text.equals("/") && !text.equals(".")) {
      throw new IllegalArgumentException("expected \"/\" or \".\", found \"" + text + "\"");
    }
    return text.charAt(0);
  }

  private static Imap imap(ConfigTable table) {
    return new Imap(
        table
            .strings("listen", Config::address)
            .orElseGet(() -> List.of(address("127.0.0.1:1143"))),
        table.strings("listen-tls", Config::address).orElse(List.of()),
        table.string("passwords-in-plain-text", Config::plainText).orElse(PlainText.LOOPBACK));
  }

  private static Store store(ConfigTable table) {
    return new Store(
        (int) table.number("compact-below-percent", 50, 0, 95),
        table.number("compaction-octets-per-second", 16 << 20, 64 << 10, 1L << 40));
  }

  private static PlainText plainText(String text) {
    return switch (text) {
      case "loopback" -> PlainText.LOOPBACK;
      case "nobody" -> PlainText.NOBODY;
      default ->
          throw new IllegalArgumentException(
              "expected \"loopback\" or \"nobody\", found \"" + text + "\"");
    };
  }

  private static Optional<Tls> tls(ConfigTable root, ConfigTable table) {
    Optional<Path> certificate = table.string("certificate", Path::of);
    Optional<Path> key = table.string("key", Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      root.wrong("tls", "needs both, certificate and key");
    }
    return certificate.flatMap(c -> key.map(k -> new Tls(c, k)));
  }

  /// `ipv4:port` or `[ipv6]:port`; no names, which may stand for several addresses.
  private static InetSocketAddress address(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected address:port, found \"" + text + "\"");
    }
    String ipv6 = matcher.group(1);
    InetAddress address = InetAddress.ofLiteral(ipv6 != null ? ipv6 : matcher.group(2));
    int port = Integer.parseInt(matcher.group(3));
    if (port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, found " + port);
    }
    return new InetSocketAddress(address, port);
  }
}
