package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.List;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `fetch = ["UID" SP] "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "("
/// fetch-att *(SP fetch-att) ")")` (RFC 3501 §6.4.5).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
/// @param items one at the least, as written; `UID FETCH` does not add `UID` here
public record FetchCommand(boolean uid, SequenceSet messages, List<FetchItem> items)
    implements Command.Select {
  public FetchCommand {
    if (items.isEmpty()) {
      throw new IllegalArgumentException("nothing to fetch");
    }
    items = List.copyOf(items);
  }

  static FetchCommand parse(WireReader in, boolean uid) throws IOException {
    in.sp();
    SequenceSet messages = in.sequenceSet();
    in.sp();
    return new FetchCommand(uid, messages, FetchItem.parseList(in));
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii(uid ? "UID FETCH " : "FETCH ");
    out.sequenceSet(messages);
    out.sp();
    FetchItem.writeList(out, items);
  }
}
