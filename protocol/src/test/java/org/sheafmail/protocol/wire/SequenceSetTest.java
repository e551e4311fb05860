package org.sheafmail.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.protocol.UidSet;

class SequenceSetTest {
  private static SequenceSet parse(String set) throws IOException {
    WireReader in = Wire.reader(set + "\r\n");
    in.begin();
    SequenceSet parsed = in.sequenceSet();
    in.crlf();
    return parsed;
  }

  @ParameterizedTest(name = "{0} of {1} messages is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1|5|1",
        "5:3|9|3:5",
        "*|9|9",
        "*:1|3|1:3",
        "*:*|7|7",
        "4:*|3|3:4", // The last message is always among n:*.
        "2,4:7,9,12:*|15|2,4:7,9,12:15",
        "7,7,5:8,1|9|1,5:8",
        "4294967295|1|4294967295"
      })
  @Requirement({"rfc3501/sequence-star", "rfc3501/uid-star"})
  void starIsTheLargestNumberInUse(String set, long max, String resolved) throws IOException {
    assertThat(parse(set).resolve(max).toString()).isEqualTo(resolved);
    assertThat(parse(set).toString()).isEqualTo(set.replace("*:*", "*"));
  }

  @Test
  void starMeansNothingInAnEmptyMailbox() throws IOException {
    assertThat(parse("*,1:*,7").resolve(0)).isEqualTo(UidSet.of(7));
  }

  @Test
  void theLargestNumberWrittenIsKnown() throws IOException {
    assertThat(parse("3,9:5,*").largest()).isEqualTo(9);
    assertThat(parse("*").largest()).isZero();
    assertThat(parse("3,9:5").hasStar()).isFalse();
    assertThat(parse("3,9:*").hasStar()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "1:0", "4294967296", ",", "1,", "1:", ":1", "1 :2", "a", "-1", "1::2"})
  void whatIsNoSetIsRefused(String set) {
    assertThatThrownBy(() -> parse(set)).isInstanceOf(SyntaxException.class);
  }

  @Test
  void aSetOfUidsIsWrittenAsItIs() {
    assertThat(SequenceSet.of(UidSet.of(1, 2, 5)).toString()).isEqualTo("1:2,5");
    assertThatThrownBy(() -> new SequenceSet(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
