package org.sheafmail.protocol.response;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import org.sheafmail.protocol.command.Section;

/// Takes the octets of `BODY[section]` as a `FETCH` response brings them, so that a message of any
/// size needs no memory.
@FunctionalInterface
public interface SectionSink {
  /// Reads as much as it likes; what it leaves is passed over.
  ///
  /// @param told what the response has told of the message before the section. A server may tell
  ///   the rest, its UID for instance, after it
  /// @param octets are gone when this returns
  /// @throws IOException to give up in the middle of the response; the connection can then only be
  ///   closed
  void take(Response.Fetch told, Section section, long size, ReadableByteChannel octets)
      throws IOException;
}
