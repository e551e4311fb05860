package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.protocol.command.Section;

class SectionsTest {
  private static @Nullable String text(ArrayBody body, Section section) throws IOException {
    SectionOctets octets = Sections.find(StructureScanner.scan(body).root(), section, body);
    return octets == null ? null : new String(Bytes.of(octets), StandardCharsets.ISO_8859_1);
  }

  /// `2.1.MIME` and its like.
  private static Section section(String written) {
    List<String> words = written.isEmpty() ? List.of() : Arrays.asList(written.split("\\.", -1));
    boolean named = !words.isEmpty() && !Character.isDigit(words.getLast().charAt(0));
    List<Integer> part =
        words.subList(0, words.size() - (named ? 1 : 0)).stream().map(Integer::valueOf).toList();
    Section.Text text = named ? Section.Text.valueOf(words.getLast()) : Section.Text.ALL;
    return new Section(part, text, List.of());
  }

  private static Section fields(boolean named, String... names) {
    return new Section(
        List.of(),
        named ? Section.Text.HEADER_FIELDS : Section.Text.HEADER_FIELDS_NOT,
        List.of(names));
  }

  @ParameterizedTest(name = "BODY[{0}] begins with {1}, ends with {2}")
  @Requirement("rfc3501/fetch-body")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      nullValues = "-",
      textBlock =
          """
          HEADER | Date:                    | boundary=fwd↵↵
          TEXT   | --fwd↵                   | --fwd--↵
          1      | see below↵               | see below↵
          1.MIME | Content-Type: text/plain | text/plain↵↵
          2      | From: Cy                 | --inner--↵
          2.MIME | Content-Type: message    | inline↵↵
          2.HEADER | From: Cy               | boundary=inner↵↵
          2.TEXT | --inner↵                 | --inner--↵
          2.1    | implicit text            | implicit text
          2.1.MIME | ↵                      | ↵
          2.2    | Subject: innermost       | at the core
          2.2.HEADER | Subject: innermost   | innermost↵↵
          2.2.TEXT | at the core            | at the core
          2.2.1  | at the core              | at the core
          2.2.1.MIME | Subject: innermost   | innermost↵↵
          """)
  void theSectionsOfAForwardedMessage(String section, String begins, String ends)
      throws IOException {
    String text = text(Samples.sample("forwarded").body(), section(section)).replace("\r\n", "↵");

    assertThat(text).startsWith(begins).endsWith(ends);
  }

  @ParameterizedTest(name = "BODY[{0}]")
  @ValueSource(strings = {"3", "1.1", "1.HEADER", "1.TEXT", "2.3", "2.1.1", "2.2.2", "2.2.1.1"})
  void aSectionTheMessageLacksIsNothing(String section) throws IOException {
    assertThat(text(Samples.sample("forwarded").body(), section(section))).isNull();
  }

  @Test
  void aMessageWithoutPartsHasItsBodyAsPartOne() throws IOException {
    ArrayBody plain = Samples.sample("plain").body();

    assertThat(text(plain, section("1"))).isEqualTo(text(plain, section("TEXT")));
    assertThat(text(plain, section("1.MIME"))).isEqualTo(text(plain, section("HEADER")));
    assertThat(text(plain, section("1.1"))).isNull();
    assertThat(text(plain, section("2"))).isNull();
    assertThat(text(plain, section("1.HEADER"))).isNull();
  }

  @Test
  void aMessageThatIsAMessageHasPartOneWithinPartOne() throws IOException {
    ArrayBody carrier = Samples.sample("message-as-root").body();

    assertThat(text(carrier, section("1"))).startsWith("Subject: carried");
    assertThat(text(carrier, section("1.HEADER")))
        .startsWith("Subject: carried")
        .endsWith("\n\r\n");
    assertThat(text(carrier, section("1.1"))).isEqualTo("carried text\r\n");
    assertThat(text(carrier, section("1.1.1"))).isNull();
  }

  @Test
  @Requirement("rfc3501/fetch-fields")
  void headerFieldsComeInTheirOrderWithTheEmptyLine() throws IOException {
    ArrayBody body =
        ArrayBody.of("to: a@x,\n b@y\nSubject: s\nX-To: no\nTo : c@z\nDate: d\n\nTo: body\n");

    assertThat(text(body, fields(true, "DATE", "TO", "absent")))
        .isEqualTo("to: a@x,\r\n b@y\r\nTo : c@z\r\nDate: d\r\n\r\n");
    assertThat(text(body, fields(false, "to", "date"))).isEqualTo("Subject: s\r\nX-To: no\r\n\r\n");
    assertThat(text(body, fields(true, "absent"))).isEqualTo("\r\n");
  }

  @Test
  @Requirement("rfc3501/fetch-fields")
  void headerFieldsOfAMessageInside() throws IOException {
    ArrayBody body = Samples.sample("forwarded").body();

    assertThat(text(body, new Section(List.of(2), Section.Text.HEADER_FIELDS, List.of("subject"))))
        .isEqualTo("Subject: inner\r\n\r\n");
  }

  @Test
  void headerFieldsEndAsTheMessageDoes() throws IOException {
    ArrayBody bareLineFeeds = new ArrayBody("A: 1\nB: 2\n\nbody".getBytes(Bytes.ASCII));

    assertThat(text(bareLineFeeds, fields(true, "b"))).isEqualTo("B: 2\n\n");
    assertThat(text(ArrayBody.of("A: 1\nB: 2"), fields(true, "b"))).isEqualTo("B: 2");
    assertThat(text(ArrayBody.of("A: 1\nthis is the body"), fields(true, "a")))
        .isEqualTo("A: 1\r\n\r\n");
  }

  @Test
  void aSubsetTooLargeToKeepIsTheSame() throws IOException {
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      header.append("X-Even: ").append(i).append("\nX-Odd: ").append(i).append('\n');
    }
    ArrayBody body = ArrayBody.of(header + "\nbody\n");
    SectionOctets subset =
        Sections.find(StructureScanner.scan(body).root(), fields(true, "x-odd"), body);

    String whole = new String(Bytes.of(subset), StandardCharsets.ISO_8859_1);

    assertThat(whole).hasSize((int) subset.size()).startsWith("X-Odd: 0\r\nX-Odd: 1\r\n");
    assertThat(whole).endsWith("X-Odd: 19999\r\n\r\n").doesNotContain("Even");
    assertThat(new String(Bytes.of(subset, 100_001, 5_000), StandardCharsets.ISO_8859_1))
        .isEqualTo(whole.substring(100_001, 105_001));
  }
}
