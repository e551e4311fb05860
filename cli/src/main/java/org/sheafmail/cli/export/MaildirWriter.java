package org.sheafmail.cli.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.ExportedName;
import org.sheafmail.protocol.Flag;

/// A Maildir: each message a file in `cur`, its octets as they are, its flags and date in the name
/// ([ExportedName]) and in the time of the file, its keywords in `dovecot-keywords`.
final class MaildirWriter implements ExportFormat {
  private final Path folder;
  private final Path messages;
  private final Map<String, Integer> keywords = new TreeMap<>();
  private long count;
  private @Nullable Path last;

  MaildirWriter(Path folder) throws IOException {
    this.folder = folder;
    this.messages = folder.resolve("cur");
    Files.createDirectories(folder);
    for (String part : List.of("cur", "new", "tmp")) {
      Files.createDirectory(folder.resolve(part));
    }
  }

  @Override
  public void add(Message message) throws IOException, UnfitException {
    last = null;
    Path file = messages.resolve(name(message));
    last = file;
    try (InputStream body = message.body().open()) {
      Files.copy(body, file);
    }
    Files.setLastModifiedTime(file, FileTime.from(message.internalDate().toInstant()));
  }

  private String name(Message message) throws UnfitException {
    List<Integer> numbers = new ArrayList<>();
    for (Flag flag : message.flags()) {
      if (!flag.name().startsWith("\\")) {
        numbers.add(keywords.computeIfAbsent(flag.name(), _ -> keywords.size()));
      }
    }
    numbers.sort(null);
    try {
      return ExportedName.of(
          ++count,
          message.uid(),
          message.body().size(),
          message.internalDate(),
          message.flags(),
          numbers);
    } catch (IllegalArgumentException e) {
      throw new UnfitException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void dropLast() throws IOException {
    if (last != null) {
      Files.deleteIfExists(last);
    }
  }

  /// The kernel has written most of it by now, so that syncing file by file takes little.
  @Override
  public void finish() throws IOException {
    StringBuilder lines = new StringBuilder();
    keywords.forEach(
        (keyword, number) -> lines.append(number).append(' ').append(keyword).append('\n'));
    Path table = folder.resolve("dovecot-keywords");
    Files.writeString(table, lines, StandardCharsets.US_ASCII);
    sync(table);
    try (Stream<Path> files = Files.list(messages)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sync(file);
      }
    }
    sync(messages);
    sync(folder);
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() {}
}
