package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sheafmail.protocol.Flag;

/// Four lines that an export puts between the From_ line of an mbox and a message, so that the
/// message itself stays as it is:
///
/// ```
/// X-Sheaf-Export: octets=1234; date=2016-04-14T11:06:56+02:00
/// Status: RO
/// X-Status: AF
/// X-Keywords: $Forwarded work
/// ```
///
/// Other programs read the flags as they do from any mbox. We take the lines off again. `octets` is
/// how many of the file are those of the message, `>` before `From ` included: an mbox otherwise
/// cannot tell whether a message ended in a line end.
///
/// @param end of the four lines, from the start of the file
public record ExportedHead(long end, long octets, OffsetDateTime internalDate, Set<Flag> flags) {
  private static final String MARK = "X-Sheaf-Export: ";
  private static final int LENGTH_MAX = 1 << 20;
  private static final Pattern FORM =
      Pattern.compile(
          MARK
              + "octets=(\\d{1,18}); date=(\\S+)\nStatus: (R?)O\nX-Status: (A?)(F?)(D?)(T?)\n"
              + "X-Keywords: ([^\n]*)\n");

  /// The lines at `start` of a message that ends at `limit`, if they are there and say the truth
  /// about its length.
  static Optional<ExportedHead> read(FileChannel channel, long start, long limit)
      throws IOException {
    if (!text(channel, start, Math.min(limit - start, MARK.length())).equals(MARK)) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text(channel, start, Math.min(limit - start, LENGTH_MAX)));
    if (!form.lookingAt()) {
      return Optional.empty();
    }
    try {
      long end = start + form.end();
      long octets = Long.parseLong(form.group(1));
      OffsetDateTime date = OffsetDateTime.parse(form.group(2));
      boolean fits = end + octets == limit || end + octets == limit - 1;
      return fits
          ? Optional.of(new ExportedHead(end, octets, date, flags(form)))
          : Optional.empty();
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty(); // Somebody has changed it.
    }
  }

  private static Set<Flag> flags(Matcher form) {
    Set<Flag> flags = new LinkedHashSet<>();
    List<Flag> system = List.of(Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.DRAFT);
    for (int i = 0; i < system.size(); i++) {
      if (!form.group(3 + i).isEmpty()) {
        flags.add(system.get(i));
      }
    }
    for (String word : form.group(8).split(" ", -1)) {
      if (!word.isEmpty()) {
        flags.add(new Flag(word));
      }
    }
    return flags;
  }

  private static String text(FileChannel channel, long start, long length) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((int) length);
    while (octets.hasRemaining() && channel.read(octets, start + octets.position()) >= 0) {
      // On until it is full or the file ends.
    }
    return new String(octets.array(), 0, octets.position(), StandardCharsets.ISO_8859_1);
  }

  /// The lines for a message that takes `octets` in the file.
  public static String write(long octets, OffsetDateTime internalDate, Set<Flag> flags) {
    StringBuilder keywords = new StringBuilder();
    flags.stream()
        .map(Flag::name)
        .filter(name -> !name.startsWith("\\"))
        .sorted()
        .forEach(name -> keywords.append(keywords.isEmpty() ? "" : " ").append(name));
    return MARK
        + "octets=%d; date=%s\nStatus: %sO\nX-Status: %s%s%s%s\nX-Keywords: %s\n"
            .formatted(
                octets,
                internalDate,
                flags.contains(Flag.SEEN) ? "R" : "",
                flags.contains(Flag.ANSWERED) ? "A" : "",
                flags.contains(Flag.FLAGGED) ? "F" : "",
                flags.contains(Flag.DELETED) ? "D" : "",
                flags.contains(Flag.DRAFT) ? "T" : "",
                keywords);
  }
}
