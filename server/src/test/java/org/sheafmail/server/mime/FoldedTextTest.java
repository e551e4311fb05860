package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.protocol.Requirement;

class FoldedTextTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @Requirement("rfc3501/search-substring")
  @CsvSource(
      textBlock =
          """
          wheat,   a WHEAT field,   true
          WHEAT,   a wheat field,   true
          wheat,   whea t,          false
          strasse, STRASSE,         true
          strasse, Straße,          true
          STRAßE,  strasse,         true
          ΣΊΣΥΦΟΣ, σίσυφος,         true
          cafe,    un Café,         true
          café,    un CAFÉ,         true
          café,    un cafe,         false
          ﬁeld,    field,           true
          ｗｈｅａｔ, wheat,         true
          Ⅷ,       viii,            true
          𐐨,       𐐀,               true
          """)
  void caseAndCompatibilityDoNotCountButAccentsDo(String wanted, String text, boolean found) {
    assertThat(new FoldedText(wanted).isIn(text)).isEqualTo(found);
  }

  @Test
  void theEmptyStringIsInEverything() {
    assertThat(new FoldedText("").isIn("")).isTrue();
    assertThat(new FoldedText("").isIn("x")).isTrue();
    assertThat(new FoldedText("").isEmpty()).isTrue();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsFoundIsWhatStringFinds(long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      String text = letters(random, random.nextInt(60));
      String wanted = letters(random, random.nextInt(6));
      boolean expected = text.toUpperCase(Locale.ROOT).contains(wanted.toUpperCase(Locale.ROOT));

      assertThat(new FoldedText(wanted).isIn(text)).as(wanted + " in " + text).isEqualTo(expected);
      assertThat(new FoldedText(wanted).isIn(new StringReader(text))).isEqualTo(expected);
    }
  }

  /// Few different letters, so that partial matches abound.
  private static String letters(Random random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append("aAbB".charAt(random.nextInt(4)));
    }
    return letters.toString();
  }

  @Test
  void aMatchMayLieAcrossTheEndOfABuffer() throws IOException {
    String text = "x".repeat(4094) + "needle";

    assertThat(new FoldedText("NEEDLE").isIn(new StringReader(text))).isTrue();
  }
}
