package org.sheafmail.cli.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sheafmail.cli.Private;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// A folder for the messages that were not stored: each as a file, as it would have been sent, and
/// a line in `refused.tsv` that says where it came from and why it was refused. All connections of
/// an upload share one.
final class Quarantine {
  static final String LIST = "refused.tsv";
  private static final String HEADINGS =
      "time\tsource\toffset\tmessage-id\tsize\tmailbox\tfile\treason\n";

  private final Path directory;
  private final Clock clock;

  Quarantine(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /// Puts a message aside; a message that is there from an earlier run is written once.
  synchronized Path put(SourceMessage message, MailboxName mailbox, String reason)
      throws IOException {
    Private.directory(directory);
    Path file = directory.resolve(message.digest().toString().substring(0, 24) + ".eml");
    if (!Files.exists(file)) {
      Path unfinished = directory.resolve(file.getFileName() + ".part");
      Files.deleteIfExists(unfinished);
      try (InputStream octets = message.body().open();
          OutputStream out =
              Private.writing(
                  unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        octets.transferTo(out);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
    Path list = directory.resolve(LIST);
    String headings = Files.exists(list) ? "" : HEADINGS;
    try (OutputStream out =
        Private.writing(list, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      String lines = headings + line(message, mailbox, reason, file);
      out.write(lines.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private String line(SourceMessage message, MailboxName mailbox, String reason, Path file) {
    return Stream.of(
                clock.instant(),
                message.origin().file(),
                message.origin().offset(),
                message.messageId().orElse(""),
                message.size(),
                mailbox,
                file.getFileName(),
                reason)
            .map(field -> String.valueOf(field).replaceAll("[\\p{Cc}]+", " "))
            .collect(Collectors.joining("\t"))
        + "\n";
  }
}
