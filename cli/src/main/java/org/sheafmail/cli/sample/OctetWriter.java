package org.sheafmail.cli.sample;

import java.nio.charset.StandardCharsets;

/// Fills an array from its start, for the headers of file formats.
final class OctetWriter {
  private final byte[] target;
  private int position;

  OctetWriter(byte[] target) {
    this.target = target;
  }

  int position() {
    return position;
  }

  OctetWriter octet(int value) {
    target[position++] = (byte) value;
    return this;
  }

  OctetWriter octets(byte[] values) {
    System.arraycopy(values, 0, target, position, values.length);
    position += values.length;
    return this;
  }

  OctetWriter ascii(String text) {
    return octets(text.getBytes(StandardCharsets.US_ASCII));
  }

  OctetWriter bigEndian(int value) {
    return octet(value >>> 24).octet(value >>> 16).octet(value >>> 8).octet(value);
  }

  OctetWriter littleEndianShort(int value) {
    return octet(value).octet(value >>> 8);
  }

  OctetWriter littleEndian(int value) {
    return littleEndianShort(value).littleEndianShort(value >>> 16);
  }
}
