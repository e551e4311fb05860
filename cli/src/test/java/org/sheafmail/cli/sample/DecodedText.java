package org.sheafmail.cli.sample;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a reader sees of the first text part of a message: charset and transfer encoding undone.
record DecodedText(String message) {
  private static final Pattern TEXT =
      Pattern.compile(
          "Content-Type: text/plain; charset=([\\w-]+)[^\r]*\r\n"
              + "Content-Transfer-Encoding: (\\S+)\r\n\r\n(.*?)(?:\r\n--=_|\\z)",
          Pattern.DOTALL);

  String text() {
    Matcher part = TEXT.matcher(message);
    if (!part.find()) {
      return "";
    }
    Charset charset = Charset.forName(part.group(1));
    String body = part.group(3);
    return switch (part.group(2)) {
      case "base64" -> new String(Base64.getMimeDecoder().decode(body), charset);
      case "quoted-printable" -> new String(quotedPrintable(body.replace("=\r\n", "")), charset);
      default -> new String(body.getBytes(StandardCharsets.ISO_8859_1), charset);
    };
  }

  private static byte[] quotedPrintable(String body) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int i = 0; i < body.length(); i++) {
      if (body.charAt(i) == '=') {
        octets.write(HexFormat.fromHexDigits(body, i + 1, i + 3));
        i += 2;
      } else {
        octets.write(body.charAt(i));
      }
    }
    return octets.toByteArray();
  }
}
