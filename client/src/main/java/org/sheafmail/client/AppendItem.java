package org.sheafmail.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Octets;

/// One message to be appended: what goes with it, how large it is, and where its octets come from.
///
/// ```java
/// AppendItem inMemory = AppendItem.of(Set.of(Flag.SEEN), received, octets);
/// AppendItem inFile = AppendItem.of(Set.of(), Optional.empty(), file, Files.size(file));
/// AppendItem elsewhere =
///     new AppendItem(Set.of(), Optional.empty(), size, () -> Channels.newChannel(blob.open()));
/// ```
///
/// @param flags to set on the message
/// @param internalDate to give it; empty for the time of the append
/// @param size of the body in octets, 1 or more. It is announced before the body is read
/// @param body opened when the message is sent, once for each attempt
/// @param binary true to send it as `literal8` (RFC 3516 §4.4), which has room for NUL octets: for
///   servers with `BINARY` alone
public record AppendItem(
    Set<Flag> flags, Optional<OffsetDateTime> internalDate, long size, Body body, boolean binary) {
  /// A message without NUL octets.
  public AppendItem(Set<Flag> flags, Optional<OffsetDateTime> internalDate, long size, Body body) {
    this(flags, internalDate, size, body, false);
  }

  public AppendItem {
    if (size < 1) {
      // An empty message is how a client calls a whole append off (RFC 3502).
      throw new IllegalArgumentException("a message has one octet at the least: " + size);
    }
    flags = Set.copyOf(flags);
  }

  /// Where the octets of a message come from.
  @FunctionalInterface
  public interface Body {
    /// The octets from the first on. The channel is closed by whoever opened it; fewer octets than
    /// announced fail the append and the connection with it.
    ReadableByteChannel open() throws IOException;
  }

  /// A message in memory.
  public static AppendItem of(Set<Flag> flags, OffsetDateTime internalDate, Octets octets) {
    return new AppendItem(
        flags,
        Optional.of(internalDate),
        octets.size(),
        () -> Channels.newChannel(new ByteArrayInputStream(octets.toByteArray())));
  }

  /// A message in a file of `size` octets.
  public static AppendItem of(
      Set<Flag> flags, Optional<OffsetDateTime> internalDate, Path file, long size) {
    return new AppendItem(flags, internalDate, size, () -> FileChannel.open(file));
  }
}
