package org.sheafmail.protocol.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireLimits;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// Response codes on the wire, both directions.
final class ResponseCodes {
  private ResponseCodes() {}

  /// `resp-text-code`, without its brackets. A code whose arguments make no sense is
  /// [ResponseCode.Other] too.
  static ResponseCode parse(String text) {
    int space = text.indexOf(' ');
    String name = space < 0 ? text : text.substring(0, space);
    String arguments = space < 0 ? "" : text.substring(space + 1).strip();
    try {
      return parse(name.toUpperCase(Locale.ROOT), arguments);
    } catch (IOException | IllegalArgumentException _) {
      return new ResponseCode.Other(
          name, arguments.isEmpty() ? Optional.empty() : Optional.of(arguments));
    }
  }

  private static ResponseCode parse(String name, String arguments) throws IOException {
    for (ResponseCode.Word word : ResponseCode.Word.values()) {
      if (word.word().equals(name)) {
        return word;
      }
    }
    WireReader in =
        WireReader.ofResponses(
            Channels.newChannel(new ByteArrayInputStream((arguments + "\r\n").getBytes(UTF_8))),
            WireLimits.DEFAULT);
    in.begin();
    return switch (name) {
      case "BADCHARSET" -> new ResponseCode.BadCharset(parseCharsets(in));
      case "CAPABILITY" ->
          new ResponseCode.Capability(List.of(arguments.toUpperCase(Locale.ROOT).split(" +", -1)));
      case "PERMANENTFLAGS" -> parsePermanentFlags(in);
      case "UIDNEXT" -> new ResponseCode.UidNext(in.nzNumber());
      case "UIDVALIDITY" -> new ResponseCode.UidValidityIs(parseUidValidity(in));
      case "UNSEEN" -> new ResponseCode.Unseen(in.nzNumber());
      case "APPENDUID" -> parseAppendUid(in);
      case "COPYUID" -> parseCopyUid(in);
      default -> throw in.error("unknown response code");
    };
  }

  private static UidValidity parseUidValidity(WireReader in) throws IOException {
    return new UidValidity(in.nzNumber());
  }

  /// `resp-code-apnd = "APPENDUID" SP nz-number SP append-uid` (RFC 4315 §4)
  private static ResponseCode parseAppendUid(WireReader in) throws IOException {
    UidValidity uidValidity = parseUidValidity(in);
    in.sp();
    return new ResponseCode.AppendUid(uidValidity, parseAscendingUidSet(in));
  }

  /// `resp-code-copy = "COPYUID" SP nz-number SP uid-set SP uid-set` (RFC 4315 §4)
  private static ResponseCode parseCopyUid(WireReader in) throws IOException {
    UidValidity uidValidity = parseUidValidity(in);
    in.sp();
    UidSet source = parseAscendingUidSet(in);
    in.sp();
    return new ResponseCode.CopyUid(uidValidity, source, parseAscendingUidSet(in));
  }

  /// A set whose order says which UID became which: a [UidSet] keeps that only if it ascends.
  private static UidSet parseAscendingUidSet(WireReader in) throws IOException {
    SequenceSet set = in.sequenceSet();
    long before = 0;
    for (SequenceSet.Range range : set.ranges()) {
      if (Math.min(range.first(), range.last()) <= before) {
        throw in.error("UIDs that do not ascend");
      }
      before = Math.max(range.first(), range.last());
    }
    return set.resolve(0);
  }

  /// `"BADCHARSET" [SP "(" astring *(SP astring) ")"]`
  private static List<String> parseCharsets(WireReader in) throws IOException {
    List<String> charsets = new ArrayList<>();
    if (in.at('(')) {
      in.octet('(');
      while (!in.at(')')) {
        if (in.at(' ')) {
          in.sp();
        } else {
          charsets.add(in.astring());
        }
      }
    }
    return charsets;
  }

  /// `"PERMANENTFLAGS" SP "(" [flag-perm *(SP flag-perm)] ")"`
  private static ResponseCode parsePermanentFlags(WireReader in) throws IOException {
    Set<Flag> flags = new LinkedHashSet<>();
    boolean newKeywords = false;
    for (String name : ResponseParser.tokens(in)) {
      newKeywords |= name.equals("\\*");
      ResponseParser.flag(name).ifPresent(flags::add);
    }
    return new ResponseCode.PermanentFlags(flags, newKeywords);
  }

  /// The counterpart of [#parse].
  ///
  /// rfc3501/response-codes, rfc4315/no-star
  static void write(WireWriter out, ResponseCode code) throws IOException {
    switch (code) {
      case ResponseCode.Word word -> out.ascii(word.word());
      case ResponseCode.BadCharset(var known) -> writeBadCharset(out, known);
      case ResponseCode.Capability(var capabilities) -> {
        out.ascii("CAPABILITY ");
        out.ascii(String.join(" ", capabilities));
      }
      case ResponseCode.PermanentFlags flags -> writePermanentFlags(out, flags);
      case ResponseCode.UidNext(var uid) -> numbered(out, "UIDNEXT ", uid);
      case ResponseCode.UidValidityIs(var uidValidity) ->
          numbered(out, "UIDVALIDITY ", uidValidity.value());
      case ResponseCode.Unseen(var number) -> numbered(out, "UNSEEN ", number);
      case ResponseCode.AppendUid(var uidValidity, var uids) -> {
        numbered(out, "APPENDUID ", uidValidity.value());
        out.sp();
        out.ascii(uids.toString());
      }
      case ResponseCode.CopyUid(var uidValidity, var source, var target) -> {
        numbered(out, "COPYUID ", uidValidity.value());
        out.sp();
        out.ascii(source.toString());
        out.sp();
        out.ascii(target.toString());
      }
      case ResponseCode.Other(var name, var arguments) -> {
        out.ascii(name);
        if (arguments.isPresent()) {
          out.sp();
          out.text(arguments.get());
        }
      }
    }
  }

  private static void numbered(WireWriter out, String name, long number) throws IOException {
    out.ascii(name);
    out.number(number);
  }

  private static void writeBadCharset(WireWriter out, List<String> known) throws IOException {
    out.ascii("BADCHARSET");
    if (!known.isEmpty()) {
      char before = '(';
      out.sp();
      for (String charset : known) {
        out.octet(before);
        out.astring(charset);
        before = ' ';
      }
      out.octet(')');
    }
  }

  private static void writePermanentFlags(WireWriter out, ResponseCode.PermanentFlags flags)
      throws IOException {
    out.ascii("PERMANENTFLAGS ");
    if (!flags.newKeywords()) {
      out.flagList(flags.flags());
      return;
    }
    out.octet('(');
    for (var flag : flags.flags()) {
      out.flag(flag);
      out.sp();
    }
    out.ascii("\\*)");
  }
}
