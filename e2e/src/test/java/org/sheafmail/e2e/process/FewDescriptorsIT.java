package org.sheafmail.e2e.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// A server that may have few files open.
class FewDescriptorsIT {
  @TempDir Path data;

  @Test
  void aBatchOfTenThousandMessagesNeedsNoDescriptorOfItsOwn() throws Exception {
    List<byte[]> batch = new ArrayList<>();
    for (int i = 1; i <= 10_000; i++) {
      batch.add(("Subject: " + i + "\r\n\r\n" + "x".repeat(400) + "\r\n").getBytes(US_ASCII));
    }
    SheafProcess.addUser(data, "ada");
    List<String> limited = List.of("sh", "-c", "ulimit -n 256 && exec \"$@\"", "sh");
    try (SheafProcess sheaf = SheafProcess.serveWithin(limited, data);
        ImapTalk ada = sheaf.login("ada");
        ImapTalk other = sheaf.login("ada")) {
      assertThat(ada.append("INBOX", batch).tagged()).contains("OK [APPENDUID ", " 1:10000]");
      assertThat(other.append("INBOX", batch).tagged()).contains(" 10001:20000]");
      ada.ok("SELECT INBOX");
      assertThat(ada.ok("FETCH 1:* (RFC822.SIZE)").untagged()).hasSize(20_000);
      assertThat(ada.body(20_000)).isEqualTo(batch.getLast());
    }
  }
}
