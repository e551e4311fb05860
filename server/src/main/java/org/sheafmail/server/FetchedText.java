package org.sheafmail.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.response.FetchWriter;
import org.sheafmail.server.mime.SectionOctets;

/// One literal of a `FETCH` response: a section of a message, or a range of it, ready to be
/// written.
///
/// A small one has been read already, so that a disk that fails is known before anything is
/// written; a large one has been compared with its checksum and is read again while it is sent.
final class FetchedText {
  private static final long READ_AHEAD_MAX = 64 * 1024;
  private static final OptionalLong NO_ORIGIN = OptionalLong.empty();

  private final @Nullable SectionOctets octets;
  private final long offset;
  private final long size;
  private final byte @Nullable [] readAhead;

  /// @param octets null if the message has no such section
  FetchedText(@Nullable SectionOctets octets, Optional<FetchItem.Partial> partial)
      throws IOException {
    this.octets = octets;
    long whole = octets == null ? 0 : octets.size();
    // rfc3501/fetch-partial: what lies beyond the end is the empty string.
    this.offset = Math.min(partial.map(FetchItem.Partial::offset).orElse(0L), whole);
    this.size = Math.min(partial.map(FetchItem.Partial::count).orElse(whole), whole - offset);
    this.readAhead = octets == null || size > READ_AHEAD_MAX ? null : read(octets, offset, size);
    if (octets != null && readAhead == null) {
      octets.verify();
    }
  }

  private static byte[] read(SectionOctets octets, long offset, long size) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream((int) size);
    octets.transferTo(offset, size, Channels.newChannel(read));
    return read.toByteArray();
  }

  /// Writes `BODY[section]<origin>`.
  void write(FetchWriter fetch, FetchItem.Body item) throws IOException {
    OptionalLong origin =
        item.partial().map(partial -> OptionalLong.of(partial.offset())).orElse(NO_ORIGIN);
    if (octets == null) {
      fetch.sectionNil(item.section(), origin);
    } else {
      fetch.section(item.section(), origin, size, this::writeTo);
    }
  }

  /// Writes `RFC822` and the like.
  void write(FetchWriter fetch, FetchItem.Attribute item) throws IOException {
    fetch.rfc822(item, size, this::writeTo);
  }

  private void writeTo(WritableByteChannel target) throws IOException {
    if (readAhead != null) {
      ByteBuffer source = ByteBuffer.wrap(readAhead);
      while (source.hasRemaining()) {
        target.write(source);
      }
    } else if (octets != null) {
      octets.transferTo(offset, size, target);
    }
  }
}
