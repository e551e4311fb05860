package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LooseDateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Thu Apr 14 11:06:56 2016          | 2016-04-14T11:06:56Z",
        "Thu Apr  4 11:06 2016             | 2016-04-04T11:06:00Z",
        "Thu Jan 01 00:00:00 +0000 2015    | 2015-01-01T00:00:00Z",
        "Fri Jul  8 12:08:34 PDT 1994      | 1994-07-08T12:08:34-07:00",
        "Fri Jul  8 12:08:34 94            | 1994-07-08T12:08:34Z",
        "Fri Jul  8 12:08:34 2011 +0530    | 2011-07-08T12:08:34+05:30",
        "Wed, 01 Dec 2010 14:26:40 +0100 (CET) | 2010-12-01T14:26:40+01:00",
        "1 Dec 10 14:26 GMT                | 2010-12-01T14:26:00Z",
        "Mon, 12 Nov 2001 20:14:08 -0800   | 2001-11-12T20:14:08-08:00",
        "10-Sep-2001 01:46:40 +0000        | 2001-09-10T01:46:40Z",
        "2012-05-01 10:20:30               | 2012-05-01T10:20:30Z",
        "Sat, 31 Dec 2016 23:59:60 +0000   | 2016-12-31T23:59:59Z",
      })
  void datesAreReadInTheOrdersThatOccur(String text, OffsetDateTime expected) {
    assertThat(LooseDate.parse(text, ZoneOffset.UTC)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "what I saw on Mon Sep 10 12:00:00 2001",
        "Mon Sep 10 2001",
        "Mon Sep 31 12:00:00 2001",
        "Mon 12:00:00 2001",
        "the bank at 12:00",
        "1 2 3 4"
      })
  void whatHasAForeignWordOrLacksAPartIsNoDate(String text) {
    assertThat(LooseDate.parse(text, ZoneOffset.UTC)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, -8})
  void aDateWithoutZoneIsInTheZoneGiven(int hours) {
    assertThat(LooseDate.parse("Thu Apr 14 11:06:56 2016", ZoneOffset.ofHours(hours)))
        .isEqualTo(OffsetDateTime.of(2016, 4, 14, 11, 6, 56, 0, ZoneOffset.ofHours(hours)));
  }
}
