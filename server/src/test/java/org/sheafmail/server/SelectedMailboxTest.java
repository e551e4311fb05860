package org.sheafmail.server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Requirement;

/// What a session is told of its mailbox, and when.
class SelectedMailboxTest {
  private static final String FOUR = "{1+}\nC1: a {1+}\nC1: b {1+}\nC1: c {1+}\nC1: d\nS1: 1 OK\n";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    server.play("C1: 1 APPEND inbox " + FOUR);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static String select(String client) {
    return """
    C%1$s: 0 SELECT inbox
    S%1$s: * FLAGS
    S%1$s: * OK [PERMANENTFLAGS
    S%1$s: * 4 EXISTS
    S%1$s: * *
    S%1$s: * OK [UNSEEN
    S%1$s: * OK [UIDVALIDITY
    S%1$s: * OK [UIDNEXT
    S%1$s: 0 OK
    """
        .formatted(client);
  }

  @Test
  void whatOthersExpungeIsToldOnlyWhereSequenceNumbersMayShift() throws Exception {
    server.play(
        select("")
            + """
            C1: 0 SELECT inbox
            S1: * FLAGS
            S1: * OK [PERMANENTFLAGS
            S1: * 4 EXISTS
            S1: * 0 RECENT
            S1: * OK [UNSEEN 1]
            S1: * OK [UIDVALIDITY
            S1: * OK [UIDNEXT
            S1: 0 OK
            C1: 1 STORE 2,3 +FLAGS.SILENT (\\Deleted)
            S1: 1 OK
            C1: 2 EXPUNGE
            S1= * 3 EXPUNGE
            S1= * 2 EXPUNGE
            S1: 2 OK
            C1: 3 APPEND inbox {1+}
            C1: e
            S1: * 3 EXISTS
            S1: * 1 RECENT
            S1: 3 OK
            C: 1 FETCH 3 (UID BODY.PEEK[])
            S: * 3 FETCH (UID 3 BODY[] {1}
            S: c)
            S: 1 OK
            C: 2 STORE 4 FLAGS (\\Seen)
            S: * 4 FETCH (FLAGS (\\Seen \\Recent))
            S: 2 OK
            C: 3 FETCH 4 FLAGS
            S: * 4 FETCH (FLAGS (\\Seen \\Recent))
            S: 3 OK
            C: 4 SEARCH ALL
            S: * SEARCH 1 2 3 4
            S: 4 OK
            C: 5 NOOP
            S= * 3 EXPUNGE
            S= * 2 EXPUNGE
            S= * 3 EXISTS
            S: * * RECENT
            S: 5 OK
            C: 6 FETCH 1:* UID
            S: * 1 FETCH (UID 1)
            S: * 2 FETCH (UID 4)
            S: * 3 FETCH (UID 5)
            S: 6 OK
            """);
  }

  @Test
  void aUidCommandMayBeToldOfExpungedMessages() throws Exception {
    server.play(
        select("")
            + """
            C1: 0 SELECT inbox
            S1: * FLAGS
            S1: * OK [PERMANENTFLAGS
            S1: * 4 EXISTS
            S1: * 0 RECENT
            S1: * OK
            S1: * OK
            S1: * OK
            S1: 0 OK
            C1: 1 STORE 1:4 +FLAGS.SILENT (\\Deleted)
            S1: 1 OK
            C1: 2 CLOSE
            S1: 2 OK
            C: 1 UID FETCH 1 FLAGS
            S: * 1 FETCH (
            S= * 4 EXPUNGE
            S= * 3 EXPUNGE
            S= * 2 EXPUNGE
            S= * 1 EXPUNGE
            S: 1 OK
            C: 2 FETCH 1 FLAGS
            S: 2 BAD
            C: 3 UID FETCH 1:* FLAGS
            S: 3 OK
            """);
  }

  @Test
  void flagsOthersChangeAreToldAndOnesOwnAreNotToldTwice() throws Exception {
    server.play(
        select("")
            + """
            C1: 0 SELECT inbox
            S1: * FLAGS
            S1: * OK [PERMANENTFLAGS
            S1: * 4 EXISTS
            S1: * 0 RECENT
            S1: * OK
            S1: * OK
            S1: * OK
            S1: 0 OK
            C: 1 STORE 1:2 +FLAGS (\\Seen $New)
            S: * 1 FETCH (FLAGS (\\Seen $New \\Recent))
            S: * 2 FETCH (FLAGS (\\Seen $New \\Recent))
            S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $New)
            S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $New \\*)]
            S: 1 OK
            C: 2 STORE 3 +FLAGS.SILENT (\\Seen)
            S: 2 OK
            C: 3 NOOP
            S: 3 OK
            C1: 1 NOOP
            S1: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $New)
            S1: * OK [PERMANENTFLAGS
            S1: * 1 FETCH (FLAGS (\\Seen $New))
            S1: * 2 FETCH (FLAGS (\\Seen $New))
            S1: * 3 FETCH (FLAGS (\\Seen))
            S1: 1 OK
            """);
  }

  @Test
  @Requirement({"rfc3502/recent-set"})
  void aMessageIsRecentForTheFirstSessionAlone() throws Exception {
    server.play(
        """
        C: 0 EXAMINE inbox
        S: * FLAGS
        S: * OK [PERMANENTFLAGS ()]
        S: * 4 EXISTS
        S= * 4 RECENT
        S: * OK [UNSEEN 1]
        S: * OK
        S: * OK
        S: 0 OK [READ-ONLY]
        C: 1 SELECT inbox
        S: * FLAGS
        S: * OK
        S: * 4 EXISTS
        S= * 4 RECENT
        S: * OK
        S: * OK
        S: * OK
        S: 1 OK [READ-WRITE]
        C1: 1 STATUS inbox (RECENT UNSEEN)
        S1= * STATUS INBOX (RECENT 0 UNSEEN 4)
        S1: 1 OK
        C1: 2 SELECT inbox
        S1: * FLAGS
        S1: * OK
        S1: * 4 EXISTS
        S1= * 0 RECENT
        S1: * OK
        S1: * OK
        S1: * OK
        S1: 2 OK
        C1: 3 APPEND inbox {1+}
        C1: e
        S1: * 5 EXISTS
        S1= * 1 RECENT
        S1: 3 OK
        C: 2 NOOP
        S: * 5 EXISTS
        S= * 4 RECENT
        S: 2 OK
        """);
  }

  @Test
  void aMailboxDeletedUnderASessionEndsIt() throws Exception {
    server.play(
        """
        C: 1 CREATE box
        S: 1 OK
        C: 2 SELECT box
        S: * FLAGS
        S: * OK
        S: * 0 EXISTS
        S: * 0 RECENT
        S: * OK
        S: * OK
        S: 2 OK
        C1: 1 DELETE box
        S1: 1 OK
        C: 3 NOOP
        S: * BYE the selected mailbox has been deleted
        X:
        """);
  }

  @Test
  void aSessionThatDeletesItsOwnMailboxHasNoneSelected() throws Exception {
    server.play(
        """
        C: 1 CREATE box
        S: 1 OK
        C: 2 SELECT box
        S: * FLAGS
        S: * OK
        S: * 0 EXISTS
        S: * 0 RECENT
        S: * OK
        S: * OK
        S: 2 OK
        C: 3 DELETE box
        S: 3 OK
        C: 4 CHECK
        S: 4 BAD Select a mailbox first
        """);
  }

  @Test
  void aFailedSelectLeavesNoMailboxSelected() throws Exception {
    server.play(
        select("")
            + """
            C: 1 SELECT nowhere
            S: 1 NO [NONEXISTENT]
            C: 2 FETCH 1 FLAGS
            S: 2 BAD
            """);
  }

  @Test
  void closeExpungesSilentlyAndUnselectDoesNot() throws Exception {
    server.play(
        select("")
            + """
            C: 1 STORE 1:2 +FLAGS.SILENT (\\Deleted)
            S: 1 OK
            C: 2 UNSELECT
            S: 2 OK
            C: 3 STATUS inbox (MESSAGES)
            S: * STATUS INBOX (MESSAGES 4)
            S: 3 OK
            C: 4 EXAMINE inbox
            S: * FLAGS
            S: * OK
            S: * 4 EXISTS
            S: * 0 RECENT
            S: * OK
            S: * OK
            S: * OK
            S: 4 OK
            C: 5 CLOSE
            S: 5 OK
            C: 6 STATUS inbox (MESSAGES)
            S: * STATUS INBOX (MESSAGES 4)
            S: 6 OK
            C: 7 SELECT inbox
            S: * FLAGS
            S: * OK
            S: * 4 EXISTS
            S: * 0 RECENT
            S: * OK
            S: * OK
            S: * OK
            S: 7 OK
            C: 8 CLOSE
            S: 8 OK
            C: 9 STATUS inbox (MESSAGES)
            S: * STATUS INBOX (MESSAGES 2)
            S: 9 OK
            """);
  }
}
