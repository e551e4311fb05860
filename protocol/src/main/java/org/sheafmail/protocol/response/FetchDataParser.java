package org.sheafmail.protocol.response;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.wire.Literal;
import org.sheafmail.protocol.wire.WireReader;

/// Reads what a `FETCH` response tells; items it has no name for are passed over.
final class FetchDataParser {
  /// How deep parentheses may lie within each other in what is passed over.
  private static final int DEPTH_MAX = 100;

  private FetchDataParser() {}

  /// `msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP …) ")"`
  static List<FetchData> parse(WireReader in, long sequenceNumber, @Nullable SectionSink sink)
      throws IOException {
    List<FetchData> data = new ArrayList<>();
    in.octet('(');
    while (!in.at(')')) {
      if (in.at(' ')) {
        in.sp();
      } else {
        item(in, sink == null ? null : new Passing(sequenceNumber, data, sink))
            .ifPresent(data::add);
      }
    }
    in.octet(')');
    return data;
  }

  /// Passes sections on, with what has been told before.
  private record Passing(long sequenceNumber, List<FetchData> data, SectionSink sink) {
    void pass(Section section, long size, ReadableByteChannel octets) throws IOException {
      sink.take(new Response.Fetch(sequenceNumber, data), section, size, octets);
    }
  }

  private static Optional<FetchData> item(WireReader in, @Nullable Passing passing)
      throws IOException {
    String name = in.word().toUpperCase(Locale.ROOT);
    if (name.equals("BODY") && in.at('[')) {
      return Optional.of(section(in, passing));
    }
    in.sp();
    return switch (name) {
      case "UID" -> Optional.of(new FetchData.UidIs(in.number()));
      case "FLAGS" -> Optional.of(ResponseParser.flagList(in));
      case "INTERNALDATE" -> Optional.of(new FetchData.InternalDate(in.dateTime()));
      case "RFC822.SIZE" -> Optional.of(new FetchData.Size(in.number64()));
      case "ENVELOPE" -> Optional.of(new FetchData.EnvelopeIs(Envelopes.parse(in)));
      case "BODY", "BODYSTRUCTURE" ->
          Optional.of(new FetchData.Structure(BodyStructures.parse(in)));
      case "RFC822" -> Optional.of(rfc822(in, FetchItem.Attribute.RFC822));
      case "RFC822.HEADER" -> Optional.of(rfc822(in, FetchItem.Attribute.RFC822_HEADER));
      case "RFC822.TEXT" -> Optional.of(rfc822(in, FetchItem.Attribute.RFC822_TEXT));
      default -> {
        skipValue(in, 0);
        yield Optional.empty();
      }
    };
  }

  private static FetchData rfc822(WireReader in, FetchItem.Attribute item) throws IOException {
    return new FetchData.Rfc822(item, Optional.ofNullable(in.nstringOctets()));
  }

  /// `"BODY" section ["<" number ">"] SP nstring`
  private static FetchData section(WireReader in, @Nullable Passing passing) throws IOException {
    Section section = Section.parse(in);
    OptionalLong origin = OptionalLong.empty();
    if (in.at('<')) {
      in.octet('<');
      origin = OptionalLong.of(in.number());
      in.octet('>');
    }
    in.sp();
    if (passing != null && in.at('{')) {
      Literal literal = in.literal();
      passing.pass(section, literal.size(), literal.accept());
      in.passLiteral();
      return new FetchData.SectionPassedOn(section, origin, literal.size());
    }
    Octets octets = in.nstringOctets();
    if (passing != null && octets != null) {
      passing.pass(section, octets.size(), octets.asChannel());
      return new FetchData.SectionPassedOn(section, origin, octets.size());
    }
    return new FetchData.SectionIs(section, origin, Optional.ofNullable(octets));
  }

  /// Passes over one value of unknown meaning: a string, a word or number, or a list of such.
  static void skipValue(WireReader in, int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw in.error("parentheses of more than " + DEPTH_MAX + " levels");
    }
    if (in.at('(')) {
      in.octet('(');
      while (!in.at(')')) {
        if (in.at(' ')) {
          in.sp();
        } else {
          skipValue(in, depth + 1);
        }
      }
      in.octet(')');
    } else if (in.atString()) {
      in.string();
    } else {
      in.token();
    }
  }
}
