package org.sheafmail.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The least a server could do, as a yardstick: takes a count and that many octets from a socket,
/// writes them to the end of one file, syncs it (`fdatasync`), says so. Run as a process of its
/// own, like every server it is compared with.
///
/// A frame is eight octets of length and the octets; the answer is one `+`.
final class Sink {
  private static final int BUFFER_OCTETS = 1 << 18;

  private Sink() {}

  /// Arguments: the file to write. Prints the port it listens on, and serves until it is ended.
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      System.out.println(
          "sink is ready on port " + ((InetSocketAddress) server.getLocalAddress()).getPort());
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofPlatform().start(() -> serve(client, file));
      }
    }
  }

  private static void serve(SocketChannel client, Path file) {
    Path own = file.resolveSibling(file.getFileName() + "." + Thread.currentThread().threadId());
    try (client;
        FileChannel out =
            FileChannel.open(own, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);
      ByteBuffer yes = ByteBuffer.wrap("+".getBytes(US_ASCII));
      buffer.limit(Long.BYTES);
      while (fill(client, buffer)) {
        copy(client, out, buffer.flip().getLong(), buffer);
        out.force(false);
        client.write(yes.rewind());
        buffer.clear().limit(Long.BYTES);
      }
    } catch (IOException e) {
      System.err.println("sink: " + e);
    }
  }

  private static void copy(SocketChannel client, FileChannel out, long octets, ByteBuffer buffer)
      throws IOException {
    for (long left = octets; left > 0; ) {
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
      if (!fill(client, buffer)) {
        throw new IOException("the frame ends early");
      }
      left -= buffer.flip().remaining();
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
  }

  /// Reads until `buffer` is full; false if the peer closed before the first octet.
  private static boolean fill(SocketChannel client, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (client.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new IOException("the peer closed in the middle of a frame");
      }
    }
    return true;
  }
}
