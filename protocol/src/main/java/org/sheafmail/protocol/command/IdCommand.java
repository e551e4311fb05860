package org.sheafmail.protocol.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `id = "ID" SP id-params-list` (RFC 2971 §3.1): who the client says it is. `NIL` is the empty
/// list.
public record IdCommand(List<Field> fields) implements Command.Any {
  public IdCommand {
    fields = List.copyOf(fields);
  }

  /// One field, for instance `"name"` and its value; `null` is `NIL`.
  public record Field(String name, @Nullable String value) {}
}
