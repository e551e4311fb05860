package org.sheafmail.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UploadClaimsTest {
  private static final int MESSAGES = 300;

  private final UploadClaims claims = new UploadClaims();
  private final Map<String, UploadTimes> tools = new LinkedHashMap<>();

  private void measured(String tool, int messages, int commands, double whole, double appends) {
    UploadTimes times = new UploadTimes(messages);
    times.whole.add((long) (whole * 1e9));
    times.appends.add((long) (appends * 1e9));
    times.commands = commands;
    tools.put(tool, times);
  }

  private void judge(int delay) {
    claims.judge("mail", "server", delay, tools);
  }

  @Test
  void aBatchMayTakeAThirdMoreThanItsRoundTripButNoMore() {
    measured("bare", MESSAGES, 1, 0, 0.110);
    measured("sheaf", MESSAGES, 1, 1, 0.140);
    judge(100);
    assertThat(claims.hold()).isTrue();
    assertThat(claims.lines())
        .singleElement()
        .asString()
        .startsWith("pass: mail to server at 100 ms: 0.140 s from the first APPEND");

    measured("sheaf", MESSAGES, 1, 1, 0.150);
    judge(100);
    assertThat(claims.hold()).isFalse();
    assertThat(claims.lines().getLast()).startsWith("FAIL: ");
  }

  @Test
  void eachFurtherBatchMayTakeItsRoundTrip() {
    measured("bare", MESSAGES, 1, 0, 0.110);
    measured("sheaf", MESSAGES, 3, 1, 0.400);
    judge(100);
    assertThat(claims.hold()).isTrue();
  }

  @Test
  void singleAppendsTakeTenTimesAsLongByEitherMeasure() {
    measured("sheaf", MESSAGES, 1, 2, 0.1);
    measured("singles", MESSAGES, MESSAGES, 20.1, 20);
    judge(100);
    assertThat(claims.hold()).isTrue();

    measured("singles", MESSAGES, MESSAGES, 19.9, 19.8);
    judge(100);
    assertThat(claims.hold()).isFalse();
    assertThat(claims.lines()).hasSize(2);
  }

  @Test
  void whoUploadsFewerMessagesIsComparedByTheirNumber() {
    measured("sheaf", 1000, 1, 2, 1);
    measured("singles", 100, 100, 2.1, 2);
    judge(100);
    assertThat(claims.hold()).isTrue();
  }

  @Test
  void nothingIsClaimedOfOtherRoundTrips() {
    measured("bare", MESSAGES, 1, 0, 0.010);
    measured("sheaf", MESSAGES, 1, 2, 1);
    measured("singles", MESSAGES, MESSAGES, 2, 1);
    judge(20);
    assertThat(claims.lines()).isEmpty();
    assertThat(claims.hold()).isTrue();
  }
}
