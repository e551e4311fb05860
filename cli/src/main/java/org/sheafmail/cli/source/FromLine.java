package org.sheafmail.cli.source;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The line that begins a message in an mbox: `From ` sender date.
///
/// No two writers agree on it. Known: `From alice@example.org Thu Apr 14 11:06:56 2016`, with
/// seconds or without, with a zone before or after the year or none; Takeout's `From 1234@xxx Thu
/// Jan 01 00:00:00 +0000 2015`; list archives' `From alice at example.org Thu …`; UUCP's `… remote
/// from host`; Thunderbird's `From - Mon Sep 10 12:00:00 2001`, and newer ones without anything
/// behind `From `.
///
/// @param sender as written, empty if there is none
/// @param date when the message arrived, if the line says so
record FromLine(String sender, Optional<OffsetDateTime> date) {
  private static final Pattern REMOTE = Pattern.compile("\\s+remote from \\S+\\s*$");

  /// Reads a line that begins with `From `; null if it is prose that happens to begin so. Without a
  /// date it is up to the caller to make sure that a header follows.
  static @Nullable FromLine parse(String line, ZoneId zone) {
    if (!line.equals("From") && !line.startsWith("From ")) {
      return null;
    }
    String rest = REMOTE.matcher(line.substring(4)).replaceFirst("").strip();
    String[] words = rest.isEmpty() ? new String[0] : rest.split("\\s+", -1);
    for (int senderWords = 0; senderWords < words.length; senderWords++) {
      if (isSender(words, senderWords)) {
        String[] dateWords = Arrays.copyOfRange(words, senderWords, words.length);
        OffsetDateTime date = LooseDate.parse(String.join(" ", dateWords), zone);
        if (date != null) {
          String sender = String.join(" ", Arrays.copyOf(words, senderWords));
          return new FromLine(sender, Optional.of(date));
        }
      }
    }
    boolean dateless =
        words.length == 0 || rest.equals("-") || (words.length == 1 && rest.indexOf('@') > 0);
    return dateless ? new FromLine(rest, Optional.empty()) : null;
  }

  /// True if the first words can be an address: one word, or `name at host` of list archives.
  private static boolean isSender(String[] words, int count) {
    return count <= 1 || (count <= 4 && words[1].equals("at"));
  }

  /// True if the date is that of the message. Thunderbird writes `-` for the sender and the time at
  /// which it saved the message, which may be years later.
  boolean datesTheArrival() {
    return date.isPresent() && !sender.equals("-");
  }
}
