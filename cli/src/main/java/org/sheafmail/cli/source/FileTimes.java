package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;

/// When a file was last written, as a date-time.
final class FileTimes {
  private FileTimes() {}

  static OffsetDateTime of(Path file, SourceOptions options) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().atZone(options.zone()).toOffsetDateTime();
  }
}
