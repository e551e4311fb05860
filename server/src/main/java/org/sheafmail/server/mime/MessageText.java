package org.sheafmail.server.mime;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.BodyStructure.Parameter;
import org.sheafmail.protocol.Envelope.Address;
import org.sheafmail.store.Body;

/// Looks for strings in the text of one message as a reader would see it: header fields with their
/// encoded words decoded, parts of text freed of transfer encoding and charset (RFC 3501 §6.4.4).
///
/// Of a part that is no text its header is looked at (so a file is found by its name), not its
/// content. Nothing is kept in memory but one field or a few kilobytes of a part.
final class MessageText {
  private static final int BUFFER_SIZE = 16 * 1024;

  private MessageText() {}

  /// True if the header of the message has a field of that name which holds `wanted`.
  static boolean headerHolds(Body body, Part root, String fieldName, FoldedText wanted)
      throws IOException {
    FieldScanner fields = new FieldScanner(body, root);
    while (fields.next()) {
      if (fields.name().equalsIgnoreCase(fieldName)
          && (wanted.isEmpty() || wanted.isIn(EncodedWords.decode(fields.value())))) {
        return true;
      }
    }
    return false;
  }

  /// True if the header as a whole holds `wanted`, names of fields included.
  static boolean anyHeaderHolds(Body body, Part part, FoldedText wanted) throws IOException {
    FieldScanner fields = new FieldScanner(body, part);
    while (fields.next()) {
      if (wanted.isIn(fields.name() + ": " + EncodedWords.decode(fields.value()))) {
        return true;
      }
    }
    return false;
  }

  /// True if the body of the message, with all its parts, holds `wanted`.
  static boolean bodyHolds(Body body, Part part, FoldedText wanted) throws IOException {
    return switch (part.structure()) {
      case BodyStructure.Multipart _, BodyStructure.Message _ ->
          anyPartHolds(body, part.parts(), wanted);
      case BodyStructure.Text text ->
          textHolds(body, part, text.fields(), charset(text.parameters()), wanted);
      case BodyStructure.Basic basic ->
          basic.type().equalsIgnoreCase("message")
              && textHolds(body, part, basic.fields(), null, wanted);
    };
  }

  private static boolean anyPartHolds(Body body, List<Part> parts, FoldedText wanted)
      throws IOException {
    for (Part part : parts) {
      if (anyHeaderHolds(body, part, wanted) || bodyHolds(body, part, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean textHolds(
      Body body,
      Part part,
      BodyStructure.Fields fields,
      @Nullable String charset,
      FoldedText wanted)
      throws IOException {
    try (Reader reader =
        new LenientDecoder(decoded(new PartInputStream(body, part), fields.encoding()), charset)) {
      return wanted.isIn(reader);
    }
  }

  /// The octets freed of their transfer encoding (RFC 2045 §6); what cannot be decoded is left out.
  private static InputStream decoded(InputStream encoded, String encoding) {
    // rfc3501/search-decoded
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "base64" ->
          new Base64InputStream(
              new BufferedInputStream(encoded, BUFFER_SIZE), DecodeMonitor.SILENT);
      case "quoted-printable" ->
          new QuotedPrintableInputStream(
              new BufferedInputStream(encoded, BUFFER_SIZE), DecodeMonitor.SILENT);
      default -> encoded;
    };
  }

  private static @Nullable String charset(List<Parameter> parameters) {
    for (Parameter parameter : parameters) {
      if (parameter.attribute().equalsIgnoreCase("charset")) {
        return parameter.value();
      }
    }
    return null;
  }

  /// True if one of the addresses of an envelope field, written as `name <mailbox@host>`, holds
  /// `wanted`.
  static boolean addressesHold(List<Address> addresses, FoldedText wanted) {
    for (Address address : addresses) {
      if (wanted.isIn(written(address))) {
        return true;
      }
    }
    return false;
  }

  private static String written(Address address) {
    if (address.mailbox() == null) {
      return "";
    }
    if (address.host() == null) {
      return EncodedWords.decode(address.mailbox());
    }
    String addrSpec = address.mailbox() + (address.host().isEmpty() ? "" : "@" + address.host());
    return EncodedWords.decode(
        address.name() == null ? addrSpec : address.name() + " <" + addrSpec + ">");
  }
}
