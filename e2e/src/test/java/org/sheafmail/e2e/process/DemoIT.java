package org.sheafmail.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.SheafProcess;
import org.sheafmail.e2e.SheafProcess.Result;

/// The first thing a stranger runs.
class DemoIT {
  @Test
  void theDemoUploadsItsSampleMailboxAsOneBatchAndTellsWhatHappened() throws Exception {
    Result demo = SheafProcess.run("", "demo", "--once");
    assertThat(demo.exitCode()).as(demo.err()).isZero();
    String told = demo.out() + demo.err();
    assertThat(told).containsPattern("\\d{3} messages").containsIgnoringCase("sync");
    assertThat(told).containsPattern("1:\\d{3}");
  }
}
