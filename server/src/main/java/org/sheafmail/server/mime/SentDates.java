package org.sheafmail.server.mime;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the day from a `Date` field (RFC 5322 §3.3), time and zone disregarded, as SENTBEFORE,
/// SENTON and SENTSINCE want it (RFC 3501 §6.4.4).
///
/// Besides the form of the RFC and its obsolete years of two and three digits (§4.3), the order of
/// C's `asctime` is understood, `Mon May 4 09:30:00 2026`.
final class SentDates {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final int WORDS_MAX = 12;

  private SentDates() {}

  /// The day; empty if none can be made out.
  static Optional<LocalDate> parse(String field) {
    List<String> words = words(field);
    for (int i = 0; i < words.size(); i++) {
      int month = month(words.get(i));
      if (month > 0) {
        int before = i > 0 ? number(words.get(i - 1)) : -1;
        int after = i + 1 < words.size() ? number(words.get(i + 1)) : -1;
        return before > 0
            ? date(before, month, after, i + 1 < words.size() ? words.get(i + 1).length() : 0)
            : date(after, month, yearAfterTime(words, i + 2), 4);
      }
    }
    return Optional.empty();
  }

  /// Runs of letters or digits outside of comments; the first few, there are no more in a date.
  private static List<String> words(String field) {
    List<String> words = new ArrayList<>();
    FieldCursor in = new FieldCursor(field);
    while (words.size() < WORDS_MAX) {
      in.skipWhiteSpaceAndComments();
      if (in.atEnd()) {
        break;
      }
      String word = in.until("(,-/:.");
      if (word.isEmpty()) {
        in.next();
      } else {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  private static int month(String word) {
    return word.length() < 3 ? 0 : MONTHS.indexOf(word.substring(0, 3)) + 1;
  }

  private static int number(String word) {
    if (word.length() > 4 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(word);
  }

  private static int yearAfterTime(List<String> words, int from) {
    for (String word : words.subList(Math.min(from, words.size()), words.size())) {
      if (word.length() == 4 && number(word) > 0) {
        return number(word);
      }
    }
    return -1;
  }

  private static Optional<LocalDate> date(int day, int month, int year, int digits) {
    if (year < 0) {
      return Optional.empty();
    }
    int full = digits >= 4 ? year : year + (digits <= 2 && year < 50 ? 2000 : 1900);
    try {
      return Optional.of(LocalDate.of(full, month, day));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
