package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.sheafmail.store.MailboxId;

class LaneLabelTest {
  private static final long SALT = 0x0123_4567_89AB_CDEFL;
  private static final LaneLabel LABEL = new LaneLabel(3, new MailboxId(7), 1000, 0xCAFE_F00D);

  @Test
  void whatIsWrittenIsReadBack() {
    ByteBuffer octets = LABEL.encode(SALT);
    assertThat(octets.remaining()).isEqualTo(LaneLabel.OCTETS);
    assertThat(LaneLabel.decode(octets, SALT)).isEqualTo(LABEL);
  }

  @Test
  void noneIsFoundInWhatSomebodySends() {
    assertThat(LaneLabel.decode(LABEL.encode(SALT + 1), SALT)).isNull();
  }

  @Test
  void oneThatIsDamagedAnywhereIsNone() {
    for (int at = 0; at < LaneLabel.OCTETS; at++) {
      ByteBuffer octets = LABEL.encode(SALT);
      octets.put(at, (byte) (octets.get(at) ^ 1));
      assertThat(LaneLabel.decode(octets, SALT)).as("octet " + at).isNull();
    }
    assertThat(LaneLabel.decode(LABEL.encode(SALT).limit(LaneLabel.OCTETS - 1), SALT)).isNull();
  }
}
