package org.sheafmail.protocol.response;

import java.io.IOException;
import java.util.List;
import org.sheafmail.protocol.wire.WireWriter;

/// Response codes on the wire, both directions.
final class ResponseCodes {
  private ResponseCodes() {}

  /// `resp-text-code`, without its brackets.
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
