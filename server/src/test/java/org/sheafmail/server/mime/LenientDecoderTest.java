package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LenientDecoderTest {
  private static byte[] octets(String oneEach) {
    return oneEach.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void octetsThatAreNotInTheCharsetAreWindows1252() {
    assertThat(LenientDecoder.decode(octets("a\u00c3\u00a4\u00e4\u0080b"), "utf-8"))
        .isEqualTo("a\u00e4\u00e4\u20acb");
    assertThat(LenientDecoder.decode(octets("\u00e4"), "us-ascii")).isEqualTo("\u00e4");
    assertThat(LenientDecoder.decode(octets("cut \u00e2\u0082"), "utf-8"))
        .isEqualTo("cut \u00e2\u201a");
  }

  @Test
  void withoutAKnownCharsetTextIsUtf8() {
    assertThat(LenientDecoder.decode(octets("\u00c3\u00a4"), null)).isEqualTo("\u00e4");
    assertThat(LenientDecoder.decode(octets("\u00c3\u00a4"), "klingon")).isEqualTo("\u00e4");
    assertThat(LenientDecoder.decode(octets("\u00c3\u00a4"), "not a name;")).isEqualTo("\u00e4");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"utf-8", "utf-16", "iso-2022-jp", "gb18030", "koi8-r", "shift_jis"})
  void textLongerThanAllBuffersIsDecodedWhole(String charset) {
    String text = "Жатва 収穫 x".repeat(5_000);
    String readable = charset.equals("koi8-r") ? text.replaceAll("[収穫]", "") : text;
    if (charset.equals("utf-8")) {
      readable += "\ud83c\udf3e".repeat(20_000);
    }

    assertThat(LenientDecoder.decode(readable.getBytes(Charset.forName(charset)), charset))
        .isEqualTo(readable);
  }
}
