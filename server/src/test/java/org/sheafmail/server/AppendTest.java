package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Requirement;

class AppendTest {
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
  @Requirement({"rfc3502/appenduid", "rfc3502/appenduid-order", "rfc3502/exists-before-ok"})
  void aBatchIsAppendedAndItsUidsAreToldInOneRange() throws Exception {
    server.play(
        """
        C: A1 SELECT inbox
        S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
        S: * OK [PERMANENTFLAGS (
        S: * 0 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY
        S: * OK [UIDNEXT 1]
        S: A1 OK [READ-WRITE]
        C: A2 APPEND inbox (\\Seen) {5+}
        C: first {6+}
        C: second (\\Flagged) "01-Feb-2020 03:04:05 +0100" {5}
        S: + Ready
        C: third
        S= * 3 EXISTS
        S= * 3 RECENT
        S: A2 OK [APPENDUID * 1:3]
        C: A3 LOGOUT
        S: * BYE
        S: A3 OK
        X:
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(3);
  }
}
