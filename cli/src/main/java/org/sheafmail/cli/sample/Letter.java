package org.sheafmail.cli.sample;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sheafmail.protocol.Flag;

/// A letter somebody wrote by hand, as it stands in the `letters-*.txt` resources: `name: value`
/// lines, an empty line, the text. Letters are divided by a line `%%`; lines in front of the first
/// letter that start with `#` are comments.
///
/// @param to the owner of the mailbox unless given
/// @param charset UTF-8 unless given
/// @param encoding how the text is transferred; unless given, `7bit` if it is ASCII and
///   `quoted-printable` otherwise
/// @param thread letters with the same word answer each other in turn; empty for none
/// @param quote whether the letter before it in the thread is quoted
/// @param html whether the text is there in HTML as well
/// @param flowed whether it is `format=flowed` (RFC 3676), with long lines
/// @param attachments each a kind of [Attachments] and a file name
record Letter(
    String from,
    String to,
    String cc,
    OffsetDateTime date,
    String subject,
    Charset charset,
    String encoding,
    Set<Flag> flags,
    String thread,
    boolean quote,
    boolean html,
    boolean flowed,
    List<Attachment> attachments,
    String text) {

  record Attachment(String kind, String fileName) {}

  static List<Letter> parseAll(String resource) {
    return Arrays.stream(resource.strip().split("\n%%\n", -1)).map(Letter::parse).toList();
  }

  private static Letter parse(String source) {
    int blank = source.indexOf("\n\n");
    String text = source.substring(blank + 2).strip() + "\n";
    Fields fields = new Fields(source.substring(0, blank));
    return new Letter(
        fields.one("from", ""),
        fields.one("to", SampleMailbox.OWNER),
        fields.one("cc", ""),
        OffsetDateTime.parse(fields.one("date", "")),
        fields.one("subject", ""),
        Charset.forName(fields.one("charset", StandardCharsets.UTF_8.name())),
        fields.one("encoding", EncodedWord.isAscii(text) ? "7bit" : "quoted-printable"),
        flags(fields.one("flags", "")),
        fields.one("thread", ""),
        fields.one("quote", "no").equals("yes"),
        fields.one("html", "no").equals("yes"),
        fields.one("format", "fixed").equals("flowed"),
        fields.all("attach").stream().map(Letter::attachment).toList(),
        text);
  }

  private static Set<Flag> flags(String names) {
    Set<Flag> flags = new LinkedHashSet<>();
    for (String name : names.split(" ", -1)) {
      if (!name.isEmpty()) {
        flags.add(Flag.of(name));
      }
    }
    return flags;
  }

  private static Attachment attachment(String value) {
    int space = value.indexOf(' ');
    return new Attachment(value.substring(0, space), value.substring(space + 1));
  }

  /// The lines above the text.
  private record Fields(String lines) {
    String one(String name, String otherwise) {
      List<String> values = all(name);
      return values.isEmpty() ? otherwise : values.getFirst();
    }

    List<String> all(String name) {
      List<String> values = new ArrayList<>();
      for (String line : lines.split("\n", -1)) {
        if (line.startsWith(name + ": ")) {
          values.add(line.substring(name.length() + 2));
        }
      }
      return values;
    }
  }

  /// The address alone, without name and brackets.
  static String address(String from) {
    int angle = from.indexOf('<');
    return angle < 0 ? from : from.substring(angle + 1, from.length() - 1);
  }

  /// The name alone, or the address if there is none.
  static String name(String from) {
    int angle = from.indexOf(" <");
    return angle < 0 ? from : from.substring(0, angle);
  }
}
