package org.sheafmail.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sheafmail.protocol.command.FetchCommand;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.FetchItem.Attribute;

/// What a `FETCH` asks of each message, settled once.
///
/// @param items in the order asked, each once; the UID comes first where it was not asked for but
///   must be told (RFC 3501 §6.4.8)
/// @param setsSeen true if an item sets `\Seen`
record FetchPlan(List<FetchItem> items, boolean setsSeen) {
  FetchPlan {
    items = List.copyOf(items);
  }

  static FetchPlan of(FetchCommand command) {
    List<FetchItem> items = new ArrayList<>();
    // rfc3501/uid-fetch-uid
    if (command.uid() && !command.items().contains(Attribute.UID)) {
      items.add(Attribute.UID);
    }
    Set<FetchItem> answers = new HashSet<>();
    boolean setsSeen = false;
    for (FetchItem item : command.items()) {
      setsSeen |= setsSeen(item);
      if (answers.add(answer(item))) {
        items.add(item);
      }
    }
    return new FetchPlan(items, setsSeen);
  }

  /// The item by what it is answered with: `BODY.PEEK[]` like `BODY[]`.
  private static FetchItem answer(FetchItem item) {
    return item instanceof FetchItem.Body(var section, _, var partial)
        ? new FetchItem.Body(section, true, partial)
        : item;
  }

  private static boolean setsSeen(FetchItem item) {
    return switch (item) {
      case FetchItem.Body body -> !body.peek();
      case Attribute attribute ->
          attribute == Attribute.RFC822 || attribute == Attribute.RFC822_TEXT;
    };
  }

  boolean tellsFlags() {
    return items.contains(Attribute.FLAGS);
  }
}
