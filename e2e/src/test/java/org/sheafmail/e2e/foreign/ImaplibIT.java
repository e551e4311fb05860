package org.sheafmail.e2e.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.SheafProcess;

/// Python's imaplib, which scripts everywhere stand on, walks through nearly every command.
class ImaplibIT extends ForeignTest {
  @Test
  void everyCommandDoesWhatImaplibExpects() throws Exception {
    String script = Scripts.copy("imaplib_tour.py", home).toString();
    String port = Integer.toString(sheaf.port());
    assertThat(program.ok("python3", script, port, USER, SheafProcess.PASSWORD))
        .contains("the tour is over");
  }
}
