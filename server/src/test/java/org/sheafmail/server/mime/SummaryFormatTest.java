package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Holds code and docs/formats/summary.md together.
class SummaryFormatTest {
  private static final String EXAMPLE =
      "010300036869000000000000"
          + "01000f0706504c41494e01084348415253455409"
          + "55532d41534349490000000000"
          + "05374249540001";

  @Test
  void theExampleOfTheFormatIsWhatIsWritten() throws IOException {
    ArrayBody body = ArrayBody.of("Subject: hi\n\nHello\n");

    assertThat(HexFormat.of().formatHex(new MimeSummarizer().summarize(body))).isEqualTo(EXAMPLE);
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] octets = HexFormat.of().parseHex("02" + EXAMPLE.substring(2));

    assertThatThrownBy(() -> SummaryReader.read(octets))
        .isInstanceOf(SummaryFormatException.class)
        .hasMessage("summary of version 2, not 1");
  }

  @Test
  void octetsAfterTheSummaryAreRefused() {
    byte[] octets = HexFormat.of().parseHex(EXAMPLE + "00");

    assertThatThrownBy(() -> SummaryReader.read(octets))
        .isInstanceOf(SummaryFormatException.class)
        .hasMessage("1 octets after the summary");
  }
}
