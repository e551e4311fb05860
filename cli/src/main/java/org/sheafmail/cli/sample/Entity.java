package org.sheafmail.cli.sample;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/// One MIME entity (RFC 2045): the header fields about its content, and its body as transferred.
///
/// Both are strings with one `char` for each octet, see [Texts].
record Entity(String header, String body) {

  /// Text with `\n` between its lines.
  ///
  /// @param encoding `7bit`, `8bit`, `quoted-printable` or `base64`
  /// @param parameters more parameters for the content type, each with `; ` in front; may be empty
  static Entity text(
      String subtype, String text, Charset charset, String encoding, String parameters) {
    String name = charset.name().startsWith("x-") ? charset.name().substring(2) : charset.name();
    String type = "text/" + subtype + "; charset=" + name + parameters;
    String body =
        switch (encoding) {
          case "base64" -> Texts.base64(Texts.encode(Texts.crlf(text), charset));
          case "quoted-printable" -> Texts.quotedPrintable(text, charset);
          default -> Texts.octets(Texts.encode(Texts.crlf(text), charset));
        };
    return new Entity(fields(type, encoding), body);
  }

  static Entity plain(String text) {
    boolean ascii = EncodedWord.isAscii(text);
    return text(
        "plain",
        text,
        ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8,
        ascii ? "7bit" : "quoted-printable",
        "");
  }

  static Entity html(String html, Charset charset) {
    return text("html", html, charset, "quoted-printable", "");
  }

  /// A file in base64.
  static Entity attachment(String type, String fileName, byte[] content) {
    return new Entity(
        fields(type, "base64") + disposition("attachment", fileName), Texts.base64(content));
  }

  /// An image for the HTML beside it (RFC 2387, RFC 2392).
  static Entity inline(String type, String contentId, String fileName, byte[] content) {
    return new Entity(
        fields(type, "base64")
            + ("Content-ID: <" + contentId + ">\r\n")
            + disposition("inline", fileName),
        Texts.base64(content));
  }

  /// A whole message inside another (RFC 2046 §5.2.1).
  static Entity message(String message) {
    String encoding = EncodedWord.isAscii(message) ? "7bit" : "8bit";
    return new Entity(fields("message/rfc822", encoding), message);
  }

  /// @param subtype may carry parameters, as in `report; report-type=delivery-status`
  static Entity multipart(String subtype, Entity... parts) {
    return multipart(subtype, Arrays.asList(parts));
  }

  static Entity multipart(String subtype, List<Entity> parts) {
    StringBuilder inside = new StringBuilder();
    parts.forEach(part -> inside.append(part.header).append(part.body));
    String boundary = boundary(inside);
    StringBuilder body = new StringBuilder("This is a message in several parts (MIME).\r\n");
    for (Entity part : parts) {
      body.append("\r\n--").append(boundary).append("\r\n");
      body.append(part.header).append("\r\n").append(part.body);
    }
    body.append("\r\n--").append(boundary).append("--\r\n");
    String type = "multipart/" + subtype + ";\r\n boundary=\"" + boundary + '"';
    return new Entity("Content-Type: " + type + "\r\n", body.toString());
  }

  /// Drawn from what it has to divide, so that it is the same each time and differs from the
  /// boundaries further in.
  private static String boundary(CharSequence inside) {
    CRC32 crc = new CRC32();
    crc.update(inside.toString().getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "=_sheaf_%08x_%x", crc.getValue(), inside.length());
  }

  private static String fields(String type, String encoding) {
    return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n";
  }

  /// RFC 2183, with RFC 2231 for a name that is not ASCII.
  private static String disposition(String kind, String fileName) {
    String parameter =
        EncodedWord.isAscii(fileName)
            ? "filename=\"" + fileName + '"'
            : "filename*=UTF-8''" + percent(fileName);
    return "Content-Disposition: " + kind + ";\r\n " + parameter + "\r\n";
  }

  private static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : Texts.octets(text.getBytes(StandardCharsets.UTF_8)).toCharArray()) {
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '-');
      out.append(plain ? String.valueOf(c) : Texts.hex('%', c));
    }
    return out.toString();
  }

  /// The whole message: `envelope` fields first, then `MIME-Version`, then this entity.
  String under(Header envelope) {
    return envelope + "MIME-Version: 1.0\r\n" + header + "\r\n" + body;
  }
}
