package org.sheafmail.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the lines of a [Trace] from octets as they pass, whatever their pieces.
final class Tracer {
  /// A longer line is cut: a `SEARCH` response may have megabytes.
  private static final int LINE_MAX = 2000;

  private static final Pattern LITERAL = Pattern.compile("\\{(\\d{1,18})([+-]?)}$");
  private static final Pattern TEXT =
      Pattern.compile("(\\+|\\S+ (OK|NO|BAD|BYE|PREAUTH)\\b).*", Pattern.CASE_INSENSITIVE);
  private static final Pattern LOGIN =
      Pattern.compile("(\\S+ (LOGIN|AUTHENTICATE \\S+)) .*", Pattern.CASE_INSENSITIVE);
  private static final Pattern AUTHENTICATE =
      Pattern.compile("(\\S+) AUTHENTICATE .*", Pattern.CASE_INSENSITIVE);

  private final Trace trace;
  private final Lines client = new ClientLines();
  private final Lines server = new ServerLines();

  /// The tag of the authentication under way, of which every line is secret.
  private @Nullable String authenticating;

  /// The size of the literal that the client has announced and waits to be asked for.
  private long awaited = -1;

  Tracer(Trace trace) {
    this.trace = trace;
  }

  /// The client is about to send these octets.
  synchronized void sent(ByteBuffer octets) {
    client.take(octets);
  }

  /// The server has sent these octets.
  synchronized void received(ByteBuffer octets) {
    server.take(octets);
  }

  /// What one side says.
  private abstract class Lines {
    private final Trace.Side side;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long cut;
    private long literal;

    /// True between a literal and the end of its command or response.
    boolean continued;

    Lines(Trace.Side side) {
      this.side = side;
    }

    final void take(ByteBuffer octets) {
      while (octets.hasRemaining()) {
        if (literal > 0) {
          int step = (int) Math.min(literal, octets.remaining());
          octets.position(octets.position() + step);
          literal -= step;
        } else {
          take(octets.get());
        }
      }
    }

    private void take(byte octet) {
      if (octet == '\n') {
        String text = line.toString(ISO_8859_1).stripTrailing();
        String more = cut == 0 ? "" : " … and " + cut + " octets more";
        line.reset();
        cut = 0;
        end(text, more);
      } else if (line.size() < LINE_MAX) {
        line.write(octet);
      } else {
        cut++;
      }
    }

    /// A line is there.
    ///
    /// @param more says that it has been cut
    abstract void end(String text, String more);

    final void tell(String text) {
      trace.line(side, text);
    }

    /// So many octets come that are nobody's business.
    final void pass(long octets) {
      literal = octets;
      continued = true;
      tell("<" + octets + " octets>");
    }
  }

  private final class ClientLines extends Lines {
    /// True until the end of a command that is to be kept secret.
    private boolean secret;

    ClientLines() {
      super(Trace.Side.CLIENT);
    }

    @Override
    void end(String text, String more) {
      if (authenticating != null || secret) {
        tell("***");
      } else if (!continued) {
        tell(shown(text) + more);
      } else if (!text.isEmpty()) {
        tell(readable(text) + more);
      }
      Matcher header = LITERAL.matcher(text);
      continued = more.isEmpty() && header.find();
      if (!continued) {
        secret = false;
      } else if (header.group(2).isEmpty()) {
        awaited = Long.parseLong(header.group(1));
      } else {
        pass(Long.parseLong(header.group(1)));
      }
    }

    private String shown(String command) {
      Matcher authenticate = AUTHENTICATE.matcher(command + " ");
      if (authenticate.matches()) {
        authenticating = authenticate.group(1);
      }
      Matcher login = LOGIN.matcher(command);
      secret = login.matches();
      return readable(secret ? login.group(1) + " ***" : command);
    }
  }

  private final class ServerLines extends Lines {
    ServerLines() {
      super(Trace.Side.SERVER);
    }

    @Override
    void end(String text, String more) {
      boolean first = !continued;
      if (first || !text.isEmpty()) {
        tell(readable(text) + more);
      }
      Matcher header = LITERAL.matcher(text);
      continued = false;
      if (first && TEXT.matcher(text).matches()) {
        answered(text);
      } else if (more.isEmpty() && header.find()) {
        pass(Long.parseLong(header.group(1)));
      }
    }

    private void answered(String text) {
      if (text.startsWith("+") && awaited >= 0) {
        client.pass(awaited);
        awaited = -1;
      } else if (!text.startsWith("+") && !text.startsWith("*")) {
        // Whatever the client waited for, it does not come.
        awaited = -1;
        client.continued = false;
        if (text.startsWith(authenticating + " ")) {
          authenticating = null;
        }
      }
    }
  }

  private static String readable(String text) {
    StringBuilder readable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        readable.append(String.format(Locale.ROOT, "\\x%02X", (int) c));
      } else {
        readable.append(c);
      }
    }
    return readable.toString();
  }
}
