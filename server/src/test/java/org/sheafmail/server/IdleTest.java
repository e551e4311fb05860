package org.sheafmail.server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Requirement;

class IdleTest {
  private static final String SELECT =
      """
      C: 0 SELECT inbox
      S: * FLAGS
      S: * OK
      S: * 0 EXISTS
      S: * 0 RECENT
      S: * OK
      S: * OK
      S: 0 OK
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

  @Test
  @Requirement({"rfc3502/exists-once"})
  void whatOthersDoIsToldAtOnceAndABatchOnce() throws Exception {
    server.play(
        SELECT
            + """
            C: 1 IDLE
            S: + idling
            C1: 1 APPEND inbox {1+}
            C1: a {1+}
            C1: b {1+}
            C1: c
            S1: 1 OK
            S= * 3 EXISTS
            S= * 3 RECENT
            C1: 2 SELECT inbox
            S1: * FLAGS
            S1: * OK
            S1: * 3 EXISTS
            S1: * 0 RECENT
            S1: * OK
            S1: * OK
            S1: * OK
            S1: 2 OK
            C1: 3 STORE 2 +FLAGS (\\Deleted)
            S1: * 2 FETCH
            S1: 3 OK
            S= * 2 FETCH (FLAGS (\\Deleted \\Recent))
            C1: 4 EXPUNGE
            S1: * 2 EXPUNGE
            S1: 4 OK
            S= * 2 EXPUNGE
            C: DONE
            S: 1 OK
            """);
  }

  @Test
  void changesFromBeforeAreToldWhenIdleBegins() throws Exception {
    server.play(
        SELECT
            + """
            C1: 1 APPEND inbox {1+}
            C1: a
            S1: 1 OK
            C: 1 IDLE
            S: + idling
            S= * 1 EXISTS
            S= * 1 RECENT
            C: done
            S: 1 OK
            """);
  }

  @Test
  void anotherWordThanDoneEndsIdleWithBad() throws Exception {
    server.play(
        """
        C: 1 IDLE
        S: + idling
        C: NOOP {4+}
        C: DONE
        S: 1 BAD
        C: 2 IDLE
        S: + idling
        C: DONE
        S: 2 OK
        """);
  }

  @Test
  void aMailboxDeletedWhileIdleEndsTheSession() throws Exception {
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
        C: 3 IDLE
        S: + idling
        C1: 1 DELETE box
        S1: 1 OK
        S: * BYE
        X:
        """);
  }
}
