package org.sheafmail.cli.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;

/// Files of one message each: `.eml`, and Apple Mail's `.emlx`, which has the length of the message
/// in its first line and a property list with flags and dates behind it.
final class SingleFiles {
  /// Octets of the property list that are read.
  private static final int PLIST_MAX = 64 * 1024;

  private static final Pattern PLIST_NUMBER =
      Pattern.compile("<key>([a-z-]+)</key>\\s*<(?:integer|real)>(\\d{1,18})");

  private static final int EMLX_READ = 1;
  private static final int EMLX_DELETED = 1 << 1;
  private static final int EMLX_ANSWERED = 1 << 2;
  private static final int EMLX_FLAGGED = 1 << 4;
  private static final int EMLX_DRAFT = 1 << 6;
  private static final int EMLX_FORWARDED = 1 << 8;

  private final UnaryOperator<String> shown;
  private final MailboxName mailbox;
  private final SourceOptions options;

  /// @param shown makes what the user calls a file of its path
  SingleFiles(UnaryOperator<String> shown, MailboxName mailbox, SourceOptions options) {
    this.shown = shown;
    this.mailbox = mailbox;
    this.options = options;
  }

  /// True for a file that is one message by its name, whatever it begins with.
  ///
  /// @param start its first octets
  static boolean isSingleFile(Path file, byte[] start) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".eml")
        || name.endsWith(".emlx")
        || (name.endsWith(".msg") && !FileStart.isOutlook(start));
  }

  MessageSource messages(List<Path> files, MessageReader reader) {
    return new FilesSource(files, this::place, reader);
  }

  private MessageReader.@Nullable Place place(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    Map<DateRule, OffsetDateTime> dates = new EnumMap<>(DateRule.class);
    dates.put(DateRule.FILE_TIME, FileTimes.of(file, options));
    Set<Flag> flags = new LinkedHashSet<>();
    Region region = new Region(file, 0, Files.size(file));
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".emlx")) {
      region = emlx(region, dates, flags).orElse(region);
    }
    return new MessageReader.Place(
        region,
        new Origin(shown.apply(file.toString()), 0),
        mailbox,
        Transcriber.Escaping.NONE,
        flags,
        dates,
        DateRule.FOR_FILES,
        false);
  }

  private Optional<Region> emlx(Region file, Map<DateRule, OffsetDateTime> dates, Set<Flag> flags)
      throws IOException {
    long start;
    long length;
    try (InputStream in = file.open()) {
      String line = new String(in.readNBytes(32), StandardCharsets.ISO_8859_1);
      Matcher first = Pattern.compile("(\\d{1,18})[ \\t]*\\r?\\n").matcher(line);
      if (!first.lookingAt()) {
        return Optional.empty();
      }
      start = first.end();
      length = Long.parseLong(first.group(1));
    }
    if (start + length > file.length()) {
      return Optional.empty();
    }
    long rest = Math.min(PLIST_MAX, file.length() - start - length);
    try (InputStream in = new Region(file.file(), start + length, rest).open()) {
      readPlist(new String(in.readAllBytes(), StandardCharsets.UTF_8), dates, flags);
    }
    return Optional.of(new Region(file.file(), start, length));
  }

  private void readPlist(String plist, Map<DateRule, OffsetDateTime> dates, Set<Flag> flags) {
    Matcher numbers = PLIST_NUMBER.matcher(plist);
    while (numbers.find()) {
      long number = Long.parseLong(numbers.group(2));
      switch (numbers.group(1)) {
        case "flags" -> addEmlxFlags(number, flags);
        case "date-received" -> {
          if (number < Integer.MAX_VALUE) {
            dates.put(
                DateRule.PLIST,
                Instant.ofEpochSecond(number).atZone(options.zone()).toOffsetDateTime());
          }
        }
        default -> {
          // The rest is about Apple Mail's own index.
        }
      }
    }
  }

  private static void addEmlxFlags(long bits, Set<Flag> flags) {
    Map<Integer, Flag> meanings =
        Map.of(
            EMLX_READ, Flag.SEEN,
            EMLX_DELETED, Flag.DELETED,
            EMLX_ANSWERED, Flag.ANSWERED,
            EMLX_FLAGGED, Flag.FLAGGED,
            EMLX_DRAFT, Flag.DRAFT,
            EMLX_FORWARDED, MailFlags.FORWARDED);
    meanings.forEach((bit, flag) -> {
      if ((bits & bit) != 0) {
        flags.add(flag);
      }
    });
  }
}
