package org.sheafmail.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/// Plays a conversation between clients and a server, in lockstep, and fails at the first line that
/// is not as the script says.
///
/// ```
/// C: A1 APPEND inbox {5+}
/// C: first
/// S: A1 OK [APPENDUID * 1]
/// ```
///
/// * `C:` sends a line with CRLF. A line that ends in `\` is sent without CRLF and without the
///   backslash. `<00>` is the octet of that value.
/// * `S:` expects a line. What the script says must be the beginning of it; `*` after a space or
///   bracket stands for anything up to the next space or bracket.
/// * `S= ` expects a line to be exactly so.
/// * `U:` reads on until a line that begins so.
/// * `T:` starts TLS on the connection, trusting whatever certificate.
/// * `X:` expects the server to have closed the connection; `D:` closes it on the client's side.
/// * `C1:`, `S2:` and so on do the same on further connections, opened when first named.
final class Dialogue implements AutoCloseable {
  private static final Pattern STEP = Pattern.compile("([CSTUXD])([0-9]?)([:=]) ?(.*)");
  private static final Pattern OCTET = Pattern.compile("<([0-9A-F]{2})>");
  private static final int TIMEOUT_MILLIS = 20_000;

  private final InetSocketAddress server;
  private final Map<String, Client> clients = new LinkedHashMap<>();

  private static final class Client {
    private Socket socket;
    private InputStream in;

    Client(InetSocketAddress server) throws IOException {
      socket = new Socket(server.getAddress(), server.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }

    void startTls() throws IOException {
      socket = SelfSigned.client().createSocket(socket, "localhost", socket.getPort(), true);
      in = new BufferedInputStream(socket.getInputStream());
    }

    String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        if (octet == '\n') {
          return line.substring(0, line.length() - 1);
        }
        line.append((char) octet);
      }
      return line.isEmpty() ? "(connection closed)" : line + "(connection closed)";
    }
  }

  Dialogue(InetSocketAddress server) {
    this.server = server;
  }

  /// Plays one script on fresh connections, whose greetings are read before the first step.
  static void play(InetSocketAddress server, String script) throws IOException {
    try (Dialogue dialogue = new Dialogue(server)) {
      dialogue.play(script);
    }
  }

  /// Plays a script; connections stay open for the next one.
  void play(String script) throws IOException {
    List<String> played = new ArrayList<>();
    for (String step : script.lines().filter(line -> !line.isBlank()).toList()) {
      Matcher matcher = STEP.matcher(step);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("no step of a dialogue: " + step);
      }
      play(matcher, played);
      played.add(step);
    }
  }

  private void play(Matcher step, List<String> played) throws IOException {
    Client client = client(step.group(2));
    String text = step.group(4);
    switch (step.group(1)) {
      case "C" -> send(client, text);
      case "T" -> client.startTls();
      case "D" -> client.socket.close();
      case "U" -> readUntil(text, client, played);
      case "X" -> expect("(connection closed)", true, client.line(), played);
      default -> expect(text, step.group(3).equals("="), client.line(), played);
    }
  }

  private static void readUntil(String expected, Client client, List<String> played)
      throws IOException {
    String line = client.line();
    while (!pattern(expected, false).matcher(line).matches()) {
      if (line.endsWith("(connection closed)")) {
        expect(expected, false, line, played);
      }
      line = client.line();
    }
  }

  /// True if the server has said something on that connection which was not read yet.
  boolean hears(String name) throws IOException {
    return client(name).in.available() > 0;
  }

  private Client client(String name) throws IOException {
    Client client = clients.get(name);
    if (client == null) {
      client = new Client(server);
      clients.put(name, client);
      expect("* OK [CAPABILITY IMAP4rev1", false, client.line(), List.of());
    }
    return client;
  }

  private static void send(Client client, String text) throws IOException {
    String line = text.endsWith("\\") ? text.substring(0, text.length() - 1) : text + "\r\n";
    String octets = new String(line.getBytes(UTF_8), ISO_8859_1);
    Matcher matcher = OCTET.matcher(octets);
    String sent =
        matcher.replaceAll(
            m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    client.socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
  }

  private static void expect(String expected, boolean whole, String found, List<String> played) {
    if (!pattern(expected, whole).matcher(found).matches()) {
      throw new AssertionFailedError(
          "expected "
              + (whole ? "" : "a line that begins ")
              + "<"
              + expected
              + "> but got <"
              + (found.length() > 500 ? found.substring(0, 500) + "…" : found)
              + "> after\n"
              + String.join("\n", played),
          expected,
          found);
    }
  }

  private static Pattern pattern(String expected, boolean whole) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < expected.length(); i++) {
      char c = expected.charAt(i);
      boolean wildcard = c == '*' && i > 0;
      regex.append(wildcard ? "[^ \\]]*" : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex + (whole ? "" : ".*"), Pattern.DOTALL);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients.values()) {
      client.socket.close();
    }
  }
}
