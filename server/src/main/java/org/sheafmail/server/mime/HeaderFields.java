package org.sheafmail.server.mime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of one header that say something of structure or envelope, unfolded.
///
/// @param byName field bodies in the order of the header, under the field name in lower case
record HeaderFields(Map<String, List<String>> byName) {
  static final HeaderFields NONE = new HeaderFields(Map.of());

  /// The body of the first field of that name, without white space around it; `null` if there is
  /// none.
  @Nullable String first(String name) {
    List<String> all = byName.get(name);
    return all == null ? null : all.getFirst();
  }

  /// The bodies of all fields of that name, in the order of the header.
  List<String> all(String name) {
    return byName.getOrDefault(name, List.of());
  }
}
