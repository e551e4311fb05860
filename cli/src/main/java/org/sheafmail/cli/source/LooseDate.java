package org.sheafmail.cli.source;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A date and time as mail has it: in header fields, From_ lines and log-like places, in whatever
/// order the writer liked.
///
/// Every word must be one that dates are made of (weekday, day, month, year, time, zone); one
/// foreign word and it is no date. That is strict enough to tell a From_ line from prose and loose
/// enough for what is found in archives: `Thu Apr 14 11:06:56 2016`, `Thu Jan 01 00:00:00 +0000
/// 2015`, `Wed, 1 Dec 2010 14:26:40 +0100 (CET)`, `Fri Jul 8 12:08:34 PDT 94`.
final class LooseDate {
  /// Longest text looked at; a date is never longer.
  private static final int LENGTH_MAX = 200;

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Pattern WEEKDAY = Pattern.compile("(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?");
  private static final Pattern TIME =
      Pattern.compile("(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2})(?:\\.\\d+)?)?");
  private static final Pattern ISO_DAY = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
  private static final Pattern OFFSET =
      Pattern.compile("(?:gmt|utc)?([+-])(\\d{1,2})(?::?([0-5]\\d))?");
  private static final Map<String, Integer> ZONE_HOURS =
      Map.ofEntries(
          Map.entry("z", 0),
          Map.entry("ut", 0),
          Map.entry("utc", 0),
          Map.entry("gmt", 0),
          Map.entry("bst", 1),
          Map.entry("met", 1),
          Map.entry("cet", 1),
          Map.entry("mest", 2),
          Map.entry("cest", 2),
          Map.entry("est", -5),
          Map.entry("edt", -4),
          Map.entry("cst", -6),
          Map.entry("cdt", -5),
          Map.entry("mst", -7),
          Map.entry("mdt", -6),
          Map.entry("pst", -8),
          Map.entry("pdt", -7));

  private int year = -1;
  private int month = -1;
  private int day = -1;
  private int hour = -1;
  private int minute;
  private int second;
  private @Nullable ZoneOffset offset;

  private LooseDate() {}

  /// The date and time that `text` is, as a whole, or null if it is none; `zone` stands in where
  /// the text names none.
  static @Nullable OffsetDateTime parse(String text, ZoneId zone) {
    String words = text.strip();
    if (words.isEmpty() || words.length() > LENGTH_MAX) {
      return null;
    }
    LooseDate date = new LooseDate();
    for (String word : withoutComments(words).toLowerCase(Locale.ROOT).split("[\\s]+", -1)) {
      if (!word.isEmpty() && !date.take(word)) {
        return null;
      }
    }
    return date.value(zone);
  }

  private static String withoutComments(String text) {
    return text.indexOf('(') < 0 ? text : text.replaceAll("\\([^()]*\\)", " ");
  }

  private boolean take(String word) {
    return WEEKDAY.matcher(word).matches()
        || takeMonth(word)
        || takeTime(word)
        || takeIsoDay(word)
        || takeOffset(word)
        || takeNumber(word)
        || takeHyphenated(word);
  }

  private boolean takeMonth(String word) {
    String name = word.endsWith(",") ? word.substring(0, word.length() - 1) : word;
    int found = name.length() < 3 ? -1 : MONTHS.indexOf(name.substring(0, 3));
    if (found < 0 || month > 0 || !name.chars().allMatch(Character::isLetter)) {
      return false;
    }
    month = found + 1;
    return true;
  }

  private boolean takeTime(String word) {
    Matcher time = TIME.matcher(word);
    if (hour >= 0 || !time.matches()) {
      return false;
    }
    hour = Integer.parseInt(time.group(1));
    minute = Integer.parseInt(time.group(2));
    // A leap second is written as 60 and has no place in what we count with.
    second = time.group(3) == null ? 0 : Math.min(59, Integer.parseInt(time.group(3)));
    return true;
  }

  private boolean takeIsoDay(String word) {
    Matcher iso = ISO_DAY.matcher(word);
    if (year >= 0 || !iso.matches()) {
      return false;
    }
    year = Integer.parseInt(iso.group(1));
    month = Integer.parseInt(iso.group(2));
    day = Integer.parseInt(iso.group(3));
    return true;
  }

  private boolean takeOffset(String word) {
    Integer named = ZONE_HOURS.get(word);
    if (named != null) {
      offset = offset == null ? ZoneOffset.ofHours(named) : offset;
      return true;
    }
    Matcher numeric = OFFSET.matcher(word);
    if (!numeric.matches()) {
      return false;
    }
    int hours = Integer.parseInt(numeric.group(2));
    int minutes = numeric.group(3) == null ? 0 : Integer.parseInt(numeric.group(3));
    if (hours > 18) {
      return false;
    }
    int seconds = Math.min(18 * 3600, hours * 3600 + minutes * 60);
    offset = ZoneOffset.ofTotalSeconds(numeric.group(1).equals("-") ? -seconds : seconds);
    return true;
  }

  private boolean takeNumber(String word) {
    String digits = word.endsWith(",") ? word.substring(0, word.length() - 1) : word;
    if (digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(LooseDate::isDigit)) {
      return false;
    }
    int number = Integer.parseInt(digits);
    if (day < 0 && digits.length() <= 2) {
      day = number;
      return true;
    }
    if (year >= 0 || digits.length() == 1) {
      return false;
    }
    // RFC 5322 §4.3: two digits below 50 are of this century, all others count from 1900.
    year = digits.length() == 4 ? number : number + (number < 50 ? 2000 : 1900);
    return true;
  }

  /// `10-Sep-2001`, as IMAP writes it and some archives do.
  private boolean takeHyphenated(String word) {
    String[] parts = word.split("-", 4);
    return parts.length == 3 && takeNumber(parts[0]) && takeMonth(parts[1]) && takeNumber(parts[2]);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private @Nullable OffsetDateTime value(ZoneId zone) {
    if (year < 1900 || month < 1 || day < 1 || hour < 0) {
      return null;
    }
    try {
      LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second);
      ZoneOffset named = offset;
      OffsetDateTime at =
          named != null ? local.atOffset(named) : local.atZone(zone).toOffsetDateTime();
      // `zone = ("+" / "-") 4DIGIT` (RFC 3501 §9): hours and minutes, no seconds.
      return at.getOffset().getTotalSeconds() % 60 == 0
          ? at
          : at.withOffsetSameInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
