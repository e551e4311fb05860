package org.sheafmail.server;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.MailboxView;

/// The flags that messages of a mailbox can have (RFC 3501 §7.2.6, §7.1 `PERMANENTFLAGS`).
final class MailboxFlags {
  private static final List<Flag> SYSTEM =
      List.of(Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.SEEN, Flag.DRAFT);

  private MailboxFlags() {}

  /// The keywords in use in a mailbox, in order.
  static List<Flag> keywords(MailboxView view) {
    return view.flagsInUse().stream()
        .filter(Flag::isKeyword)
        .sorted(Comparator.comparing(Flag::name))
        .toList();
  }

  /// Tells the client which flags there are, and that it may make up more.
  static void tell(MailboxView view, boolean readOnly, ResponseWriter out) throws IOException {
    Set<Flag> flags = new LinkedHashSet<>(SYSTEM);
    flags.addAll(keywords(view));
    out.flags(flags);
    if (readOnly) {
      out.untagged(
          Completion.ok(new ResponseCode.PermanentFlags(Set.of(), false), "Read-only mailbox"));
    } else {
      out.untagged(Completion.ok(new ResponseCode.PermanentFlags(flags, true), "Flags kept"));
    }
  }

  /// The first of `flags` that no message can have: a name with a backslash is the RFCs' to define
  /// (RFC 3501 §2.3.2). Null if all can be set.
  static @Nullable Flag firstUnknown(Set<Flag> flags) {
    for (Flag flag : flags) {
      if (!flag.isSystem() && !flag.isKeyword()) {
        return flag;
      }
    }
    return null;
  }
}
