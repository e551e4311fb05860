package org.sheafmail.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.sheafmail.client.Trace;

/// A file that shows what goes over the wire, for its owner alone: the number of the connection,
/// `C:` or `S:`, and the line. It is complete at any time: whoever looks for a mistake may not see
/// the end.
final class TraceFile {
  private final PrintStream lines;
  private final AtomicInteger connections = new AtomicInteger();

  TraceFile(Path file) throws IOException {
    if (Files.notExists(file)) {
      Private.file(file);
    } else if (Files.isRegularFile(file)) {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null) {
        view.setPermissions(PosixFilePermissions.fromString("rw-------"));
      }
    }
    lines = new PrintStream(file.toFile(), StandardCharsets.UTF_8);
  }

  /// Takes the lines of one more connection.
  Trace connection() {
    int number = connections.incrementAndGet();
    return (side, line) -> {
      lines.println(number + (side == Trace.Side.CLIENT ? " C: " : " S: ") + line);
      lines.flush();
    };
  }
}
