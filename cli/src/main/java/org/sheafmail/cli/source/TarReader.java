package org.sheafmail.cli.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads a tar archive front to back: ustar, with the long names of GNU tar and of pax.
final class TarReader {
  private static final int BLOCK = 512;

  /// A name in an extended header is never longer.
  private static final int EXTENDED_MAX = 64 * 1024;

  /// @param modified seconds since 1970
  record Entry(String name, long size, long modified, boolean isFile) {}

  private final InputStream in;
  private final byte[] header = new byte[BLOCK];
  private long unread;
  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /// True if these octets begin a tar archive.
  static boolean isTar(byte[] start, int length) {
    return length >= 262 && new String(start, 257, 5, StandardCharsets.US_ASCII).equals("ustar");
  }

  /// The next file or folder, or null at the end. What was not read of the one before is passed
  /// over.
  @Nullable Entry next() throws IOException {
    @Nullable String longName = null;
    while (true) {
      in.skipNBytes(unread + padding);
      unread = 0;
      padding = 0;
      if (in.readNBytes(header, 0, BLOCK) < BLOCK || header[0] == 0) {
        return null;
      }
      long size = number(124, 12);
      unread = size;
      padding = (BLOCK - size % BLOCK) % BLOCK;
      char type = (char) header[156];
      switch (type) {
        case 'L' -> longName = text(extended(), 0).strip();
        case 'x' -> longName = paxPath(extended(), longName);
        case 'g' -> {
          // A pax header for the whole archive: nothing in it that we need.
        }
        default -> {
          String name = longName != null ? longName : name();
          return new Entry(name, size, number(136, 12), type == '0' || type == 0);
        }
      }
    }
  }

  /// Reads octets of the current file; -1 at its end.
  int read(byte[] into) throws IOException {
    if (unread == 0) {
      return -1;
    }
    int read = in.read(into, 0, (int) Math.min(into.length, unread));
    if (read < 0) {
      throw new EOFException("the tar archive ends in the middle of a file");
    }
    unread -= read;
    return read;
  }

  private byte[] extended() throws IOException {
    if (unread > EXTENDED_MAX) {
      throw new IOException("an extended tar header of " + unread + " octets");
    }
    byte[] content = in.readNBytes((int) unread);
    unread = 0;
    return content;
  }

  private String name() {
    String name = text(header, 0, 100);
    String prefix = isTar(header, BLOCK) ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] octets, int from) {
    return text(octets, from, octets.length - from);
  }

  private static String text(byte[] octets, int from, int length) {
    int end = from;
    while (end < from + length && octets[end] != 0) {
      end++;
    }
    return new String(octets, from, end - from, StandardCharsets.UTF_8);
  }

  /// Records `length SP key=value LF`; the length counts itself.
  private static @Nullable String paxPath(byte[] content, @Nullable String otherwise) {
    String path = otherwise;
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
      int key = line.indexOf(' ') + 1;
      if (line.startsWith("path=", key)) {
        path = line.substring(key + 5);
      }
    }
    return path;
  }

  /// Octal digits, or binary if the top bit is set (files from 8 GiB, GNU tar).
  private long number(int from, int length) throws IOException {
    if (header[from] < 0) {
      long value = 0;
      for (int i = from + length - 8; i < from + length; i++) {
        value = (value << 8) | (header[i] & 0xFF);
      }
      return Math.max(0, value);
    }
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]*")) {
      throw new IOException("not a tar header: " + digits);
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
