package org.sheafmail.cli.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The octets of a message as they are sent, to be opened as often as needed.
public sealed interface MessageBody {
  /// Octets that the stream gives.
  long size();

  InputStream open() throws IOException;

  /// A small message: what was hashed is what is sent, whatever happens to the file meanwhile.
  final class InMemory implements MessageBody {
    private final byte[] octets;

    /// @param octets which nobody changes any more
    public InMemory(byte[] octets) {
      this.octets = octets;
    }

    @Override
    public long size() {
      return octets.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(octets);
    }
  }

  /// A large message, which is read from its file each time.
  record InFile(Reading reading, long size) implements MessageBody {
    @Override
    public InputStream open() throws IOException {
      return reading.open();
    }
  }

  /// Opens a stream.
  @FunctionalInterface
  interface Reading {
    InputStream open() throws IOException;
  }
}
