package org.sheafmail.cli.sample;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A message header being written (RFC 5322 §2.2), folded, with encoded words where needed.
final class Header {
  private static final int LINE_MAX = 76;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ENGLISH);

  private final Charset charset;
  private final boolean base64;
  private final StringBuilder lines = new StringBuilder();

  /// @param charset of encoded words
  /// @param base64 whether they are in the "B" encoding instead of "Q"
  Header(Charset charset, boolean base64) {
    this.charset = charset;
    this.base64 = base64;
  }

  static Header ascii() {
    return new Header(StandardCharsets.UTF_8, false);
  }

  /// A field whose value may be folded at each space.
  Header field(String name, String value) {
    return fold(name, List.of(value.split(" ", -1)));
  }

  /// A field that is put in as it stands, the line end excepted.
  Header raw(String line) {
    lines.append(line).append("\r\n");
    return this;
  }

  Header date(OffsetDateTime date) {
    return raw("Date: " + DATE.format(date));
  }

  /// Free text, such as `Subject`.
  Header unstructured(String name, String text) {
    return fold(name, words(text));
  }

  /// A list of addresses as a person writes it: `Name <a@b.example.org>, …`, or group syntax.
  Header addresses(String name, String list) {
    List<String> pieces = new ArrayList<>();
    String[] addresses = list.split(", ", -1);
    for (int i = 0; i < addresses.length; i++) {
      List<String> words = address(addresses[i]);
      String comma = i < addresses.length - 1 ? "," : "";
      pieces.addAll(words.subList(0, words.size() - 1));
      pieces.add(words.getLast() + comma);
    }
    return fold(name, pieces);
  }

  private List<String> address(String address) {
    int angle = address.indexOf(" <");
    if (angle < 0) {
      return List.of(address);
    }
    String name = address.substring(0, angle);
    List<String> pieces = new ArrayList<>();
    if (EncodedWord.isAscii(name)) {
      boolean atoms = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == ' ');
      pieces.add(atoms || name.startsWith("\"") ? name : '"' + name + '"');
    } else {
      pieces.addAll(EncodedWord.encode(name, fitting(name), base64));
    }
    pieces.add(address.substring(angle + 1));
    return pieces;
  }

  private List<String> words(String text) {
    return EncodedWord.isAscii(text)
        ? List.of(text.split(" ", -1))
        : EncodedWord.encode(text, fitting(text), base64);
  }

  /// The header's charset, or UTF-8 for what it lacks.
  private Charset fitting(String text) {
    return charset.newEncoder().canEncode(text) ? charset : StandardCharsets.UTF_8;
  }

  private Header fold(String name, List<String> pieces) {
    StringBuilder line = new StringBuilder(name).append(':');
    for (String piece : pieces) {
      if (line.length() + 1 + piece.length() > LINE_MAX && line.length() > name.length() + 1) {
        lines.append(line).append("\r\n");
        line.setLength(0);
      }
      line.append(' ').append(piece);
    }
    lines.append(line).append("\r\n");
    return this;
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
