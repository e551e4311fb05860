package org.sheafmail.cli.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.regex.Pattern;

/// What kind of file it is, told by its first octets.
final class FileStart {
  /// How many octets are looked at.
  static final int LENGTH = 4096;

  private static final Pattern FIELD = Pattern.compile("[\\x21-\\x39\\x3B-\\x7E]+[ \\t]*:.*");

  private static final byte[] OUTLOOK = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};

  private FileStart() {}

  static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LENGTH);
    }
  }

  static boolean isMbox(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1).stripLeading();
    return text.startsWith("From ")
        && FromLine.parse(text.lines().findFirst().orElseThrow(), ZoneOffset.UTC) != null;
  }

  /// True if the file begins with a header field, as a message does.
  static boolean isMessage(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return isField(text.lines().findFirst().orElse(""));
  }

  /// True for a message of Outlook, which is a file system in a file and no text.
  static boolean isOutlook(byte[] start) {
    return start.length >= OUTLOOK.length
        && Arrays.equals(start, 0, OUTLOOK.length, OUTLOOK, 0, OUTLOOK.length);
  }

  /// True for the first line of a header field.
  static boolean isField(String line) {
    return FIELD.matcher(line).matches();
  }
}
