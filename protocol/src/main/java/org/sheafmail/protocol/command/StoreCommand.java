package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `store = ["UID" SP] "STORE" SP sequence-set SP store-att-flags` (RFC 3501 §6.4.6).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
/// @param silent true for `.SILENT`
/// @param flags may be empty
public record StoreCommand(
    boolean uid, SequenceSet messages, Mode mode, boolean silent, Set<Flag> flags)
    implements Command.Select {
  public StoreCommand {
    flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
  }

  /// How the flags given join those a message has.
  public enum Mode {
    /// `FLAGS`.
    REPLACE,
    /// `+FLAGS`.
    ADD,
    /// `-FLAGS`.
    REMOVE
  }

  /// `store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))`,
  /// after the set.
  static StoreCommand parse(WireReader in, boolean uid) throws IOException {
    in.sp();
    SequenceSet messages = in.sequenceSet();
    in.sp();
    Mode mode = in.at('+') ? Mode.ADD : in.at('-') ? Mode.REMOVE : Mode.REPLACE;
    if (mode != Mode.REPLACE) {
      in.octet(mode == Mode.ADD ? '+' : '-');
    }
    String word = in.word();
    boolean silent = word.equals("FLAGS.SILENT");
    if (!silent && !word.equals("FLAGS")) {
      throw in.error("expected FLAGS or FLAGS.SILENT");
    }
    in.sp();
    return new StoreCommand(uid, messages, mode, silent, parseFlags(in));
  }

  private static Set<Flag> parseFlags(WireReader in) throws IOException {
    if (in.at('(')) {
      return in.flagList();
    }
    Set<Flag> flags = new LinkedHashSet<>();
    flags.add(in.flag());
    while (in.at(' ')) {
      in.sp();
      flags.add(in.flag());
    }
    return flags;
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii(uid ? "UID STORE " : "STORE ");
    out.sequenceSet(messages);
    out.ascii(
        switch (mode) {
          case REPLACE -> " FLAGS";
          case ADD -> " +FLAGS";
          case REMOVE -> " -FLAGS";
        });
    out.ascii(silent ? ".SILENT " : " ");
    out.flagList(flags);
  }
}
