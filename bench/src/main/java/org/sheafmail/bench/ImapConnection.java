package org.sheafmail.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The load generator's side of an IMAP connection: sends octets that were encoded before and looks
/// at answers no further than it must. The same for every server.
final class ImapConnection implements Uplink {
  private static final ByteBuffer CRLF = ByteBuffer.wrap(new byte[] {'\r', '\n'});

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18).limit(0);
  private int lastTag;

  private ImapConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /// Connects, reads the greeting and logs in.
  static ImapConnection open(int port, String user, String password) throws IOException {
    SocketChannel channel = connect(port);
    try {
      ImapConnection connection = new ImapConnection(channel);
      connection.line();
      connection.command("LOGIN " + user + " " + password);
      return connection;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  static SocketChannel connect(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  /// What a command was answered with.
  ///
  /// @param untagged number of untagged lines
  /// @param firstUntagged the first of them, or empty
  record Reply(long untagged, String firstUntagged, String tagged) {}

  /// Sends a command and waits for its OK.
  Reply command(String text) throws IOException {
    String tag = nextTag();
    write(ascii(tag + " " + text + "\r\n"));
    return await(tag);
  }

  @Override
  public void append(String mailbox, Messages messages, long count) throws IOException {
    String tag = nextTag();
    write(ascii(tag + " APPEND " + mailbox));
    for (long left = count; left > 0; left -= messages.perBlock()) {
      write(messages.block((int) Math.min(left, messages.perBlock())));
    }
    write(CRLF.duplicate());
    await(tag);
  }

  @Override
  public void appendOne(String mailbox, Messages messages, long index) throws IOException {
    String tag = nextTag();
    ByteBuffer[] parts = {ascii(tag + " APPEND " + mailbox), messages.one(index), CRLF.duplicate()};
    while (parts[2].hasRemaining()) {
      channel.write(parts);
    }
    await(tag);
  }

  private String nextTag() {
    return "b" + ++lastTag;
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private void write(ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
  }

  private Reply await(String tag) throws IOException {
    byte[] start = (tag + " ").getBytes(US_ASCII);
    long untagged = 0;
    String first = "";
    while (true) {
      int end = lineEnd();
      if (startsWith(start)) {
        String tagged = take(end);
        if (!tagged.startsWith(tag + " OK")) {
          throw new IOException("the server refused: " + tagged.strip());
        }
        return new Reply(untagged, first, tagged.strip());
      }
      if (untagged++ == 0) {
        first = take(end).strip();
      } else {
        in.position(end);
      }
    }
  }

  private String line() throws IOException {
    return take(lineEnd());
  }

  private boolean startsWith(byte[] start) {
    if (in.remaining() < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if (in.get(in.position() + i) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private String take(int end) {
    byte[] octets = new byte[end - in.position()];
    in.get(octets);
    return new String(octets, ISO_8859_1);
  }

  /// The position just after the next LF, reading until there is one. A line longer than the buffer
  /// (a SEARCH over the whole mailbox) is passed over up to its end.
  private int lineEnd() throws IOException {
    int scanned = in.position();
    while (true) {
      for (int i = scanned; i < in.limit(); i++) {
        if (in.get(i) == '\n') {
          return i + 1;
        }
      }
      if (in.remaining() == in.capacity()) {
        // Keeps the start of the line, which alone matters, and drops what came after it.
        in.limit(64);
      }
      scanned = in.remaining();
      in.compact();
      int read = channel.read(in);
      in.flip();
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
