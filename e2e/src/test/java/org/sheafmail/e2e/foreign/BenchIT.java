package org.sheafmail.e2e.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.SheafProcess;

/// The benchmark itself works: what it says is for people to read, not for a test to judge.
@Tag("foreign")
class BenchIT {
  @Test
  void aSmallRunMeasuresSheafTheSinkAndDovecot() throws Exception {
    String options =
        "--sections batch,single,concurrent,mailbox --rounds 1 --warmups 0 --batch 200"
            + " --singles 20 --connections 4 --mailbox 1000";
    SheafProcess.Result result = SheafProcess.run("", ("bench " + options).split(" "));
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("| sheaf |", "| sink |", "| dovecot-mdbox |", "EXPUNGE of");
  }

  @Test
  void aSmallRunMeasuresUploadsByEachTool() throws Exception {
    String options =
        "upload --delays 1 --rounds 1 --messages 10 --tools sheaf,mbsync,mailutil,imaplib,singles";
    SheafProcess.Result result = SheafProcess.run("", ("bench " + options).split(" "));
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("to sheaf, round trip 1 ms", "to dovecot-mdbox, round trip 1 ms")
        .contains("| mbsync |", "| mailutil |", "| imaplib |", "| singles |", "| bare |");
  }

  @Test
  void aClaimThatDoesNotHoldFailsTheRun() throws Exception {
    // Ten messages are sent one by one before the process of Sheaf has logged in ten times.
    String options = "upload --delays 100 --rounds 1 --messages 10 --tools sheaf,singles";
    SheafProcess.Result result =
        SheafProcess.run("", ("bench " + options + " --targets sheaf").split(" "));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
    assertThat(result.out()).contains("FAIL: 10 messages of 4096 to sheaf at 100 ms: ");
  }
}
