package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.source.Transcriber.Escaping;

class TranscriberTest {
  private static String transcribed(String text, Transcriber transcriber) throws IOException {
    return transcribed(text, transcriber, Integer.MAX_VALUE);
  }

  /// Feeds pieces of at most `pieceMax` octets.
  private static String transcribed(String text, Transcriber transcriber, int pieceMax)
      throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    InputStream pieces =
        new ByteArrayInputStream(octets) {
          @Override
          public int read(byte[] into, int start, int count) {
            return super.read(into, start, Math.min(count, pieceMax));
          }
        };
    try (var in = new TranscribedStream(pieces, transcriber, octets.length)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static Transcriber plain(Escaping escaping) {
    return new Transcriber(escaping, false, false);
  }

  @Test
  void onlyLineFeedsWithoutCarriageReturnChange() throws IOException {
    assertThat(transcribed("a\nb\r\nc\rd\n\ne\0\u00e9\r", plain(Escaping.NONE)))
        .isEqualTo("a\r\nb\r\nc\rd\r\n\r\ne\0\u00e9\r");
  }

  @Test
  void everyEscapedFromLosesOneMark() throws IOException {
    assertThat(transcribed(">From a\n>>From b\nx >From c\n>Fro\n>From\n", plain(Escaping.EVERY)))
        .isEqualTo("From a\r\n>From b\r\nx >From c\r\n>Fro\r\n>From\r\n");
  }

  @Test
  void aSingleMarkIsAllThatMboxoTakesAway() throws IOException {
    assertThat(transcribed(">From a\n>>From b\n>", plain(Escaping.SINGLE)))
        .isEqualTo("From a\r\n>>From b\r\n>");
  }

  @Test
  void policiesTakeNulAwayAndMendCarriageReturns() throws IOException {
    assertThat(transcribed("a\0b\rc\r\nd\r", new Transcriber(Escaping.NONE, true, true)))
        .isEqualTo("ab\r\nc\r\nd\r\n");
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereTheTextIsCutMakesNoDifference(int seed) throws IOException {
    var random = new Random(seed);
    String[] parts = {">", "From ", "From", "F", "\n", "\r\n", "\r", "text", " ", "\0"};
    var text = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    String expected =
        Pattern.compile("(^|\n)>(>*From )")
            .matcher(text)
            .replaceAll("$1$2")
            .replaceAll("(?<!\r)\n", "\r\n");

    assertThat(transcribed(text.toString(), plain(Escaping.EVERY), 1 + random.nextInt(7)))
        .isEqualTo(expected);
  }
}
