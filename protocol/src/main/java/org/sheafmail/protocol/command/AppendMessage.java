package org.sheafmail.protocol.command;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.wire.Literal;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// One message of an `APPEND` (RFC 4466 §3, for RFC 3502):
///
/// ```
/// append-message = append-opts SP append-data
/// append-opts = [SP flag-list] [SP date-time] *(SP append-ext)
/// append-data = literal / literal8 / append-data-ext
/// ```
///
/// @param flags as sent, equal ones folded. A name with a backslash that is no system flag is
///   grammatical, so it may be here; nothing can be done with it but refuse it
/// @param internalDate to the second, with the offset from UTC as sent
/// @param literal the message's octets, not yet accepted
public record AppendMessage(
    Set<Flag> flags, Optional<OffsetDateTime> internalDate, Literal literal) {

  /// What follows the space, or spaces, before the message.
  ///
  /// @param utf8 true if the literal came as `UTF8 (…)`, so that a parenthesis comes after it
  record Parsed(AppendMessage message, boolean utf8) {}

  /// `append-message`. A client in use writes two spaces where it leaves out flags and date.
  ///
  /// rfc3502/grammar, rfc3502/own-attributes
  static Parsed parse(WireReader in) throws IOException {
    spaces(in);
    Set<Flag> flags = Set.of();
    if (in.at('(')) {
      flags = in.flagList();
      spaces(in);
    }
    Optional<OffsetDateTime> internalDate = Optional.empty();
    if (in.at('"')) {
      internalDate = Optional.of(in.dateTime());
      spaces(in);
    }
    boolean utf8 = in.atLetter() && parseExtension(in);
    return new Parsed(new AppendMessage(flags, internalDate, in.literal()), utf8);
  }

  /// `append-ext` and `append-data-ext`, of which `UTF8 (literal8)` (RFC 6855 §4) is understood: it
  /// is `literal8` in other words.
  ///
  /// rfc3502/catenate-refused
  private static boolean parseExtension(WireReader in) throws IOException {
    String word = in.word();
    if (!word.equals("UTF8")) {
      throw in.error(word + " in APPEND is not supported");
    }
    in.sp();
    in.octet('(');
    return true;
  }

  private static void spaces(WireReader in) throws IOException {
    do {
      in.sp();
    } while (in.at(' '));
  }

  /// The counterpart of [#parse], with the octets.
  void write(WireWriter out) throws IOException {
    out.sp();
    if (!flags.isEmpty()) {
      out.flagList(flags);
      out.sp();
    }
    if (internalDate.isPresent()) {
      out.dateTime(internalDate.get());
      out.sp();
    }
    out.literal(literal);
  }
}
