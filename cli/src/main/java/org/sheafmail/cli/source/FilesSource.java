package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files that hold one message each: Maildir, MH, EML.
final class FilesSource implements MessageSource {
  /// Says what the place of a file tells about its message; null if the file is gone.
  @FunctionalInterface
  interface Placing {
    MessageReader.@Nullable Place place(Path file) throws IOException;
  }

  private final Iterator<Path> files;
  private final Placing placing;
  private final MessageReader reader;

  FilesSource(List<Path> files, Placing placing, MessageReader reader) {
    this.files = files.iterator();
    this.placing = placing;
    this.reader = reader;
  }

  @Override
  public @Nullable SourceMessage next() throws IOException {
    while (files.hasNext()) {
      MessageReader.Place place = placing.place(files.next());
      if (place != null) {
        try {
          return reader.read(place, null);
        } catch (IOException e) {
          // One file that cannot be read must not cost the others.
          return reader.unreadable(place, e);
        }
      }
    }
    return null;
  }

  @Override
  public void close() {}
}
