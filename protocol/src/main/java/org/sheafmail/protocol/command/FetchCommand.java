package org.sheafmail.protocol.command;

import java.util.List;
import org.sheafmail.protocol.wire.SequenceSet;

/// `fetch = ["UID" SP] "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "("
/// fetch-att *(SP fetch-att) ")")` (RFC 3501 §6.4.5).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
/// @param items one at the least, as written; `UID FETCH` does not add `UID` here
public record FetchCommand(boolean uid, SequenceSet messages, List<FetchItem> items)
    implements Command.Select {
  public FetchCommand {
    items = List.copyOf(items);
  }
}
