package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
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

/// One Maildir: `new` and `cur`, a file for each message, its flags behind `:2,` in the file name,
/// its internal date in the time of the file, keywords as letters that `dovecot-keywords` explains.
/// Names that an export has made say more ([ExportedName]).
final class Maildir {
  /// `:` is not allowed in file names everywhere; these stand in for it.
  private static final String INFO_MARKS = ":;!";

  private final Path directory;
  private final String shownAs;
  private final MailboxName mailbox;
  private final SourceOptions options;
  private final Map<Integer, Flag> keywords = new HashMap<>();

  Maildir(Path directory, String shownAs, MailboxName mailbox, SourceOptions options)
      throws IOException {
    this.directory = directory;
    this.shownAs = shownAs;
    this.mailbox = mailbox;
    this.options = options;
    readKeywords(directory.resolve("dovecot-keywords"));
  }

  static boolean isMaildir(Path directory) {
    return Files.isDirectory(directory.resolve("cur"))
        && (Files.isDirectory(directory.resolve("new"))
            || Files.isDirectory(directory.resolve("tmp"))
            || name(directory).startsWith(".")); // Archives leave empty folders out.
  }

  /// Lines of a number and a keyword; up to 25 a letter of the file name stands for the number.
  private void readKeywords(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      return;
    }
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String[] words = line.strip().split("\\s+", 2);
      if (words.length == 2 && words[0].matches("\\d{1,6}")) {
        int number = Integer.parseInt(words[0]);
        MailFlags.keyword(words[1]).ifPresent(flag -> keywords.put(number, flag));
      }
    }
  }

  MessageSource messages(MessageReader reader) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : List.of("new", "cur")) {
      Path folder = directory.resolve(part);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          entries.filter(file -> !name(file).startsWith(".")).forEach(files::add);
        }
      }
    }
    files.sort(Comparator.comparingLong(Maildir::deliveryTime).thenComparing(Maildir::name));
    return new FilesSource(files, this::place, reader);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// The number at the start of the name: seconds, so that names sort by arrival.
  private static long deliveryTime(Path file) {
    String name = name(file);
    int digits = 0;
    while (digits < name.length() && digits < 18 && Character.isDigit(name.charAt(digits))) {
      digits++;
    }
    return digits == 0 ? Long.MAX_VALUE : Long.parseLong(name.substring(0, digits));
  }

  private MessageReader.@Nullable Place place(Path listed) throws IOException {
    Path file = Files.exists(listed) ? listed : renamed(listed);
    if (file == null || !Files.isRegularFile(file)) {
      return null;
    }
    Optional<ExportedName> exported = ExportedName.parse(name(file));
    Set<Flag> flags = flags(name(file));
    exported.ifPresent(name -> name.keywords().forEach(number -> addKeyword(number, flags)));
    OffsetDateTime date =
        exported.isPresent() ? exported.get().internalDate() : FileTimes.of(file, options);
    return new MessageReader.Place(
        new Region(file, 0, Files.size(file)),
        new Origin(shownAs + "/" + directory.relativize(file), 0),
        mailbox,
        Transcriber.Escaping.NONE,
        flags,
        Map.of(DateRule.FILE_TIME, date),
        DateRule.FOR_MAILDIR,
        exported.isPresent());
  }

  /// A mail program that is running renames files when flags change: the part before the flags
  /// stays.
  private @Nullable Path renamed(Path listed) throws IOException {
    String name = name(listed);
    int info = infoStart(name);
    String unique = info < 0 ? name : name.substring(0, info);
    try (Stream<Path> entries = Files.list(directory.resolve("cur"))) {
      return entries.filter(file -> name(file).startsWith(unique)).findFirst().orElse(null);
    }
  }

  private static int infoStart(String name) {
    int comma = name.lastIndexOf("2,");
    return comma > 0 && INFO_MARKS.indexOf(name.charAt(comma - 1)) >= 0 ? comma - 1 : -1;
  }

  private Set<Flag> flags(String name) {
    Set<Flag> flags = new LinkedHashSet<>();
    int info = infoStart(name);
    for (int i = info < 0 ? name.length() : info + 3; i < name.length(); i++) {
      char letter = name.charAt(i);
      switch (letter) {
        case 'D' -> flags.add(Flag.DRAFT);
        case 'F' -> flags.add(Flag.FLAGGED);
        case 'P' -> flags.add(MailFlags.FORWARDED);
        case 'R' -> flags.add(Flag.ANSWERED);
        case 'S' -> flags.add(Flag.SEEN);
        case 'T' -> flags.add(Flag.DELETED);
        default -> addKeyword(letter >= 'a' && letter <= 'z' ? letter - 'a' : -1, flags);
      }
    }
    return flags;
  }

  private void addKeyword(int number, Set<Flag> flags) {
    Flag keyword = keywords.get(number);
    if (keyword != null) {
      flags.add(keyword);
    }
  }
}
