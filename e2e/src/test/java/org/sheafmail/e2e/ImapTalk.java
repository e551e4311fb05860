package org.sheafmail.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client that sends what the test says and shows what came back, one Latin-1 character for each
/// octet.
public final class ImapTalk implements AutoCloseable {
  private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}\\r\\n$");

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String greeting;
  private int lastTag;

  /// Connects and reads the greeting.
  public ImapTalk(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(120_000);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = socket.getOutputStream();
    greeting = response();
  }

  /// The answer to one command.
  ///
  /// @param untagged every response before the tagged one, literals included
  public record Answer(List<String> untagged, String tagged) {
    public boolean isOk() {
      return tagged.contains(" OK ");
    }

    /// All untagged responses in one text.
    public String all() {
      return String.join("", untagged);
    }
  }

  public String greeting() {
    return greeting;
  }

  /// Sends a command and waits for its answer.
  public Answer send(String command) throws IOException {
    String tag = "T" + ++lastTag;
    write(tag + " " + command + "\r\n");
    return await(tag);
  }

  /// Sends a command that must succeed.
  public Answer ok(String command) throws IOException {
    Answer answer = send(command);
    if (!answer.isOk()) {
      throw new IOException(command + " was answered: " + answer.tagged());
    }
    return answer;
  }

  /// Appends messages in one command with non-synchronizing literals.
  public Answer append(String mailbox, List<byte[]> messages) throws IOException {
    String tag = "T" + ++lastTag;
    ByteArrayOutputStream command = new ByteArrayOutputStream();
    command.writeBytes((tag + " APPEND " + mailbox).getBytes(ISO_8859_1));
    for (byte[] message : messages) {
      command.writeBytes((" {" + message.length + "+}\r\n").getBytes(ISO_8859_1));
      command.writeBytes(message);
    }
    command.writeBytes("\r\n".getBytes(ISO_8859_1));
    command.writeTo(out);
    out.flush();
    return await(tag);
  }

  /// The octets of a message of the selected mailbox, not marking it as seen.
  public byte[] body(int sequenceNumber) throws IOException {
    String all = ok("FETCH " + sequenceNumber + " BODY.PEEK[]").all();
    int brace = all.indexOf('{');
    int end = all.indexOf("}\r\n", brace);
    int size = Integer.parseInt(all.substring(brace + 1, end));
    return all.substring(end + 3, end + 3 + size).getBytes(ISO_8859_1);
  }

  /// Sends octets as they are.
  public void write(String octets) throws IOException {
    out.write(octets.getBytes(ISO_8859_1));
    out.flush();
  }

  /// Reads up to and including the answer with that tag.
  public Answer await(String tag) throws IOException {
    List<String> untagged = new ArrayList<>();
    while (true) {
      String response = response();
      if (response.startsWith(tag + " ")) {
        return new Answer(untagged, response);
      }
      untagged.add(response);
    }
  }

  /// One response: a line, and as long as it ends in a literal that literal and the next line.
  public String response() throws IOException {
    StringBuilder response = new StringBuilder();
    while (true) {
      String line = line();
      response.append(line);
      Matcher literal = LITERAL.matcher(line);
      if (!literal.find()) {
        return response.toString();
      }
      byte[] octets = in.readNBytes(Integer.parseInt(literal.group(1)));
      response.append(new String(octets, ISO_8859_1));
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the server closed the connection after: " + line);
      }
      line.append((char) octet);
      if (octet == '\n') {
        return line.toString();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
