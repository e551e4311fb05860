package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;

class SentDatesTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest(name = "{0}")
  @Requirement("rfc3501/search-dates")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          Mon, 4 May 2026 09:30:00 +0200           → 2026-05-04
          4 May 2026 23:59:60 -1200                → 2026-05-04
          Mon,04 MAY 2026 00:00                    → 2026-05-04
          Mon (it is), 4 (fourth) May 2026 9:30 Z  → 2026-05-04
          Mon, 4-May-2026 09:30:00 GMT             → 2026-05-04
          Monday, 4 May 26 09:30:00 EST            → 2026-05-04
          Wed, 11 Feb 98 11:51 CST                 → 1998-02-11
          11 Feb 101 11:51 CST                     → 2001-02-11
          Mon May  4 09:30:00 2026                 → 2026-05-04
          Mon May  4 09:30:00 CEST 2026            → 2026-05-04
          29 February 2028                         → 2028-02-29
          """)
  void theDayIsReadAsItStands(String field, LocalDate day) {
    assertThat(SentDates.parse(field)).contains(day);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "whenever",
        "May",
        "4 May",
        "30 Feb 2026",
        "99 May 2026",
        "4 Mai 2026",
        "(4 May 2026)"
      })
  void whatIsNoDateIsNone(String field) {
    assertThat(SentDates.parse(field)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingFails(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      StringBuilder field = new StringBuilder();
      for (int word = random.nextInt(8); word > 0; word--) {
        String[] words = {
          "May", "4", "2026", " ", "(", ")", ",", "-", "99999", "\u0661", "feb", ":"
        };
        field.append(words[random.nextInt(words.length)]);
      }
      assertThat(SentDates.parse(field.toString())).isNotNull();
    }
  }
}
