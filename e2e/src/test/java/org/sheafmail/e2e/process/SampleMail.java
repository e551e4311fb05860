package org.sheafmail.e2e.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages of our own making that mail programs really send, and some that no program should.
final class SampleMail {
  private static final String HEAD =
      """
      From: Ada <ada@example.org>
      To: Bob <bob@example.org>
      Date: Sat, 21 Nov 2026 09:00:00 +0100
      Subject: %s
      MIME-Version: 1.0
      """
          .replace("\n", "\r\n");

  private SampleMail() {}

  /// By what is special about each.
  static Map<String, byte[]> all() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    addLines(samples);
    addMime(samples);
    return samples;
  }

  private static void addLines(Map<String, byte[]> samples) {
    samples.put("plain", latin(head("plain") + "\r\nHello.\r\n"));
    samples.put("one octet", latin("x"));
    samples.put("a line break alone", latin("\r\n"));
    samples.put("header without body", latin(head("no body")));
    samples.put("body without header", latin("\r\nonly a body\r\n"));
    samples.put("no line end at the end", latin(head("open") + "\r\nno end"));
    samples.put("bare line feeds", latin(head("unix").replace("\r\n", "\n") + "\nline\nline\n"));
    samples.put("bare carriage returns", latin(head("old") + "\r\nline\rline\r"));
    samples.put("mbox line first", latin("From ada Sat Nov 21 09:00:00 2026\r\n" + head("mbox")));
    samples.put("eight-bit header", (head("Grüße") + "\r\nGrüße\r\n").getBytes(UTF_8));
    samples.put("latin-1 header", latin(head("Grüße") + "\r\nGrüße\r\n"));
    samples.put("every octet but NUL", everyOctet());
    samples.put("long line", latin(head("long") + "\r\n" + "x".repeat(100_000) + "\r\n"));
    samples.put("folded subject", latin(head("one\r\n\t two\r\n three") + "\r\n.\r\n"));
    samples.put(
        "looks like an answer", latin("Subject: x\r\n\r\n* BYE\r\n)\r\nT1 OK done\r\n+ \r\n"));
  }

  private static void addMime(Map<String, byte[]> samples) {
    String mixed = multipart("mixed", List.of("text/plain"));
    samples.put("alternative", latin(multipart("alternative", List.of("text/plain", "text/html"))));
    samples.put("unclosed multipart", latin(mixed.replace("--=b--", "")));
    samples.put(
        "multipart without its boundary",
        latin(head("lost") + "Content-Type: multipart/mixed\r\n\r\n--=b\r\n\r\nx\r\n"));
    samples.put("nested messages", latin(nested(8)));
    samples.put("many parts", latin(multipart("mixed", Collections.nCopies(300, "text/plain"))));
    samples.put(
        "addresses that are none",
        latin("From: <<>>,;:@\r\nTo: undisclosed-recipients:;\r\nCc: a@b, \"c\r\n\r\nx\r\n"));
    samples.put(
        "content type that is none",
        latin(head("odd") + "Content-Type: text; =;;charset\r\n\r\nx\r\n"));
  }

  private static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String head(String subject) {
    return HEAD.formatted(subject);
  }

  private static byte[] everyOctet() {
    StringBuilder text = new StringBuilder(head("octets")).append("\r\n");
    for (int octet = 1; octet < 256; octet++) {
      text.append((char) octet);
    }
    return latin(text.toString());
  }

  private static String multipart(String subtype, List<String> types) {
    StringBuilder text = new StringBuilder(head(subtype));
    text.append("Content-Type: multipart/").append(subtype).append("; boundary=\"=b\"\r\n\r\n");
    for (String type : types) {
      text.append("--=b\r\nContent-Type: ").append(type).append("\r\n\r\npart\r\n");
    }
    return text.append("--=b--\r\n").toString();
  }

  private static String nested(int depth) {
    String message = head("innermost") + "\r\nhere\r\n";
    for (int i = 0; i < depth; i++) {
      message = head("level " + i) + "Content-Type: message/rfc822\r\n\r\n" + message;
    }
    return message;
  }
}
