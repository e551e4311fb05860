package org.sheafmail.cli.upload;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.sheafmail.protocol.MailboxName;

/// Where mail goes: `imap[s]://USER@HOST[:PORT][/MAILBOX]`, parts percent-encoded where needed (RFC
/// 5092). Levels of the mailbox are separated by `/`, whatever the server uses.
///
/// @param tls true for `imaps`
/// @param password only if the URL carries one, which other users of the machine can see
public record TargetUrl(
    boolean tls,
    String user,
    Optional<String> password,
    String host,
    int port,
    Optional<MailboxName> mailbox) {
  private static final int IMAP = 143;
  private static final int IMAPS = 993;

  /// Reads a URL.
  ///
  /// @throws IllegalArgumentException saying what is wrong with it
  public static TargetUrl parse(String url) {
    boolean tls = url.startsWith("imaps://");
    if (!tls && !url.startsWith("imap://")) {
      throw new IllegalArgumentException(
          "expected imaps://USER@HOST/MAILBOX or imap://…, found: " + withoutPassword(url));
    }
    String rest = url.substring(url.indexOf("://") + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    int at = authority.lastIndexOf('@');
    if (at <= 0) {
      throw new IllegalArgumentException("no user in the URL: write imaps://USER@HOST/MAILBOX");
    }
    String[] login = authority.substring(0, at).split(":", 2);
    String hostAndPort = authority.substring(at + 1);
    int colon = hostAndPort.lastIndexOf(':');
    boolean hasPort = colon > hostAndPort.lastIndexOf(']');
    String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
    if (host.isEmpty()) {
      throw new IllegalArgumentException("no host in the URL: write imaps://USER@HOST/MAILBOX");
    }
    int port = tls ? IMAPS : IMAP;
    return new TargetUrl(
        tls,
        decoded(login[0]),
        login.length == 2 ? Optional.of(decoded(login[1])) : Optional.empty(),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        hasPort ? port(hostAndPort.substring(colon + 1)) : port,
        mailbox(path));
  }

  private static String withoutPassword(String url) {
    return url.replaceFirst("(://[^:@/]*):[^@]*@", "$1@");
  }

  private static int port(String digits) {
    int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a port: " + digits);
    }
    return port;
  }

  private static Optional<MailboxName> mailbox(String path) {
    List<String> levels =
        Stream.of(path.split("/", -1))
            .map(TargetUrl::decoded)
            .filter(level -> !level.isEmpty())
            .toList();
    return levels.isEmpty() ? Optional.empty() : Optional.of(new MailboxName(levels));
  }

  private static String decoded(String text) {
    // In a URL of this kind a plus is a plus.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The account, as ledgers name it, however the server is reached: without password and mailbox.
  public String account() {
    boolean usual = port == (tls ? IMAPS : IMAP);
    return user + "@" + host.toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
  }
}
