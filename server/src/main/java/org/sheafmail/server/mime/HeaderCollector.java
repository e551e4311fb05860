package org.sheafmail.server.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gathers, line by line, the fields of one header that matter for structure and envelope.
///
/// What it may keep is bounded by a budget that all headers of a message share: fields beyond it
/// count as absent, so that a hostile message cannot make the server hold more than that.
final class HeaderCollector {
  private static final Set<String> KEPT =
      Set.of(
          "content-type",
          "content-transfer-encoding",
          "content-id",
          "content-description",
          "content-md5",
          "content-disposition",
          "content-language",
          "content-location",
          "date",
          "subject",
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "in-reply-to",
          "message-id");

  private static final int NAME_LENGTH_MAX =
      KEPT.stream().mapToInt(String::length).max().orElseThrow();

  /// Octets of header fields that may still be kept for the message.
  static final class Budget {
    private int left;

    Budget(int octets) {
      left = octets;
    }
  }

  private final Budget budget;
  private final Map<String, List<String>> byName = new HashMap<>();
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private @Nullable String name;

  HeaderCollector(Budget budget) {
    this.budget = budget;
  }

  /// Where the colon of a header field is in this segment, or −1 if the line is no field.
  ///
  /// Leniently, octets of 8 bits are taken in the name (a byte order mark before the first field),
  /// and white space before the colon.
  static int colonOf(LineScanner line) {
    int length = line.length();
    int nameEnd = 0;
    while (nameEnd < length && isNameOctet(line.at(nameEnd))) {
      nameEnd++;
    }
    int colon = nameEnd;
    while (colon < length && (line.at(colon) == ' ' || line.at(colon) == '\t')) {
      colon++;
    }
    return nameEnd > 0 && colon < length && line.at(colon) == ':' ? colon : -1;
  }

  private static boolean isNameOctet(byte octet) {
    return octet < 0 || (octet > ' ' && octet < 0x7F && octet != ':');
  }

  /// Takes a line that starts a field.
  ///
  /// @param colon as [#colonOf] found it
  void startField(LineScanner line, int colon) {
    endField();
    if (colon > NAME_LENGTH_MAX + 8) {
      return;
    }
    String candidate =
        new String(line.buffer(), line.start(), colon, StandardCharsets.ISO_8859_1)
            .stripTrailing()
            .toLowerCase(Locale.ROOT);
    if (KEPT.contains(candidate)) {
      name = candidate;
      take(line, colon + 1);
    }
  }

  /// Takes more of the field that was started last: a continuation line or the rest of a long one.
  void continueField(LineScanner line) {
    if (name != null) {
      take(line, 0);
    }
  }

  /// Leaves out a line that is neither a field nor belongs to one.
  void endField() {
    if (name != null) {
      byName.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(unfolded(value.toByteArray()));
      name = null;
    }
    value.reset();
  }

  private void take(LineScanner line, int from) {
    int octets = Math.min(line.length() - from, budget.left);
    budget.left -= octets;
    value.write(line.buffer(), line.start() + from, octets);
  }

  /// Unfolding removes the line breaks (RFC 5322 §2.2.3). What no nstring can hold, NUL, and what a
  /// client would stumble over, a lone CR or LF, becomes a space. `octets` is overwritten.
  static String unfolded(byte[] octets) {
    int length = 0;
    for (int i = 0; i < octets.length; i++) {
      byte octet = octets[i];
      if (octet == '\n' || (octet == '\r' && i + 1 < octets.length && octets[i + 1] == '\n')) {
        continue;
      }
      // rfc3501/fetch-string-nul-free
      octets[length++] = octet == 0 || octet == '\r' ? (byte) ' ' : octet;
    }
    return trimmed(text(octets, length));
  }

  /// See [org.sheafmail.protocol.Envelope] for octets of 8 bits.
  private static String text(byte[] octets, int length) {
    for (int i = 0; i < length; i++) {
      if (octets[i] < 0) {
        return LenientDecoder.decode(Arrays.copyOf(octets, length), null);
      }
    }
    return new String(octets, 0, length, StandardCharsets.US_ASCII);
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isWhiteSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isWhiteSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /// The fields gathered so far.
  HeaderFields fields() {
    endField();
    Map<String, List<String>> fields = new HashMap<>();
    byName.forEach((key, values) -> fields.put(key, List.copyOf(values)));
    return new HeaderFields(fields);
  }
}
