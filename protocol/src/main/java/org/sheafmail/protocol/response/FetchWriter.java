package org.sheafmail.protocol.response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.wire.LiteralBody;
import org.sheafmail.protocol.wire.WireWriter;

/// Writes what a `FETCH` response tells of one message: `msg-att` (RFC 3501 §7.4.2). Begun by
/// [ResponseWriter#fetch], ended by [#end]; one item at the least lies between.
public final class FetchWriter {
  /// A power of two. Few sets of flags are in use at a time, and most messages share them.
  private static final int FLAGS_KEPT = 64;

  private final WireWriter out;
  private final @Nullable Set<Flag>[] knownFlags = newSets();
  private final byte[][] knownOctets = new byte[FLAGS_KEPT][];
  private char before = '(';
  private boolean open;

  FetchWriter(WireWriter out) {
    this.out = out;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
  private static @Nullable Set<Flag>[] newSets() {
    return new Set[FLAGS_KEPT];
  }

  FetchWriter begin() {
    before = '(';
    open = true;
    return this;
  }

  /// Ends the response.
  public void end() throws IOException {
    out.ascii(")\r\n");
    open = false;
  }

  /// True between [#begin] and [#end].
  boolean open() {
    return open;
  }

  private void item(String name) throws IOException {
    out.octet(before);
    before = ' ';
    out.ascii(name);
  }

  public FetchWriter uid(long uid) throws IOException {
    item("UID ");
    out.number(uid);
    return this;
  }

  /// `FLAGS`.
  ///
  /// @param flags must never change: its octets are kept for the next time it is given
  /// @param recent whether `\Recent` is to be added
  public FetchWriter flags(Set<Flag> flags, boolean recent) throws IOException {
    item("FLAGS (");
    out.octets(encoded(flags));
    if (recent) {
      out.ascii(flags.isEmpty() ? "\\Recent" : " \\Recent");
    }
    out.octet(')');
    return this;
  }

  @SuppressWarnings("ReferenceEquality") // Comparing sets would cost what this is to save.
  private byte[] encoded(Set<Flag> flags) {
    int slot = System.identityHashCode(flags) & (FLAGS_KEPT - 1);
    if (knownFlags[slot] != flags) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      for (Flag flag : flags) {
        if (octets.size() > 0) {
          octets.write(' ');
        }
        octets.writeBytes(flag.name().getBytes(StandardCharsets.US_ASCII));
      }
      knownOctets[slot] = octets.toByteArray();
      knownFlags[slot] = flags;
    }
    return knownOctets[slot];
  }

  public FetchWriter internalDate(OffsetDateTime internalDate) throws IOException {
    item("INTERNALDATE ");
    out.dateTime(internalDate);
    return this;
  }

  /// `RFC822.SIZE`.
  public FetchWriter size(long octets) throws IOException {
    item("RFC822.SIZE ");
    out.number(octets);
    return this;
  }

  public FetchWriter envelope(Envelope envelope) throws IOException {
    item("ENVELOPE ");
    Envelopes.write(out, envelope);
    return this;
  }

  /// `BODY` without a section: the structure without extension data.
  ///
  /// rfc3501/body-no-extension
  public FetchWriter body(BodyStructure structure) throws IOException {
    item("BODY ");
    BodyStructures.write(out, structure, false);
    return this;
  }

  public FetchWriter bodyStructure(BodyStructure structure) throws IOException {
    item("BODYSTRUCTURE ");
    BodyStructures.write(out, structure, true);
    return this;
  }

  /// `BODY[section]<origin>` with `size` octets.
  ///
  /// @param origin the offset of a partial fetch
  /// @param octets writes exactly `size` octets
  public FetchWriter section(Section section, OptionalLong origin, long size, LiteralBody octets)
      throws IOException {
    sectionName(section, origin);
    out.literal(size, octets);
    return this;
  }

  /// `BODY[section]<origin> NIL`: the message has no such part.
  public FetchWriter sectionNil(Section section, OptionalLong origin) throws IOException {
    sectionName(section, origin);
    out.ascii("NIL");
    return this;
  }

  private void sectionName(Section section, OptionalLong origin) throws IOException {
    item("BODY");
    section.write(out);
    if (origin.isPresent()) {
      out.octet('<');
      out.number(origin.getAsLong());
      out.octet('>');
    }
    out.sp();
  }

  /// `RFC822`, `RFC822.HEADER` or `RFC822.TEXT`, with `size` octets.
  public FetchWriter rfc822(FetchItem.Attribute item, long size, LiteralBody octets)
      throws IOException {
    item(item.word());
    out.sp();
    out.literal(size, octets);
    return this;
  }
}
