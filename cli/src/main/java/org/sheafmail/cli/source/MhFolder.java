package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// One MH folder: files named by numbers, and `.mh_sequences`, which names sets of them.
final class MhFolder {
  private static final String SEQUENCES = ".mh_sequences";

  private final Path directory;
  private final String shownAs;
  private final MailboxName mailbox;
  private final SourceOptions options;
  private final Map<String, UidSet> sequences = new HashMap<>();

  MhFolder(Path directory, String shownAs, MailboxName mailbox, SourceOptions options)
      throws IOException {
    this.directory = directory;
    this.shownAs = shownAs;
    this.mailbox = mailbox;
    this.options = options;
    readSequences(directory.resolve(SEQUENCES));
  }

  static boolean isMhFolder(Path directory) throws IOException {
    if (Files.isRegularFile(directory.resolve(SEQUENCES))) {
      return true;
    }
    Optional<Path> numbered;
    try (Stream<Path> entries = Files.list(directory)) {
      numbered = entries.filter(f -> isNumbered(f) && Files.isRegularFile(f)).findFirst();
    }
    // A number may also be the name of an mbox: mail of the year 2019.
    return numbered.isPresent() && FileStart.isMessage(FileStart.read(numbered.get()));
  }

  static boolean isNumbered(Path file) {
    return name(file).matches("[1-9]\\d{0,8}");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// Lines such as `unseen: 3-5 8`.
  private void readSequences(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      return;
    }
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        List<UidSet.Range> ranges =
            Stream.of(line.substring(colon + 1).strip().split("\\s+", -1))
                .filter(word -> word.matches("[1-9]\\d{0,8}(-[1-9]\\d{0,8})?"))
                .map(MhFolder::range)
                .toList();
        sequences.put(line.substring(0, colon).strip(), new UidSet(ranges));
      }
    }
  }

  private static UidSet.Range range(String word) {
    int dash = word.indexOf('-');
    long first = Long.parseLong(dash < 0 ? word : word.substring(0, dash));
    long last = dash < 0 ? first : Long.parseLong(word.substring(dash + 1));
    return new UidSet.Range(first, Math.max(first, last));
  }

  MessageSource messages(MessageReader reader) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> files =
          entries
              .filter(MhFolder::isNumbered)
              .sorted(Comparator.comparingLong(file -> Long.parseLong(name(file))))
              .toList();
      return new FilesSource(files, this::place, reader);
    }
  }

  private MessageReader.@Nullable Place place(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    return new MessageReader.Place(
        new Region(file, 0, Files.size(file)),
        new Origin(shownAs + "/" + name(file), 0),
        mailbox,
        Transcriber.Escaping.NONE,
        flags(Long.parseLong(name(file))),
        Map.of(DateRule.FILE_TIME, FileTimes.of(file, options)),
        DateRule.FOR_FILES,
        false);
  }

  private Set<Flag> flags(long number) {
    Set<Flag> flags = new LinkedHashSet<>();
    if (!isIn("unseen", number)) {
      flags.add(Flag.SEEN);
    }
    if (isIn("flagged", number)) {
      flags.add(Flag.FLAGGED);
    }
    if (isIn("replied", number)) {
      flags.add(Flag.ANSWERED);
    }
    return flags;
  }

  private boolean isIn(String sequence, long number) {
    UidSet numbers = sequences.get(sequence);
    return numbers != null && numbers.contains(number);
  }
}
