package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.store.MailboxView;

/// What holds for every APPEND, as a client and its neighbours see it.
class AppendRulesTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static String body(MailboxView view, int index) throws IOException {
    return new String(view.body(index).open().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  @Requirement({
    "rfc3502/appenduid",
    "rfc3502/appenduid-single",
    "rfc3502/uids-ascend",
    "rfc3502/uids-contiguous",
    "rfc3502/uid-immutable",
    "rfc4315/single-number",
    "rfc4315/uids-ascend",
    "rfc4315/no-star",
    "rfc3501/uid-ascending",
    "rfc3501/uidnext"
  })
  void uidsAreToldAsOneNumberForOneMessageAndAsARangeForMore() throws Exception {
    long uidValidity = server.inbox().uidValidity().value();
    server.play(
        """
        C: A1 APPEND inbox {1+}
        C: x
        S= A1 OK [APPENDUID %1$d 1] APPEND completed
        C: A2 APPEND inbox {1+}
        C: x {1+}
        C: y
        S= A2 OK [APPENDUID %1$d 2:3] APPEND completed
        C: A3 APPEND inbox {1+}
        C: x {0+}
        C:
        S: A3 NO
        C: A4 APPEND inbox {1+}
        C: x
        S= A4 OK [APPENDUID %1$d 4] APPEND completed
        """
            .formatted(uidValidity));
    assertThat(server.inbox().uidNext()).isEqualTo(5);
  }

  @Test
  @Requirement({
    "rfc3502/trycreate",
    "rfc3502/no-create",
    "rfc3502/checked-at-header",
    "rfc3501/append-trycreate"
  })
  void aMissingMailboxIsToldBeforeTheOctetsAreAskedForAndNotMade() throws Exception {
    server.play(
        """
        C: A1 APPEND missing {18}
        S: A1 NO [TRYCREATE]
        C: A2 APPEND missing {18+}
        C: X1 CREATE missing {18+}
        C: X1 CREATE missing
        C:
        S: A2 NO [TRYCREATE]
        C: A3 NOOP
        S: A3 OK
        """);
    assertThat(server.account().view(MailboxName.parse("missing", '/'))).isEmpty();
  }

  @Test
  @Requirement({"rfc3502/isolated", "rfc3502/no-lock-while-sending", "rfc3502/atomic"})
  void nobodySeesABatchBeforeItsEndAndNobodyWaitsForIt() throws Exception {
    server.play(
        """
        C: A1 APPEND inbox {3+}
        C: one {3+}
        C: two {5+}
        C1: B1 STATUS inbox (MESSAGES UIDNEXT)
        S1= * STATUS INBOX (MESSAGES 0 UIDNEXT 1)
        S1: B1 OK
        C1: B2 APPEND inbox {5+}
        C1: other
        S1: B2 OK [APPENDUID * 1]
        C: three
        S: A1 OK [APPENDUID * 2:4]
        C1: B3 STATUS inbox (MESSAGES)
        S1= * STATUS INBOX (MESSAGES 4)
        S1: B3 OK
        """);
  }

  @Test
  @Requirement({"rfc3502/exists-once", "rfc3502/isolated", "rfc3501/exists-response"})
  void anIdleSessionHearsOfABatchOnceAndAtOnce() throws Exception {
    server.play(
        """
        C1: B1 SELECT inbox
        S1: * FLAGS
        S1: * OK [PERMANENTFLAGS
        S1: * 0 EXISTS
        S1: * 0 RECENT
        S1: * OK [UIDVALIDITY
        S1: * OK [UIDNEXT
        S1: B1 OK
        C1: B2 IDLE
        S1: +
        C: A1 APPEND inbox {3+}
        C: one {3+}
        C: two {5+}
        C: three
        S: A1 OK
        S1= * 3 EXISTS
        S1= * 3 RECENT
        C1: DONE
        S1: B2 OK
        """);
  }

  @Test
  @Requirement({
    "rfc3502/exists-before-ok",
    "rfc3502/recent-set",
    "rfc3501/exists-sent",
    "rfc3501/recent-once",
    "rfc3501/size-before-use"
  })
  void theSessionThatAppendsHearsOfItBeforeTheOkAndOtherSessionsFindItNotRecent() throws Exception {
    server.play(
        """
        C: A1 SELECT inbox
        S: * FLAGS
        S: * OK [PERMANENTFLAGS
        S: * 0 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY
        S: * OK [UIDNEXT 1]
        S: A1 OK
        C: A2 APPEND inbox {1+}
        C: x
        S= * 1 EXISTS
        S= * 1 RECENT
        S: A2 OK
        C1: B1 SELECT inbox
        S1: * FLAGS
        S1: * OK [PERMANENTFLAGS
        S1: * 1 EXISTS
        S1: * 0 RECENT
        S1: * OK [UNSEEN 1]
        S1: * OK [UIDVALIDITY
        S1: * OK [UIDNEXT 2]
        S1: B1 OK
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " {3+}",
        "  {3+}",
        " ()  {3+}",
        " (\\SEEN \\FLAGGED) {3+}",
        " ($MDNSent NonJunk) {3+}",
        " \"6-Sep-2019 10:11:12 +0000\" {3+}",
        " \" 6-Sep-2019 10:11:12 +0000\" {3+}",
        " \"06-Sep-2019 10:11:12 +0000\" {3+}",
        " \"06-Sep-2019 23:59:60 +0000\" {3+}",
        " \"06-sep-9999 10:11:12 -1200\" {3+}",
        " \"01-Jan-1900 00:00:00 +0000\" {3+}",
        " {3-}"
      })
  @Requirement({
    "rfc3502/spaces",
    "rfc3502/day-unpadded",
    "rfc3502/literal-form-minus",
    "rfc3502/empty-flag-list",
    "rfc3502/keywords",
    "rfc3502/date-nonsense"
  })
  void whatRealClientsSendIsTaken(String header) throws Exception {
    server.play(
        """
        C: 00000006 append "inbox" {1+}
        C: x%s
        C: abc
        S: 00000006 OK [APPENDUID * 1:2]
        """
            .formatted(header));
    assertThat(body(server.inbox(), 1)).isEqualTo("abc");
  }

  @Test
  @Requirement({"rfc3502/zero-length-unspaced", "rfc3502/zero-length-synchronizing"})
  void anEmptyLiteralCancelsEvenWithoutASpaceBeforeIt() throws Exception {
    server.play(
        """
        C: 00000002 APPEND inbox () "10-Sep-2001 01:46:40 +0000" {3}
        S: + Ready
        C: one{0}
        S: 00000002 NO
        C:
        C: 00000003 NOOP
        S: 00000003 OK
        """);
    assertThat(server.inbox().messageCount()).isZero();
  }

  @Test
  @Requirement({"rfc3502/bad-name", "rfc3502/results"})
  void aNameNoMailboxCanHaveIsRefusedWithoutTryCreate() throws Exception {
    server.play(
        """
        C: A1 APPEND a//b {3}
        S: A1 NO [CANNOT]
        C: A2 APPEND "" {3+}
        C: one
        S: A2 NO [CANNOT]
        C: A3 NOOP
        S: A3 OK
        """);
  }
}
