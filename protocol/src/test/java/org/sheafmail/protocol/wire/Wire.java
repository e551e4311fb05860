package org.sheafmail.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/// Connections for tests: octets written as text, one character each.
public final class Wire {
  private Wire() {}

  /// A connection over which `octets` come in one piece.
  public static WireReader reader(String octets) {
    return reader(octets, WireLimits.DEFAULT);
  }

  public static WireReader reader(String octets, WireLimits limits) {
    return new WireReader(
        channel(octets.getBytes(ISO_8859_1), Integer.MAX_VALUE), () -> {}, limits, '/');
  }

  /// A connection over which at most `step` octets come at once.
  public static WireReader reader(byte[] octets, int step) {
    return new WireReader(channel(octets, step), () -> {}, WireLimits.DEFAULT, '/');
  }

  /// A channel that gives at most `step` octets at once.
  public static ReadableByteChannel channel(byte[] octets, int step) {
    return new ReadableByteChannel() {
      private int position;

      @Override
      public int read(ByteBuffer target) {
        if (position == octets.length) {
          return -1;
        }
        int count = Math.min(Math.min(step, target.remaining()), octets.length - position);
        target.put(octets, position, count);
        position += count;
        return count;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  /// The octets of a literal, accepted and read to their end.
  public static String read(Literal literal) throws IOException {
    ReadableByteChannel channel = literal.accept();
    return new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
  }

  /// What something writes to a writer that announces literals in the given way.
  public static String written(LiteralMode mode, Writing writing) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    WireWriter out = new WireWriter(Channels.newChannel(octets), mode, GoAhead.AT_ONCE, '/');
    writing.to(out);
    out.flush();
    return octets.toString(ISO_8859_1);
  }

  /// Something that writes.
  @FunctionalInterface
  public interface Writing {
    void to(WireWriter out) throws IOException;
  }
}
