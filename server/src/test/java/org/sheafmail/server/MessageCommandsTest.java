package org.sheafmail.server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// STORE, COPY, MOVE, EXPUNGE.
class MessageCommandsTest {
  private static final String SELECT =
      """
      C: 0 SELECT inbox
      S: * FLAGS
      S: * OK
      S: * 4 EXISTS
      S: * 4 RECENT
      S: * OK
      S: * OK
      S: * OK
      S: 0 OK
      """;

  private static final String SELECT_1 =
      """
      C1: 0 SELECT inbox
      S1: * FLAGS
      S1: * OK
      S1: * 4 EXISTS
      S1: * 0 RECENT
      S1: * OK
      S1: * OK
      S1: * OK
      S1: 0 OK
      """;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    server.play(
        """
        C: 1 APPEND inbox {1+}
        C: a {1+}
        C: b {1+}
        C: c (\\Flagged) {1+}
        C: d
        S: 1 OK
        C: 2 CREATE box
        S: 2 OK
        """);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void storeReplacesAddsAndRemovesFlags() throws Exception {
    server.play(
        SELECT
            + """
            C: 1 STORE 1,4 FLAGS (\\Seen)
            S= * 1 FETCH (FLAGS (\\Seen \\Recent))
            S= * 4 FETCH (FLAGS (\\Seen \\Recent))
            S: 1 OK
            C: 2 UID STORE 2:3,99 +FLAGS \\Answered
            S= * 2 FETCH (UID 2 FLAGS (\\Answered \\Recent))
            S= * 3 FETCH (UID 3 FLAGS (\\Answered \\Recent))
            S: 2 OK
            C: 3 STORE * -FLAGS (\\Seen \\Answered)
            S= * 4 FETCH (FLAGS (\\Recent))
            S: 3 OK
            C: 4 STORE 1 FLAGS.SILENT ()
            S: 4 OK
            C: 5 FETCH 1 FLAGS
            S= * 1 FETCH (FLAGS (\\Recent))
            S: 5 OK
            C: 6 STORE 5 +FLAGS (\\Seen)
            S: 6 BAD
            C: 7 UID STORE 99 +FLAGS (\\Seen)
            S: 7 OK
            C: 8 STORE 1 +FLAGS (\\Nonsense)
            S: 8 NO Unknown flag \\Nonsense
            """);
  }

  @Test
  void storeOnAMessageAnotherSessionExpungedSaysSo() throws Exception {
    server.play(
        SELECT
            + SELECT_1
            + """
            C1: 1 STORE 2 +FLAGS.SILENT (\\Deleted)
            S1: 1 OK
            C1: 2 EXPUNGE
            S1: * 2 EXPUNGE
            S1: 2 OK
            C: 1 STORE 1:3 +FLAGS (\\Seen)
            S: * 1 FETCH (FLAGS (\\Seen \\Recent))
            S: * 3 FETCH (FLAGS (\\Seen \\Recent))
            S: 1 NO [EXPUNGEISSUED]
            C: 2 STORE 1:3 -FLAGS.SILENT (\\Seen)
            S: 2 OK
            C: 3 COPY 1:3 box
            S: * 2 EXPUNGE
            S: 3 NO [EXPUNGEISSUED]
            C: 4 COPY 1:3 box
            S: 4 OK [COPYUID * 1,3:4 1:3]
            """);
  }

  @Test
  void aReadOnlyMailboxIsNotChanged() throws Exception {
    server.play(
        """
        C: 0 EXAMINE inbox
        S: * FLAGS
        S: * OK
        S: * 4 EXISTS
        S: * 4 RECENT
        S: * OK
        S: * OK
        S: * OK
        S: 0 OK
        C: 1 STORE 1 +FLAGS (\\Deleted)
        S: 1 NO
        C: 2 EXPUNGE
        S: 2 NO
        C: 3 MOVE 1 box
        S: 3 NO
        C: 4 COPY 1 box
        S: 4 OK [COPYUID * 1 1]
        """);
  }

  @Test
  void copyTellsTheUidsAndNeverMakesAMailbox() throws Exception {
    server.play(
        SELECT
            + """
            C: 1 COPY 4,1:2 box
            S: 1 OK [COPYUID * 1:2,4 1:3]
            C: 2 UID COPY 1:* nowhere
            S: 2 NO [TRYCREATE]
            C: 3 UID COPY 99 box
            S: 3 OK
            C: 4 COPY 1 inbox
            S: * 5 EXISTS
            S: * 5 RECENT
            S: 4 OK [COPYUID * 1 5]
            C: 5 SELECT box
            S: * FLAGS
            S: * OK
            S: * 3 EXISTS
            S: * 3 RECENT
            S: * OK
            S: * OK
            S: * OK
            S: 5 OK
            C: 6 FETCH 3 (FLAGS BODY.PEEK[])
            S: * 3 FETCH (FLAGS (\\Flagged \\Recent) BODY[] {1}
            S: d)
            S: 6 OK
            """);
  }

  @Test
  void moveTellsTheUidsBeforeTheMessagesGo() throws Exception {
    server.play(
        SELECT
            + """
            C: 1 MOVE 2:3 box
            S: * OK [COPYUID * 2:3 1:2]
            S= * 3 EXPUNGE
            S= * 2 EXPUNGE
            S: 1 OK
            C: 2 UID MOVE 1 nowhere
            S: 2 NO [TRYCREATE]
            C: 3 UID MOVE 4 box
            S: * OK [COPYUID * 4 3]
            S= * 2 EXPUNGE
            S: 3 OK
            C: 4 STATUS box (MESSAGES)
            S: * STATUS box (MESSAGES 3)
            S: 4 OK
            """);
  }

  @Test
  void expungeRemovesWhatIsDeletedAndUidExpungeOnlyWhatIsNamed() throws Exception {
    server.play(
        SELECT
            + """
            C: 1 STORE 1:3 +FLAGS.SILENT (\\Deleted)
            S: 1 OK
            C: 2 UID EXPUNGE 3:4
            S= * 3 EXPUNGE
            S: 2 OK
            C: 3 EXPUNGE
            S= * 2 EXPUNGE
            S= * 1 EXPUNGE
            S: 3 OK
            C: 4 EXPUNGE
            S: 4 OK
            C: 5 FETCH 1:* UID
            S: * 1 FETCH (UID 4)
            S: 5 OK
            """);
  }
}
