package org.sheafmail.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final LoginThrottle throttle =
      new LoginThrottle(
          clock(), Duration.ofSeconds(1), Duration.ofSeconds(5), 4, Duration.ofMinutes(10));

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }

  @Test
  void eachFailureWaitsTwiceAsLongUpToAMaximum() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.1");

    assertThat(throttle.failed(address)).isEqualTo(Duration.ofSeconds(1));
    assertThat(throttle.failed(address)).isEqualTo(Duration.ofSeconds(2));
    assertThat(throttle.failed(address)).isEqualTo(Duration.ofSeconds(4));
    assertThat(throttle.refuses(address)).isFalse();
    assertThat(throttle.failed(address)).isEqualTo(Duration.ofSeconds(5));
    assertThat(throttle.refuses(address)).isTrue();
  }

  @Test
  void failuresAreForgottenAfterAWhileAndAfterASuccess() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.1");
    for (int i = 0; i < 4; i++) {
      throttle.failed(address);
    }
    now = now.plus(Duration.ofMinutes(11));
    assertThat(throttle.refuses(address)).isFalse();

    throttle.failed(address);
    throttle.succeeded(address);
    assertThat(throttle.failed(address)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void neighboursInOneIpv6NetworkCountAsOne() throws Exception {
    for (int i = 1; i <= 4; i++) {
      throttle.failed(InetAddress.getByName("2001:db8::" + i));
    }

    assertThat(throttle.refuses(InetAddress.getByName("2001:db8::99"))).isTrue();
    assertThat(throttle.refuses(InetAddress.getByName("2001:db8:0:1::1"))).isFalse();
  }
}
