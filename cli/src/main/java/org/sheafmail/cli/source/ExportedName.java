package org.sheafmail.cli.source;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sheafmail.protocol.Flag;

/// The name of a file in a Maildir that an export wrote:
/// `0000000007.U12.sheaf,S=2048,D=1460624816+0200:2,FS`.
///
/// The number keeps the order; `S` is the size. Maildir has no place for the zone of a date nor for
/// more than 26 keywords in a mailbox, so `D` is the internal date, in seconds and with its zone,
/// and `K=26.31` names the keywords of the message whose numbers in `dovecot-keywords` no letter
/// stands for. Other programs take all of that for a part of the unique name and keep it.
///
/// @param keywords numbers from 26 on
public record ExportedName(OffsetDateTime internalDate, List<Integer> keywords) {
  private static final int LETTERS = 26;

  /// File systems allow no more.
  private static final int LENGTH_MAX = 255;

  private static final Pattern NAME =
      Pattern.compile(
          "\\d+\\.U\\d+\\.sheaf,S=\\d+,D=(-?\\d{1,12})([+-]\\d{4})(?:,K=([\\d.]+))?(?:[:;!]2,.*)?");

  public ExportedName {
    keywords = List.copyOf(keywords);
  }

  static Optional<ExportedName> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<Integer> keywords = new ArrayList<>();
    if (matcher.group(3) != null) {
      for (String number : matcher.group(3).split("\\.", -1)) {
        keywords.add(Integer.valueOf(number));
      }
    }
    OffsetDateTime date =
        Instant.ofEpochSecond(Long.parseLong(matcher.group(1)))
            .atOffset(ZoneOffset.of(matcher.group(2)));
    return Optional.of(new ExportedName(date, keywords));
  }

  /// The name for a message with these flags and keywords.
  ///
  /// @param number of the message within its mailbox
  /// @param keywords numbers of its keywords, ascending
  /// @throws IllegalArgumentException if it has more keywords than go into a name
  public static String of(
      long number,
      long uid,
      long size,
      OffsetDateTime internalDate,
      Set<Flag> flags,
      List<Integer> keywords) {
    StringBuilder name = new StringBuilder();
    name.append("%010d.U%d.sheaf,S=%d,D=".formatted(number, uid, size));
    int minutes = internalDate.getOffset().getTotalSeconds() / 60;
    name.append(internalDate.toEpochSecond())
        .append(minutes < 0 ? '-' : '+')
        .append("%02d%02d".formatted(Math.abs(minutes) / 60, Math.abs(minutes) % 60));
    String more = "";
    StringBuilder letters = new StringBuilder();
    for (int keyword : keywords) {
      if (keyword < LETTERS) {
        letters.append((char) ('a' + keyword));
      } else {
        more += (more.isEmpty() ? ",K=" : ".") + keyword;
      }
    }
    name.append(more).append(":2,").append(systemLetters(flags)).append(letters);
    if (name.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("more keywords than the name of a file can hold");
    }
    return name.toString();
  }

  /// In the order of the alphabet, as Maildir wants them.
  private static String systemLetters(Set<Flag> flags) {
    return (flags.contains(Flag.DRAFT) ? "D" : "")
        + (flags.contains(Flag.FLAGGED) ? "F" : "")
        + (flags.contains(Flag.ANSWERED) ? "R" : "")
        + (flags.contains(Flag.SEEN) ? "S" : "")
        + (flags.contains(Flag.DELETED) ? "T" : "");
  }
}
