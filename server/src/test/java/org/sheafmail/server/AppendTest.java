package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;

class AppendTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer("[limits.append]\nmessage-size-max = 1000\n");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String body(int index) throws Exception {
    byte[] octets = server.inbox().body(index).open().readAllBytes();
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  @Test
  @Requirement({
    "rfc3502/grammar",
    "rfc3502/appenduid",
    "rfc3502/appenduid-order",
    "rfc3502/uids-contiguous",
    "rfc3502/exists",
    "rfc3502/exists-before-ok",
    "rfc3502/literal-mixed",
    "rfc3502/literal-continuation",
    "rfc3502/literal-no-plus",
    "rfc7888/synchronizing-too",
    "rfc7888/no-continuation"
  })
  void aBatchIsAppendedAndItsUidsAreToldInOneRange() throws Exception {
    server.play(
        """
        C: A1 SELECT inbox
        S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
        S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)]
        S= * 0 EXISTS
        S= * 0 RECENT
        S: * OK [UIDVALIDITY *]
        S: * OK [UIDNEXT 1]
        S: A1 OK [READ-WRITE]
        C: A2 APPEND inbox (\\Seen) {5+}
        C: first {6+}
        C: second (\\Flagged) "01-Feb-2020 03:04:05 +0100" {5}
        S: + Ready
        C: third
        S= * 3 EXISTS
        S= * 3 RECENT
        S: A2 OK [APPENDUID * 1:3] APPEND completed
        C: A3 LOGOUT
        S: * BYE
        S: A3 OK
        X:
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(3);
    assertThat(body(0)).isEqualTo("first");
    assertThat(body(2)).isEqualTo("third");
  }

  @Test
  @Requirement({
    "rfc3502/own-attributes",
    "rfc3502/flags",
    "rfc3502/keywords",
    "rfc3502/duplicate-flags",
    "rfc3502/internal-date",
    "rfc3502/internal-date-default",
    "rfc3502/empty-flag-list"
  })
  void eachMessageHasItsOwnFlagsAndDate() throws Exception {
    OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).withNano(0);
    server.play(
        """
        C: 1 append INBOX (\\SEEN $Forwarded \\seen $forwarded) " 1-Feb-2020 03:04:05 +0100" {1+}
        C: a {1+}
        C: b () {1+}
        C: c
        S: 1 OK [APPENDUID * 1:3]
        """);
    var inbox = server.inbox();
    assertThat(inbox.flags(0)).isEqualTo(Set.of(Flag.SEEN, Flag.of("$Forwarded")));
    assertThat(inbox.internalDate(0)).isEqualTo(OffsetDateTime.parse("2020-02-01T03:04:05+01:00"));
    assertThat(inbox.flags(1)).isEmpty();
    assertThat(inbox.flags(2)).isEmpty();
    assertThat(inbox.internalDate(1)).isEqualTo(inbox.internalDate(2));
    assertThat(Duration.between(before.toInstant(), inbox.internalDate(1).toInstant()))
        .isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }

  @Test
  @Requirement({"rfc3502/appenduid-single", "rfc3502/final-crlf-alone", "rfc3502/states"})
  void oneMessageHasABareUid() throws Exception {
    server.play(
        """
        C: 1 APPEND inbox {7}
        S: + Ready
        C: abc<00>\\
        """
                .replace("<00>", "<FF><0D><0A>d") // an octet of 8 bits, and a line end inside
            + """
            C: \\
            C:
            S: 1 OK [APPENDUID * 1] APPEND completed
            """);
    assertThat(body(0)).isEqualTo("abc\u00FF\r\nd");
  }

  @Test
  @Requirement({
    "rfc3502/zero-length",
    "rfc3502/zero-length-anywhere",
    "rfc3502/zero-length-synchronizing",
    "rfc3502/zero-length-unspaced",
    "rfc3502/atomic",
    "rfc3502/restore"
  })
  void anEmptySynchronizingMessageCancelsAtOnce() throws Exception {
    server.play(
        """
        C: 1 APPEND inbox {5+}
        C: first {0}
        S: 1 NO APPEND cancelled
        C: 2 APPEND inbox {5+}
        C: first{0}
        S: 2 NO APPEND cancelled
        C:
        C: 3 APPEND inbox {0}
        S: 3 NO APPEND cancelled
        C: 4 NOOP
        S: 4 OK
        """);
    assertThat(server.inbox().messageCount()).isZero();
    assertThat(server.inbox().uidNext()).isEqualTo(1);
  }

  @Test
  @Requirement({"rfc3502/zero-length-drain", "rfc7888/zero", "rfc7888/line-end-checked"})
  void afterAnEmptyNonSynchronizingMessageTheRestIsPassedOver() throws Exception {
    server.play(
        """
        C: 1 APPEND inbox {5+}
        C: first {0+}
        C:  {13+}
        C: X CREATE evil {13+}
        C: X CREATE evil
        S: 1 NO APPEND cancelled
        C: 2 APPEND inbox {0+}
        C:
        S: 2 NO APPEND cancelled
        C: 3 NOOP
        S: 3 OK
        """);
    assertThat(server.account().mailboxes().byName()).containsOnlyKeys(MailboxName.INBOX);
    assertThat(server.inbox().messageCount()).isZero();
  }

  @Test
  @Requirement({"rfc3502/no-create", "rfc3502/trycreate", "rfc3502/literal-refused"})
  void aMissingMailboxIsNotMadeAndTheClientIsToldToTryCreate() throws Exception {
    server.play(
        """
        C: 1 APPEND nowhere {5}
        S: 1 NO [TRYCREATE] no such mailbox
        C: 2 APPEND nowhere {5+}
        C: first
        S: 2 NO [TRYCREATE]
        C: 3 APPEND "a//b" {5+}
        C: first
        S: 3 NO [CANNOT]
        C: 4 NOOP
        S: 4 OK
        """);
    assertThat(server.account().mailboxes().byName()).containsOnlyKeys(MailboxName.INBOX);
  }

  @Test
  @Requirement({
    "rfc3502/appendlimit",
    "rfc3502/toobig",
    "rfc3502/limit-per-message",
    "rfc3502/message-named",
    "rfc3502/checked-at-header"
  })
  void theLimitIsForEachMessageAndCheckedBeforeItsOctetsAreSent() throws Exception {
    String most = "x".repeat(1000);
    server.play(
        """
        C: 1 APPEND inbox {1001}
        S: 1 NO [TOOBIG] Message 1 of the batch: larger than 1000 octets
        C: 2 APPEND inbox {1000+}
        C: %1$s {1000}
        S: + Ready
        C: %1$s {1001}
        S: 2 NO [TOOBIG] Message 3 of the batch: larger than 1000 octets
        C: 3 APPEND inbox {1000+}
        C: %1$s {1000+}
        C: %1$s
        S: 3 OK [APPENDUID * 1:2]
        C: 4 STATUS inbox (APPENDLIMIT MESSAGES)
        S= * STATUS INBOX (APPENDLIMIT 1000 MESSAGES 2)
        S: 4 OK
        """
            .formatted(most));
  }

  @Test
  @Requirement({
    "rfc3502/unknown-system-flag",
    "rfc3502/recent-refused",
    "rfc3502/no-for-message",
    "rfc3502/results",
    "rfc3502/literal-nul",
    "rfc3502/literal8-refused",
    "rfc3502/catenate-refused",
    "rfc3502/date-nonsense",
    "rfc3502/syntax-bad"
  })
  void whatIsWrongWithOneMessageIsNamedAndRefusesAll() throws Exception {
    server.play(
        """
        C: 1 APPEND inbox {1+}
        C: a (\\Seen \\Foo) {1}
        S: 1 NO Message 2 of the batch: unknown flag \\Foo
        C: 2 APPEND inbox (\\Recent) {1}
        S: 2 BAD
        C: 3 APPEND inbox {1+}
        C: a {3+}
        C: b<00>c {1+}
        C: d
        S: 3 NO Message 2 of the batch: NUL octet at offset 1
        C: 4 APPEND inbox {1+}
        C: a ~{1+}
        C: b
        S: 4 NO [UNKNOWN-CTE] Message 2 of the batch
        C: 5 APPEND inbox CATENATE (TEXT {1+}
        C: a)
        S: 5 BAD
        C: 6 APPEND inbox "31-Feb-2020 00:00:00 +0000" {1+}
        C: a
        S: 6 BAD
        C: 7 APPEND inbox {1+}
        C: a{1+}
        C: b
        S: 7 BAD
        C: 8 APPEND inbox
        S: 8 BAD
        C: 9 NOOP
        S: 9 OK
        """);
    assertThat(server.inbox().messageCount()).isZero();
    assertThat(server.inbox().uidNext()).isEqualTo(1);
  }

  @Test
  @Requirement({"rfc3502/spaces", "rfc3502/day-unpadded", "rfc3502/literal-form-minus"})
  void quirksOfRealClientsAreTaken() throws Exception {
    server.play(
        """
        C: 1 APPEND "INBOX" "6-Sep-2019 01:02:03 +0000" {1+}
        C: a  {1+}
        C: b {1-}
        C: c
        S: 1 OK [APPENDUID * 1:3]
        C: 2 Append {5+}
        C: inbox {1+}
        C: d
        S: 2 OK [APPENDUID * 4]
        """);
  }

  @Test
  @Requirement({"rfc3502/literal-buffered-refusal"})
  void octetsSentWithoutWaitingForALiteralThatIsRefusedEndTheConnection() throws Exception {
    server.play(
        """
        C: 1 APPEND nowhere {13}<0D><0A>X CREATE evil<0D><0A>X CREATE evil
        S: 1 NO [TRYCREATE]
        S: * BYE
        X:
        """);
    assertThat(server.account().mailboxes().byName()).containsOnlyKeys(MailboxName.INBOX);
  }

  @Test
  @Requirement({"rfc3502/pipelined", "rfc3501/pipelining"})
  void hundredsOfPipelinedAppendsAreAnsweredInOrder() throws Exception {
    StringBuilder script = new StringBuilder();
    StringBuilder answers = new StringBuilder();
    for (int i = 1; i <= 300; i++) {
      script.append("C: ").append(i).append(" APPEND inbox {1+}<0D><0A>a<0D><0A>\\\n");
      answers.append("S: ").append(i).append(" OK [APPENDUID * ").append(i).append("]\n");
    }
    server.play(script.append(answers).toString());
    assertThat(server.inbox().messageCount()).isEqualTo(300);
  }

  @Test
  @Requirement({"rfc3502/deleted-meanwhile", "rfc3502/no-lock-while-sending", "rfc3502/isolated"})
  void aMailboxDeletedWhileABatchComesInFailsTheBatch() throws Exception {
    server.play(
        """
        C: 0 CREATE box
        S: 0 OK
        C: 1 APPEND box {1}
        S: + Ready
        C: a {1}
        S: + Ready
        C1: 1 STATUS box (MESSAGES)
        S1: * STATUS box (MESSAGES 0)
        S1: 1 OK
        C1: 2 DELETE box
        S1: 2 OK
        C: b {1}
        S: 1 NO [TRYCREATE]
        C: 2 NOOP
        S: 2 OK
        """);
  }

  @Test
  @Requirement({"rfc3502/no-lock-while-sending", "rfc3502/isolated", "rfc3502/exists-once"})
  void twoBatchesAtOnceDoNotWaitForEachOther() throws Exception {
    server.play(
        """
        C2: 0 SELECT inbox
        S2: * FLAGS
        S2: * OK
        S2: * 0 EXISTS
        S2: * 0 RECENT
        S2: * OK
        S2: * OK
        S2: 0 OK
        C: 1 APPEND inbox {1}
        S: + Ready
        C: a {1}
        S: + Ready
        C1: 1 APPEND inbox {1+}
        C1: c {1+}
        C1: d
        S1: 1 OK [APPENDUID * 1:2]
        C2: 1 NOOP
        S2: * 2 EXISTS
        S2: * 2 RECENT
        S2: 1 OK
        C: b
        S: 1 OK [APPENDUID * 3:4]
        C2: 2 NOOP
        S2: * 4 EXISTS
        S2: * 4 RECENT
        S2: 2 OK
        """);
  }

  @Test
  @Requirement({"rfc3502/disconnect", "rfc3502/restore", "rfc3502/uidnext-untouched"})
  void aClientThatGoesInTheMiddleLeavesNothing() throws Exception {
    StringBuilder script = new StringBuilder("C: 1 APPEND inbox {5+}\n");
    for (int i = 1; i < 50; i++) {
      script.append("C: hello {5+}\n");
    }
    script.append("C: hel\\\nD:\n");
    server.play(script.toString());
    server.server.close(); // Ends only after every session has.

    assertThat(server.inbox().messageCount()).isZero();
    assertThat(server.inbox().uidNext()).isEqualTo(1);
  }

  @Test
  @Requirement({"rfc3502/line-length", "rfc3502/tag-answers"})
  void theLengthOfALineCountsWithoutLiterals() throws Exception {
    String keywords = "k".repeat(200) + (" " + "l".repeat(200)).repeat(38);
    server.play(
        """
        C: 1 APPEND inbox (%1$s) {1+}
        C: a (%1$s) {1+}
        C: b
        S: 1 OK
        C: 2 APPEND inbox (%2$s) {1+}
        C: a
        S: 2 BAD
        C: 3 NOOP
        S: 3 OK
        """
            .formatted(keywords, (keywords + " ").repeat(9)));
  }
}
