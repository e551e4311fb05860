package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;

class EncodedWordsTest {
  @ParameterizedTest(name = "{0}")
  @Requirement("rfc3501/search-decoded")
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '\0',
      textBlock =
          """
          plain text                                  → plain text
          =?utf-8?Q?a=C3=A4_b?=                       → aä b
          =?ISO-8859-1?q?=E4?=                        → ä
          =?utf-8?B?w6Q=?=                            → ä
          =?utf-8?b?w6Q?=                             → ä
          =?utf-8*de?Q?=C3=A4?=                       → ä
          one =?utf-8?Q?=C3=A4?= two                  → one ä two
          =?utf-8?Q?a?= =?utf-8?Q?b?=                 → ab
          =?utf-8?Q?a?= x =?utf-8?Q?b?=               → a x b
          =?utf-8?Q?=C3?= =?utf-8?Q?=A4?=             → ä
          =?utf-8?Q?=C3=A4?= =?iso-8859-1?Q?=E4?=     → ää
          =?utf-8?Q?with space?=                      → with space
          (=?utf-8?Q?=C3=A4?=)                        → (ä)
          =?no-such-charset?Q?a=C3=A4?=               → aä
          =?us-ascii?Q?=E4?=                          → ä
          """)
  void wordsAreDecoded(String field, String expected) {
    assertThat(EncodedWords.decode(field)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "=?",
        "=?utf-8",
        "=?utf-8?",
        "=?utf-8?Q",
        "=?utf-8?Q?",
        "=?utf-8?X?a?=",
        "=??=",
        "a=?b"
      })
  void whatIsNoWordStaysAsItIs(String field) {
    assertThat(EncodedWords.decode(field)).isEqualTo(field);
  }

  @Test
  void aFieldFullOfUnknownCharsetsIsDecodedBeforeLong() {
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      field.append("=?x-").append(i).append("?q?a?= ");
    }

    assertThat(EncodedWords.decode(field.toString().strip())).isEqualTo("a".repeat(4000));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"=?", "=?a?", "=?a?q?", "=?utf-8?q?=", "=?utf-8?b?=?"})
  void aFieldFullOfBeginningsIsDecodedBeforeLong(String beginning) {
    String field = beginning.repeat(64 * 1024 / beginning.length());

    // Found with steps in proportion to the square of the length, the end would not be waited for.
    assertThat(EncodedWords.decode(field)).isNotNull();
  }
}
