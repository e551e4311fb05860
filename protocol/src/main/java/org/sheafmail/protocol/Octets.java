package org.sheafmail.protocol;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.util.Arrays;

/// A short run of octets that is a value: equal octets are equal, and nobody can change them.
public final class Octets {
  /// No octets at all.
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] octets;

  private Octets(byte[] octets) {
    this.octets = octets;
  }

  /// A copy of `octets`.
  public static Octets of(byte[] octets) {
    return new Octets(octets.clone());
  }

  /// The octets of `text` in `charset`.
  public static Octets of(String text, Charset charset) {
    return new Octets(text.getBytes(charset));
  }

  public int size() {
    return octets.length;
  }

  /// A copy of the octets.
  public byte[] toByteArray() {
    return octets.clone();
  }

  /// The octets to be read, not written.
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(octets).asReadOnlyBuffer();
  }

  /// The octets as they would come from a file or a connection.
  public ReadableByteChannel asChannel() {
    return Channels.newChannel(new ByteArrayInputStream(octets));
  }

  /// The octets as text; what is not text in `charset` becomes U+FFFD.
  public String toString(Charset charset) {
    return new String(octets, charset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /// The size alone: octets may be a password or half a mail.
  @Override
  public String toString() {
    return octets.length + " octets";
  }
}
