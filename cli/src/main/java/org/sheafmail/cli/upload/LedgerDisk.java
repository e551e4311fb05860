package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a ledger asks of the file system, so that a test can take any of it away.
interface LedgerDisk {
  /// The real one.
  LedgerDisk REAL = new LedgerDisk() {};

  /// Writes some of the octets at least.
  default void write(FileChannel file, ByteBuffer octets) throws IOException {
    file.write(octets);
  }

  /// Makes durable what was written.
  default void sync(FileChannel file) throws IOException {
    file.force(false);
  }

  /// Makes the names in a directory durable.
  default void syncDirectory(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
