package org.sheafmail.protocol.response;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;

/// One thing a `FETCH` response tells of a message: `msg-att-dynamic / msg-att-static` (RFC 3501
/// §7.4.2).
public sealed interface FetchData {
  /// `UID`.
  record UidIs(long uid) implements FetchData {}

  /// `FLAGS`.
  ///
  /// @param recent whether `\Recent` is among them
  record Flags(Set<Flag> flags, boolean recent) implements FetchData {
    public Flags {
      flags = Set.copyOf(flags);
    }
  }

  /// `INTERNALDATE`.
  record InternalDate(OffsetDateTime dateTime) implements FetchData {}

  /// `RFC822.SIZE`.
  record Size(long octets) implements FetchData {}

  /// `ENVELOPE`.
  record EnvelopeIs(Envelope envelope) implements FetchData {}

  /// `BODY` or `BODYSTRUCTURE`.
  record Structure(BodyStructure structure) implements FetchData {}

  /// `BODY[section]<origin>`.
  ///
  /// @param octets empty for `NIL`
  record SectionIs(Section section, OptionalLong origin, Optional<Octets> octets)
      implements FetchData {}

  /// `BODY[section]<origin>` whose octets went to a [SectionSink].
  record SectionPassedOn(Section section, OptionalLong origin, long size) implements FetchData {}

  /// `RFC822`, `RFC822.HEADER` or `RFC822.TEXT`.
  ///
  /// @param octets empty for `NIL`
  record Rfc822(FetchItem.Attribute item, Optional<Octets> octets) implements FetchData {}
}
