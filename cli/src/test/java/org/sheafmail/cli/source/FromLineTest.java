package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "From alice@example.org Thu Apr 14 11:06:56 2016 | alice@example.org",
        "From alice at example.org  Thu Apr 14 11:06:56 2016 | alice at example.org",
        "From 1480275310938235121@xxx Thu Apr 14 11:06:56 +0000 2016 | 1480275310938235121@xxx",
        "From MAILER-DAEMON Thu Apr 14 11:06:56 2016 | MAILER-DAEMON",
        "From ???@??? Thu Apr 14 11:06:56 2016 | ???@???",
        "From ucbvax!alice Thu Apr 14 11:06:56 2016 remote from ucbvax | ucbvax!alice",
        "From - Thu Apr 14 11:06:56 2016 | -",
        "From \"alice smith\"@example.org Thu Apr 14 11:06:56 2016 | (prose)",
        "From what I saw, Thu Apr 14 11:06:56 2016 was a holiday | (prose)",
        "From what I saw Thu Apr 14 11:06:56 2016 | (prose)",
        "From the beginning of time | (prose)",
        "From me: Thu Apr 2016 | (prose)",
        "Fromage Thu Apr 14 11:06:56 2016 | (prose)",
      })
  void aFromLineIsToldFromProse(String line, String sender) {
    FromLine parsed = FromLine.parse(line, ZoneOffset.UTC);

    if (sender.equals("(prose)")) {
      assertThat(parsed).isNull();
    } else {
      assertThat(parsed)
          .isEqualTo(
              new FromLine(sender, Optional.of(OffsetDateTime.parse("2016-04-14T11:06:56Z"))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"From ", "From -", "From alice@example.org"})
  void aFromLineMayLackTheDate(String line) {
    assertThat(FromLine.parse(line, ZoneOffset.UTC).date()).isEmpty();
  }

  @Test
  void theDateOfThunderbirdIsThatOfSaving() {
    FromLine parsed = FromLine.parse("From - Thu Apr 14 11:06:56 2016", ZoneOffset.UTC);

    assertThat(parsed.datesTheArrival()).isFalse();
  }
}
