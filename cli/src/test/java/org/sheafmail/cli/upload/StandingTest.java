package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

class StandingTest {
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private final Tally tally = new Tally();
  private final Standing standing = new Standing(() -> now);
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private StatusLine line(boolean redraw) {
    PrintStream to = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new StatusLine(to, redraw, 30, () -> now);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void octetsUnderWayCountAndTheRestIsReckonedFromThem() {
    standing.planned(4, 4096);
    standing.sending(MailboxName.INBOX, 3, 3072);
    standing.octetsSent(512);
    standing.octetsSent(512);
    now = 2 * SECOND;

    assertThat(standing.text())
        .isEqualTo("[#####               ] 25% 0 of 4, 1.0 KiB, 512 octets/s, 00:06 left, INBOX");
    assertThat(standing.json().toString())
        .isEqualTo(
            "{\"type\":\"progress\",\"messages\":0,\"octets\":1024,\"messages-to-come\":4,"
                + "\"octets-to-come\":4096,\"octets-per-second\":512,\"refused\":0,"
                + "\"mailbox\":\"INBOX\",\"seconds-left\":6}");
  }

  @Test
  void whatIsStoredRefusedAndSkippedIsDoneAndCopiesAreNot() {
    SourceMessage message = TestMessages.message(1, 1024);
    standing.planned(4, 4096);
    standing.stored(MailboxName.INBOX, 1, 1024, "appended", tally);
    standing.stored(MailboxName.INBOX, 1, 1024, "copied", tally);
    standing.already(message, tally);
    tally.refused = 1;
    standing.refused(message, MailboxName.INBOX, "no", Optional.empty(), tally);
    now = SECOND;

    assertThat(standing.text()).contains(" 75% 3 of 4, 3.0 KiB, 1.0 KiB/s, 00:01 left, 1 refused");
  }

  @Test
  void whatOtherConnectionsHaveUnderWayStaysWhenOneIsDone() {
    standing.planned(4, 4096);
    standing.octetsSent(1024);
    standing.octetsSent(512);
    standing.stored(MailboxName.INBOX, 1, 1024, "appended", tally);
    assertThat(standing.text()).contains("1 of 4, 1.5 KiB");

    standing.waiting(Duration.ofSeconds(1), "cut");
    assertThat(standing.text()).contains("1 of 4, 1.0 KiB");
  }

  @Test
  void withoutAPlanThereIsNoEndInSight() {
    standing.sending(MailboxName.INBOX, 3, 3072);
    standing.stored(MailboxName.INBOX, 3, 3072, "appended", tally);
    now = SECOND;

    assertThat(standing.text()).isEqualTo("3 messages, 3.0 KiB, 3.0 KiB/s, INBOX");
  }

  @Test
  void waitingIsToldUntilItGoesOn() {
    standing.waiting(Duration.ofSeconds(5), "NO too busy");
    assertThat(standing.text()).endsWith("waiting: NO too busy");

    standing.sending(MailboxName.INBOX, 1, 1);
    assertThat(standing.text()).doesNotContain("waiting");
  }

  @Test
  void onATerminalOneLineIsRedrawnAndNeverWraps() {
    StatusLine line = line(true);
    line.show(() -> "0123456789012345678901234567890123456789");
    line.tick();
    now = SECOND;
    line.tick();
    line.tick();
    line.line("stays");
    line.clear();
    now = 2 * SECOND;
    line.tick();

    assertThat(printed())
        .isEqualTo(
            "\r\u001B[K01234567890123456789012345678\r\u001B[Kstays" + System.lineSeparator());
  }

  @Test
  void elsewhereItIsSilentForAFewSecondsAtMost() {
    StatusLine line = line(false);
    line.show(() -> "standing");
    now = 4 * SECOND;
    line.tick();
    assertThat(printed()).isEmpty();
    now = 5 * SECOND;
    line.tick();
    line.line("other");
    now = 9 * SECOND;
    line.tick();

    assertThat(printed().lines()).containsExactly("standing", "other");
  }

  @Test
  void nothingIsToldToProgramsAfterTheEnd() {
    JsonEvents json =
        new JsonEvents(new PrintStream(printed, true, StandardCharsets.UTF_8), standing, () -> now);
    now = 5 * SECOND;
    json.tick();
    json.finished(tally, "success", Optional.empty());
    now = 20 * SECOND;
    json.tick();

    assertThat(printed().lines()).singleElement().asString().startsWith("{\"type\":\"progress\"");
  }
}
