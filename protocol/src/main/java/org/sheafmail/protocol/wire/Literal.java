package org.sheafmail.protocol.wire;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;

/// A run of octets of announced size inside a command: `literal` (RFC 3501 §4.3, RFC 7888) or
/// `literal8` (RFC 3516 §4.4). The header has been read, the octets have not.
///
/// Whoever needs the octets accepts the literal and reads all of them. Whoever does not want them
/// leaves the literal alone and refuses the command.
public interface Literal {
  /// In octets, 0 to 2³² − 1.
  long size();

  /// True if the sender waits for a continuation request before it sends the octets.
  boolean synchronizing();

  /// True for `literal8`, which may hold NUL.
  boolean binary();

  /// Asks for the octets if the sender waits, and gives a channel that ends after exactly [#size]
  /// octets. Called once. A read blocks until there is at least one octet.
  ///
  /// @return reads straight from the connection; closing it reads nothing further
  ReadableByteChannel accept() throws IOException;

  /// Where the first NUL stands among the octets read so far, counted from 0.
  OptionalLong nulAt();
}
