package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.Optional;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `EXPUNGE` (RFC 3501 §6.4.3), or `uid-expunge = "UID" SP "EXPUNGE" SP sequence-set` (RFC 4315
/// §2.1).
///
/// @param uids the messages it is confined to; empty for the plain command
public record ExpungeCommand(Optional<SequenceSet> uids) implements Command.Select {
  /// What follows `UID EXPUNGE`.
  static ExpungeCommand parseUid(WireReader in) throws IOException {
    in.sp();
    return new ExpungeCommand(Optional.of(in.sequenceSet()));
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii(uids.isPresent() ? "UID EXPUNGE " : "EXPUNGE");
    if (uids.isPresent()) {
      out.sequenceSet(uids.get());
    }
  }
}
