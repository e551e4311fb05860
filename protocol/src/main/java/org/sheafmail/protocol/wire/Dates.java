package org.sheafmail.protocol.wire;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Dates on the wire, both directions.
///
/// Beyond the grammar, the day may have one digit or two wherever it stands: clients in use write
/// `6-Sep`, ` 6-Sep` and `06-Sep` for the same. Second 60 is second 59. A day the month does not
/// have is an error.
final class Dates {
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private Dates() {}

  /// ```
  /// date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
  /// date-day-fixed = (SP DIGIT) / 2DIGIT
  /// zone = ("+" / "-") 4DIGIT
  /// ```
  ///
  /// rfc3502/date-nonsense
  static OffsetDateTime parseDateTime(WireReader in) throws IOException {
    in.octet('"');
    if (in.at(' ')) {
      in.sp();
    }
    LocalDate date = parseDateText(in);
    in.sp();
    LocalTime time = parseTime(in);
    in.sp();
    ZoneOffset zone = parseZone(in);
    in.octet('"');
    return OffsetDateTime.of(date, time, zone);
  }

  /// `date-text = date-day "-" date-month "-" date-year`
  private static LocalDate parseDateText(WireReader in) throws IOException {
    int day = in.digits(1, 2);
    in.octet('-');
    int month = parseMonth(in);
    in.octet('-');
    int year = in.digits(4, 4);
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException _) {
      throw in.error("there is no such day");
    }
  }

  private static int parseMonth(WireReader in) throws IOException {
    String name = in.letters("a month", 3);
    for (int i = 0; i < MONTHS.length; i++) {
      if (MONTHS[i].equalsIgnoreCase(name)) {
        return i + 1;
      }
    }
    throw in.error("there is no such month");
  }

  /// `time = 2DIGIT ":" 2DIGIT ":" 2DIGIT`
  private static LocalTime parseTime(WireReader in) throws IOException {
    int hour = in.digits(2, 2);
    in.octet(':');
    int minute = in.digits(2, 2);
    in.octet(':');
    int second = in.digits(2, 2);
    try {
      return LocalTime.of(hour, minute, second == 60 ? 59 : second);
    } catch (DateTimeException _) {
      throw in.error("there is no such time of day");
    }
  }

  private static ZoneOffset parseZone(WireReader in) throws IOException {
    boolean west = in.at('-');
    in.octet(west ? '-' : '+');
    int zone = in.digits(4, 4);
    int minutes = zone / 100 * 60 + zone % 100;
    if (zone % 100 > 59 || minutes > 18 * 60) {
      throw in.error("there is no such time zone");
    }
    return ZoneOffset.ofTotalSeconds((west ? -minutes : minutes) * 60);
  }

  /// The counterpart of [#parseDateTime].
  static void writeDateTime(WireWriter out, OffsetDateTime dateTime) throws IOException {
    out.octet('"');
    if (dateTime.getDayOfMonth() < 10) {
      out.octet(' ');
    }
    writeDateText(out, dateTime.toLocalDate());
    out.octet(' ');
    writeDigits(out, dateTime.getHour(), 2);
    out.octet(':');
    writeDigits(out, dateTime.getMinute(), 2);
    out.octet(':');
    writeDigits(out, dateTime.getSecond(), 2);
    out.octet(' ');
    int minutes = dateTime.getOffset().getTotalSeconds() / 60;
    out.octet(minutes < 0 ? '-' : '+');
    writeDigits(out, Math.abs(minutes) / 60 * 100 + Math.abs(minutes) % 60, 4);
    out.octet('"');
  }

  /// `date = date-text / DQUOTE date-text DQUOTE`
  static LocalDate parseDate(WireReader in) throws IOException {
    if (!in.at('"')) {
      return parseDateText(in);
    }
    in.octet('"');
    LocalDate date = parseDateText(in);
    in.octet('"');
    return date;
  }

  /// The counterpart of [#parseDate].
  static void writeDateText(WireWriter out, LocalDate date) throws IOException {
    out.number(date.getDayOfMonth());
    out.octet('-');
    out.ascii(MONTHS[date.getMonthValue() - 1]);
    out.octet('-');
    writeDigits(out, date.getYear(), 4);
  }

  private static void writeDigits(WireWriter out, int number, int digits) throws IOException {
    int scale = 1;
    for (int i = 1; i < digits; i++) {
      scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
      out.octet((char) ('0' + number / scale % 10));
    }
  }
}
