package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;

/// A folder that an export of a whole account wrote. Its file `sheaf-export` says which file or
/// Maildir in it is which mailbox, since a mailbox may be called what no file can.
public final class ExportedFolder implements MessageSource {
  /// One line for each mailbox: where it is, and the levels of its name, with tabs in between.
  public static final String INDEX = "sheaf-export";

  private final Path folder;
  private final Sources.Reading reading;
  private final Optional<MailboxName> prefix;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private @Nullable MessageSource current;

  /// A mailbox and where it is, seen from the folder.
  public record Entry(String place, MailboxName mailbox) {
    /// Its line in the index.
    public String line() {
      return place + "\t" + String.join("\t", mailbox.levels()) + "\n";
    }

    static Entry parse(String line) throws UnknownSourceException {
      List<String> words = Arrays.asList(line.split("\t", -1));
      try {
        return new Entry(words.getFirst(), new MailboxName(words.subList(1, words.size())));
      } catch (IllegalArgumentException e) {
        throw new UnknownSourceException("not a line of " + INDEX + ": " + line);
      }
    }
  }

  ExportedFolder(Path folder, Optional<MailboxName> prefix, Sources.Reading reading)
      throws IOException {
    this.folder = folder;
    this.prefix = prefix;
    this.reading = reading;
    for (String line : Files.readAllLines(folder.resolve(INDEX), StandardCharsets.UTF_8)) {
      entries.add(Entry.parse(line));
    }
  }

  static boolean isExported(Path folder) {
    return Files.isRegularFile(folder.resolve(INDEX));
  }

  @Override
  public @Nullable SourceMessage next() throws IOException {
    while (true) {
      if (current != null) {
        SourceMessage message = current.next();
        if (message != null) {
          return message;
        }
        close();
      }
      if (entries.isEmpty()) {
        return null;
      }
      current = open(entries.removeFirst());
    }
  }

  private MessageSource open(Entry entry) throws IOException {
    Path place = folder.resolve(entry.place()).normalize();
    if (!place.startsWith(folder) || !Files.exists(place)) {
      throw new UnknownSourceException(entry.place() + " is not in " + folder);
    }
    List<String> levels = new ArrayList<>(prefix.map(MailboxName::levels).orElse(List.of()));
    levels.addAll(entry.mailbox().levels());
    MailboxName mailbox = new MailboxName(levels);
    return Files.isDirectory(place)
        ? new Maildir(place, place.toString(), mailbox, reading.options())
            .messages(reading.reader())
        : reading.openFile(place, mailbox, UnaryOperator.identity());
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
