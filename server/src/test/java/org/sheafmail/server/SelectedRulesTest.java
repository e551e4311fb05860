package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.store.MailboxView;

/// The selected mailbox: what its client is told and when, flags, copies, removals.
class SelectedRulesTest {
  /// Messages 1 to 5 in INBOX, the second of them seen.
  private static final String FILL =
      """
      C: F1 APPEND inbox {1+}
      C: a (\\Seen) "01-Feb-2020 03:04:05 +0100" {2+}
      C: bb {1+}
      C: c {1+}
      C: d {1+}
      C: e
      S: F1 OK
      """;

  private static final String SELECT =
      """
      C%1$s: S1 SELECT inbox
      S%1$s: * FLAGS
      S%1$s: * OK [PERMANENTFLAGS
      S%1$s: * 5 EXISTS
      S%1$s: * %2$d RECENT
      S%1$s: * OK [UNSEEN 1]
      S%1$s: * OK [UIDVALIDITY
      S%1$s: * OK [UIDNEXT 6]
      S%1$s: S1 OK
      """;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void playSelected(String script) throws Exception {
    server.play(FILL + SELECT.formatted("", 5) + script);
  }

  private void playTwoSelected(String script) throws Exception {
    server.play(FILL + SELECT.formatted("", 5) + SELECT.formatted("1", 0) + script);
  }

  private MailboxView view(String name) throws Exception {
    return server.account().view(MailboxName.parse(name, '/')).orElseThrow();
  }

  @Test
  @Requirement({
    "rfc3501/select",
    "rfc3501/select-read-write",
    "rfc3501/examine",
    "rfc3501/flags-response",
    "rfc3501/response-codes",
    "rfc3501/recent-once"
  })
  void examineTellsTheSameAsSelectAndTakesNothingAway() throws Exception {
    String examined =
        """
        C: %1$s EXAMINE inbox
        S= * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
        S= * OK [PERMANENTFLAGS ()] Read-only mailbox
        S= * 5 EXISTS
        S= * 5 RECENT
        S: * OK [UNSEEN 1]
        S: * OK [UIDVALIDITY *]
        S: * OK [UIDNEXT 6]
        S: %1$s OK [READ-ONLY]
        """;
    server.play(
        FILL
            + examined.formatted("A1")
            + """
            C: A2 STORE 1 +FLAGS (\\Deleted)
            S: A2 NO
            C: A3 EXPUNGE
            S: A3 NO
            C: A4 UID EXPUNGE 1
            S: A4 NO
            """
            + examined.formatted("A5")
            + """
            C: A6 SELECT inbox
            S= * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
            S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)]
            S= * 5 EXISTS
            S= * 5 RECENT
            S: * OK [UNSEEN 1]
            S: * OK [UIDVALIDITY *]
            S: * OK [UIDNEXT 6]
            S: A6 OK [READ-WRITE]
            """);
    assertThat(server.inbox().deletedCount()).isZero();
  }

  @Test
  @Requirement({"rfc3501/select-deselects", "rfc3501/state-authenticated"})
  void aSelectThatFailsLeavesNoMailboxSelected() throws Exception {
    playSelected(
        """
        C: A1 CHECK
        S: A1 OK
        C: A2 SELECT missing
        S: A2 NO [NONEXISTENT]
        C: A3 CHECK
        S: A3 BAD
        C: A4 FETCH 1 FLAGS
        S: A4 BAD
        """);
  }

  @Test
  @Requirement({
    "rfc3501/store",
    "rfc3501/store-silent",
    "rfc3501/keywords",
    "rfc3501/flags-permanent"
  })
  void storeReplacesAddsAndRemovesAndTellsTheResult() throws Exception {
    playSelected(
        """
        C: A1 STORE 1:2 +FLAGS (\\Flagged)
        S= * 1 FETCH (FLAGS (\\Flagged \\Recent))
        S: * 2 FETCH (FLAGS (
        S: A1 OK
        C: A2 STORE 2 -FLAGS \\Seen
        S= * 2 FETCH (FLAGS (\\Flagged \\Recent))
        S: A2 OK
        C: A3 STORE 3 FLAGS.SILENT (\\Answered \\Draft)
        S: A3 OK
        C: A4 STORE 1 FLAGS ()
        S= * 1 FETCH (FLAGS (\\Recent))
        S: A4 OK
        C: A5 STORE 1 +FLAGS (\\Recent)
        S: A5 BAD
        C: A6 STORE 1 +FLAGS (\\Strange)
        S: A6 NO
        """);
    assertThat(server.inbox().flags(0)).isEmpty();
    assertThat(server.inbox().flags(1)).isEqualTo(Set.of(Flag.FLAGGED));
    assertThat(server.inbox().flags(2)).isEqualTo(Set.of(Flag.ANSWERED, Flag.DRAFT));
  }

  @Test
  @Requirement({"rfc3501/expunge", "rfc3501/expunge-numbers", "rfc3501/sequence-numbers"})
  void eachExpungeIsToldWithTheNumberTheMessageHasAtThatMoment() throws Exception {
    playSelected(
        """
        C: A1 STORE 1,3:4 +FLAGS.SILENT (\\Deleted)
        S: A1 OK
        C: A2 EXPUNGE
        S= * 4 EXPUNGE
        S= * 3 EXPUNGE
        S= * 1 EXPUNGE
        S: A2 OK
        C: A3 STORE 3 FLAGS (\\Seen)
        S: A3 BAD
        C: A4 UID STORE 1:* FLAGS.SILENT (\\Flagged)
        S: A4 OK
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(2);
    assertThat(server.inbox().uid(1)).isEqualTo(5);
  }

  @Test
  @Requirement({"rfc3501/close", "rfc3501/expunge"})
  void closeRemovesWithoutAWordAndAfterExamineRemovesNothing() throws Exception {
    playSelected(
        """
        C: A1 STORE 2 +FLAGS.SILENT (\\Deleted)
        S: A1 OK
        C: A2 CLOSE
        S= A2 OK CLOSE completed
        C: A3 CHECK
        S: A3 BAD
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(4);
    server.play(
        """
        C: B1 SELECT inbox
        S: * FLAGS
        S: * OK [PERM
        S: * 4 EXISTS
        S: * 0 RECENT
        S: * OK [UNSEEN
        S: * OK [UIDVAL
        S: * OK [UIDNEXT
        S: B1 OK
        C: B2 STORE 1 +FLAGS.SILENT (\\Deleted)
        S: B2 OK
        C: B3 EXAMINE inbox
        S: * FLAGS
        S: * OK [PERM
        S: * 4 EXISTS
        S: * 0 RECENT
        S: * OK [UNSEEN
        S: * OK [UIDVAL
        S: * OK [UIDNEXT
        S: B3 OK
        C: B4 CLOSE
        S: B4 OK
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(4);
  }

  @Test
  @Requirement({
    "rfc3501/no-expunge-between",
    "rfc3501/expunge-numbers",
    "rfc3501/unilateral-flags",
    "rfc3501/noop",
    "rfc3501/check"
  })
  void whatOthersRemoveIsToldOnlyWhereNumbersMayShift() throws Exception {
    playTwoSelected(
        """
        C: A1 STORE 2 +FLAGS.SILENT (\\Deleted)
        S: A1 OK
        C: A2 EXPUNGE
        S= * 2 EXPUNGE
        S: A2 OK
        C1: B1 STORE 3 +FLAGS (\\Flagged)
        S1= * 3 FETCH (FLAGS (\\Flagged))
        S1: B1 OK
        C1: B2 STORE 2 +FLAGS.SILENT (\\Flagged)
        S1: B2 OK
        C1: B3 NOOP
        S1= * 2 EXPUNGE
        S1: B3 OK
        C1: B4 CHECK
        S1: B4 OK
        """);
    assertThat(server.inbox().flags(1)).isEqualTo(Set.of(Flag.FLAGGED));
    assertThat(server.inbox().uid(1)).isEqualTo(3);
  }

  @Test
  @Requirement("rfc3501/no-expunge-between")
  void nothingIsToldWhileAContinuationIsNegotiated() throws Exception {
    playTwoSelected(
        """
        C1: B1 APPEND inbox {1}
        S1: + Ready
        C: A1 STORE 1 +FLAGS.SILENT (\\Deleted)
        S: A1 OK
        C: A2 EXPUNGE
        S= * 1 EXPUNGE
        S: A2 OK
        C1: x {1}
        S1: + Ready
        C1: y
        S1= * 1 EXPUNGE
        S1= * 6 EXISTS
        S1: * * RECENT
        S1: B1 OK
        """);
  }

  @Test
  @Requirement({"rfc3501/exists-sent", "rfc3501/unilateral-flags", "rfc3501/size-before-use"})
  void newMessagesAndFlagsOfOthersAreToldAtTheNextCommand() throws Exception {
    playTwoSelected(
        """
        C: A1 STORE 4 +FLAGS.SILENT (\\Answered)
        S: A1 OK
        C: A2 APPEND inbox {1+}
        C: x
        S= * 6 EXISTS
        S: * * RECENT
        S: A2 OK
        C1: B1 NOOP
        S1= * 6 EXISTS
        S1= * 0 RECENT
        S1= * 4 FETCH (FLAGS (\\Answered))
        S1: B1 OK
        """);
  }

  @Test
  @Requirement({
    "rfc3501/copy",
    "rfc3501/internal-date",
    "rfc4315/copyuid",
    "rfc4315/copyuid-order",
    "rfc4315/single-number",
    "rfc4315/uids-ascend"
  })
  void aCopyHasFlagsAndDateAndIsToldByItsUids() throws Exception {
    playSelected(
        """
        C: A1 CREATE box
        S: A1 OK
        C: A2 COPY 4,1:2 box
        S: A2 OK [COPYUID * 1:2,4 1:3]
        C: A3 UID COPY 5 box
        S: A3 OK [COPYUID * 5 4]
        """);
    MailboxView box = view("box");
    assertThat(box.flags(1)).isEqualTo(Set.of(Flag.SEEN));
    assertThat(box.internalDate(1)).hasToString("2020-02-01T03:04:05+01:00");
    assertThat(box.size(1)).isEqualTo(2);
    assertThat(server.inbox().messageCount()).isEqualTo(5);
  }

  @Test
  @Requirement({
    "rfc3501/copy-trycreate",
    "rfc3501/copy-atomic",
    "rfc4315/copyuid-none",
    "rfc4315/not-for-failure",
    "rfc3501/uid-commands"
  })
  void aCopyThatCannotBeLeavesEverythingAsItWas() throws Exception {
    playSelected(
        """
        C: A1 COPY 1:3 missing
        S: A1 NO [TRYCREATE]
        C: A2 CREATE box
        S: A2 OK
        C: A3 COPY 4:6 box
        S: A3 BAD
        C: A4 UID COPY 10:20 box
        S= A4 OK COPY completed: no such messages
        """);
    assertThat(server.account().view(MailboxName.parse("missing", '/'))).isEmpty();
    assertThat(view("box").messageCount()).isZero();
    assertThat(view("box").uidNext()).isEqualTo(1);
  }

  @Test
  @Requirement("rfc3501/copy-atomic")
  void aCopyOfMessagesSomebodyElseHasRemovedCopiesNoneOfThem() throws Exception {
    playTwoSelected(
        """
        C: A1 CREATE box
        S: A1 OK
        C: A2 STORE 2 +FLAGS.SILENT (\\Deleted)
        S: A2 OK
        C: A3 EXPUNGE
        S= * 2 EXPUNGE
        S: A3 OK
        C1: B1 COPY 1:3 box
        S1= * 2 EXPUNGE
        S1: B1 NO [EXPUNGEISSUED]
        """);
    assertThat(view("box").messageCount()).isZero();
  }

  @Test
  @Requirement({
    "rfc4315/uid-expunge",
    "rfc4315/uid-expunge-selected",
    "rfc4315/uid-expunge-responses"
  })
  void uidExpungeRemovesOnlyWhatIsBothNamedAndDeleted() throws Exception {
    playSelected(
        """
        C: A1 STORE 1:3 +FLAGS.SILENT (\\Deleted)
        S: A1 OK
        C: A2 UID EXPUNGE 2:5
        S= * 3 EXPUNGE
        S= * 2 EXPUNGE
        S: A2 OK
        C: A3 UNSELECT
        S: A3 OK
        C: A4 UID EXPUNGE 1
        S: A4 BAD
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(3);
    assertThat(server.inbox().deletedCount()).isEqualTo(1);
  }

  @Test
  @Requirement({"rfc3501/uid-commands", "rfc3501/uid-fetch-uid", "rfc3501/uid-star"})
  void uidCommandsPassOverUidsThatAreNotThereAndStarIsTheLastMessage() throws Exception {
    playSelected(
        """
        C: A1 STORE 5 +FLAGS.SILENT (\\Deleted)
        S: A1 OK
        C: A2 EXPUNGE
        S= * 5 EXPUNGE
        S: A2 OK
        C: A3 UID STORE 100:* +FLAGS (\\Flagged)
        S: * 4 FETCH (UID 4 FLAGS (\\Flagged
        S: A3 OK
        C: A4 UID STORE 50:60 +FLAGS (\\Flagged)
        S= A4 OK STORE completed
        """);
  }

  @Test
  @Requirement("rfc3501/sequence-star")
  void aNumberBeyondTheLastMessageIsBadAndRangesGoEitherWay() throws Exception {
    playSelected(
        """
        C: A1 STORE 6 +FLAGS (\\Flagged)
        S: A1 BAD
        C: A2 STORE 0 +FLAGS (\\Flagged)
        S: A2 BAD
        C: A3 STORE *:4 +FLAGS (\\Flagged)
        S: * 4 FETCH
        S: * 5 FETCH
        S: A3 OK
        C: A4 STORE 2:1 +FLAGS.SILENT (\\Flagged)
        S: A4 OK
        """);
    assertThat(server.inbox().flags(2)).isEmpty();
  }
}
