package org.sheafmail.server.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Helps tests to handle octets.
final class Bytes {
  static final Charset ASCII = StandardCharsets.US_ASCII;

  private Bytes() {}

  static byte @Nullable [] of(@Nullable SectionOctets section) throws IOException {
    return section == null ? null : of(section, 0, section.size());
  }

  static byte[] of(SectionOctets section, long position, long count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    section.transferTo(position, count, Channels.newChannel(out));
    return out.toByteArray();
  }

  static byte[] concat(byte[] left, byte[] right) {
    return splice(left, left.length, left.length, right);
  }

  /// `octets` with those from `from` to `to` replaced.
  static byte[] splice(byte[] octets, int from, int to, byte[] replacement) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(octets, 0, from);
    out.writeBytes(replacement);
    out.writeBytes(Arrays.copyOfRange(octets, to, octets.length));
    return out.toByteArray();
  }
}
