package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.protocol.MailboxName;

class MeterTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  private final List<Duration> pauses = new ArrayList<>();
  private long now = 77;

  private Meter meter(Allowance allowance) {
    return new Meter(
        allowance,
        pause -> {
          pauses.add(pause);
          now += pause.toNanos();
        },
        () -> now);
  }

  /// Messages of 90 octets each.
  private static Batch batch(int messages) {
    Parcel parcel = new Parcel(TestMessages.message(1, 90), List.of());
    return new Batch(MailboxName.INBOX, Collections.nCopies(messages, parcel));
  }

  @Test
  void messagesGoAsFastAsAllowedAndNotFasterAfterARest() throws Exception {
    Meter meter =
        meter(new Allowance(ANY, Optional.empty(), OptionalLong.of(10), OptionalLong.empty()));

    meter.allow(batch(5));
    assertThat(pauses).isEmpty();
    meter.allow(batch(20));
    meter.allow(batch(1));
    assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(2));

    now += Duration.ofHours(1).toNanos();
    meter.allow(batch(10));
    meter.allow(batch(1));
    assertThat(pauses).hasSize(3).last().isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void octetsGoAsFastAsAllowedInSmallPieces() {
    Meter meter = meter(new Allowance(ANY, Optional.empty(), ANY, OptionalLong.of(1000)));

    assertThat(meter.pieceMax()).isEqualTo(250);
    meter.sent(250);
    now += Duration.ofMillis(50).toNanos();
    meter.sent(250);

    assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(250));
  }

  @Test
  void withoutLimitsNobodyWaits() throws Exception {
    Meter meter = meter(Allowance.ALL);

    meter.allow(batch(2000));
    meter.sent(Long.MAX_VALUE);
    meter.sent(Long.MAX_VALUE);

    assertThat(meter.pieceMax()).isEqualTo(Integer.MAX_VALUE);
    assertThat(pauses).isEmpty();
  }

  @Test
  void noBatchBeginsAfterTheTimeOrGoesBeyondTheOctets() throws Exception {
    long octets = batch(3).octets();
    Meter meter =
        meter(new Allowance(OptionalLong.of(octets), Optional.of(Duration.ofSeconds(9)), ANY, ANY));

    meter.allow(batch(2));
    assertStopped(meter, batch(2), "octets");
    now += Duration.ofSeconds(9).toNanos();
    assertStopped(meter, batch(1), "after 9 s");
  }

  @Test
  void theFirstBatchGoesHoweverLargeAndHoweverLongThePlanTook() throws Exception {
    Meter meter =
        meter(new Allowance(OptionalLong.of(1), Optional.of(Duration.ofSeconds(9)), ANY, ANY));

    now += Duration.ofSeconds(10).toNanos();
    meter.allow(batch(1));
    assertStopped(meter, batch(1), "octets");
  }

  private static void assertStopped(Meter meter, Batch batch, String why) {
    assertThatThrownBy(() -> meter.allow(batch))
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            StoppedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT));
  }
}
