package org.sheafmail.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Requirement;

/// Every search key, tried on the same four messages.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchKeyTest {
  private TestServer server;

  @BeforeAll
  void start() throws Exception {
    server = new TestServer();
    fourMessages();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @Requirement({"rfc3501/search", "rfc3501/search-keys", "rfc3501/search-dates"})
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '\0',
      textBlock =
          """
          ALL                                  → 1 2 3 4
          ANSWERED                             → 3
          UNANSWERED                           → 1 2 4
          DELETED                              → 3
          UNDELETED                            → 1 2 4
          DRAFT                                → 4
          UNDRAFT                              → 1 2 3
          FLAGGED                              → 2
          UNFLAGGED                            → 1 3 4
          SEEN                                 → 1 3
          UNSEEN                               → 2 4
          KEYWORD $Forwarded                   → 2
          UNKEYWORD $Forwarded                 → 1 3 4
          RECENT                               → 3 4
          OLD                                  → 1 2
          NEW                                  → 4
          BEFORE 1-Jun-2026                    → 1
          ON 1-Jun-2026                        → 2 3
          SINCE 1-Jun-2026                     → 2 3 4
          SENTBEFORE 2-May-2026                → 1
          SENTON 2-May-2026                    → 2
          SENTSINCE 2-May-2026                 → 2 3
          LARGER 94                            → 1 3
          SMALLER 50                           → 4
          FROM "ada miller"                    → 1
          FROM ada@x                           → 1 3
          TO y.example                         → 1 2
          CC cy                                → 2
          BCC dora                             → 3
          SUBJECT wheat                        → 1 3
          HEADER X-Field value                 → 2
          HEADER x-field ""                    → 2 4
          HEADER Absent ""                     →
          BODY "body"                          → 1 2 3 4
          BODY "Wheat"                         →
          TEXT "Wheat"                         → 1 3
          UID 2:*                              → 2 3 4
          UID 100                              →
          2,4                                  → 2 4
          3:*                                  → 3 4
          9                                    →
          NOT SEEN                             → 2 4
          NOT (SEEN SUBJECT wheat)             → 2 4
          OR FLAGGED DRAFT                     → 2 4
          OR BODY third SEEN                   → 1 3
          (SEEN SUBJECT wheat) UNDELETED       → 1
          BODY body SEEN NOT 1                 → 3
          """)
  void eachKeyFindsWhatItSays(String key, String found) throws Exception {
    // EXAMINE leaves \Recent to the next.
    server.play(
        """
        C: A1 EXAMINE inbox
        U: A1 OK
        C: A2 SEARCH %s
        S= * SEARCH%s
        S: A2 OK
        """
            .formatted(key, found == null ? "" : " " + found));
  }

  private void fourMessages() throws IOException {
    add(
        "2026-05-31T23:59:59-11:00",
        """
        Date: Fri, 1 May 2026 23:59:00 -1100
        From: Ada Miller <ada@x.example>
        To: ben@y.example
        Subject: Wheat

        first body
        """,
        Flag.SEEN);
    add(
        "2026-06-01T00:00:00+14:00",
        """
        Date: 2 May 26 00:01 +1400
        To: Y <z@y.example>
        Cc: cy@x
        X-Field: some value

        body two
        """,
        Flag.FLAGGED,
        Flag.of("$Forwarded"));
    server.account().claimRecent(server.inbox().id());
    add(
        "2026-06-01T23:59:59Z",
        """
        Date: Sun, 03 May 2026 (a comment) 10:00:00 GMT
        From: ada@x.example
        Bcc: Dora <d@x>
        Subject: more wheat

        third body
        """,
        Flag.ANSWERED,
        Flag.DELETED,
        Flag.SEEN);
    add(
        "2026-06-02T00:00:00Z",
        """
        X-Field:
        Date: whenever

        body four
        """,
        Flag.DRAFT);
  }

  private void add(String date, String message, Flag... flags) throws IOException {
    new Inbox(server)
        .add(
            message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8),
            OffsetDateTime.parse(date),
            flags);
  }
}
