package org.sheafmail.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;

class ModifiedUtf7Test {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain|plain",
        "A & B|A &- B",
        "&&|&-&-",
        "Entwürfe|Entw&APw-rfe",
        "~peter/mail/台北/日本語|~peter/mail/&U,BTFw-/&ZeVnLIqe-",
        "ä-|&AOQ--",
        "😀|&2D3eAA-",
        "a\tb|a&AAk-b"
      })
  @Requirement("rfc3501/modified-utf7")
  void aNameHasOneForm(String name, String encoded) {
    assertThat(ModifiedUtf7.encode(name)).isEqualTo(encoded);
    assertThat(ModifiedUtf7.decode(encoded.getBytes(US_ASCII))).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a&b", // Not ended.
        "&",
        "&AGE-", // 'a' encoded needlessly.
        "&AOQ-&AOQ-", // Two runs where one would do.
        "&AOR-", // Bits left over.
        "&AO-", // Half a character.
        "&2D0-", // Half a pair.
        "&A/Q-", // The other base64.
        "&AOQ=-",
        "&*-",
        "\u00E4",
        "a\r\nb",
        "a\0b",
        "&ACY-" // '&' itself.
      })
  @Requirement("rfc3501/modified-utf7")
  void whatStandsForNoNameIsRefused(String encoded) {
    assertThatThrownBy(() -> ModifiedUtf7.decode(encoded.getBytes(ISO_8859_1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("\r", "\n");
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsEncodedDecodesToTheSameName(int seed) {
    Random random = new Random(seed);
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      name.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> '&';
            case 1 -> 0x1F600 + random.nextInt(50);
            case 2 -> 0x80 + random.nextInt(0x3000);
            default -> 0x20 + random.nextInt(0x5F);
          });
    }
    String encoded = ModifiedUtf7.encode(name.toString());
    assertThat(encoded).matches("[ -~]*");
    assertThat(ModifiedUtf7.decode(encoded.getBytes(US_ASCII))).isEqualTo(name.toString());
  }

  @Test
  void theEmptyNameIsItself() {
    assertThat(ModifiedUtf7.encode("")).isEmpty();
    assertThat(ModifiedUtf7.decode(new byte[0])).isEmpty();
  }
}
