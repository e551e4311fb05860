package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;

/// The conversation as such: greeting, states, tags, what cannot be understood, the end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionRulesTest {
  private TestServer server;

  @BeforeAll
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @Test
  @Requirement({
    "rfc3501/greeting",
    "rfc3501/tag-echoed",
    "rfc3501/command-case",
    "rfc3501/capability",
    "rfc3501/logout",
    "rfc3501/bye",
    "rfc3501/state-logout",
    "rfc3501/noop"
  })
  void aConversationFromGreetingToLogout() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 7 capability
        S: * CAPABILITY IMAP4rev1
        S: 7 OK
        C: 00000006 NoOp
        S: 00000006 OK
        C: a.b-c?! login ANNA secret
        S: a.b-c?! NO
        C: CAJA13 LOGIN anna secret
        S: CAJA13 OK
        C: x Logout
        S: * BYE
        S: x OK
        X:
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE box",
        "SELECT inbox",
        "APPEND inbox {1+}",
        "STATUS inbox (MESSAGES)",
        "FETCH 1 FLAGS",
        "IDLE",
        "EXPUNGE"
      })
  @Requirement({"rfc3501/state-not-authenticated", "rfc3502/states"})
  void beforeLoginNothingWorksThatNeedsAUser(String command) throws Exception {
    String literal = command.endsWith("}") ? "C: x\n" : "";
    Dialogue.play(
        server.address(),
        "C: A1 " + command + "\n" + literal + "S: A1 BAD\nC: A2 NOOP\nS: A2 OK\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CHECK",
        "CLOSE",
        "EXPUNGE",
        "FETCH 1 FLAGS",
        "STORE 1 FLAGS ()",
        "COPY 1 x",
        "SEARCH ALL",
        "UID FETCH 1 FLAGS",
        "UNSELECT",
        "MOVE 1 x"
      })
  @Requirement("rfc3501/state-authenticated")
  void withoutASelectedMailboxNothingWorksThatNeedsOne(String command) throws Exception {
    server.play("C: A1 " + command + "\nS: A1 BAD\nC: A2 NOOP\nS: A2 OK\n");
  }

  @Test
  @Requirement("rfc3501/state-not-authenticated")
  void afterLoginNobodyLogsInAgain() throws Exception {
    server.play(
        """
        C: A1 LOGIN berta secret
        S: A1 BAD
        C: A2 AUTHENTICATE PLAIN AGJlcnRhAHNlY3JldA==
        S: A2 BAD
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE",
        "XFOO bar",
        "NOOP extra",
        "SELECT",
        "SELECT \"open",
        "CREATE a b",
        "LIST",
        "STATUS inbox",
        "UID NOOP",
        "LOGOUT now",
        "SELECT {1",
        "LSUB (\"\" *)"
      })
  @Requirement({"rfc3501/unknown-command", "rfc3502/tag-answers"})
  void whatIsNoCommandIsBadAndTheConnectionStaysInStep(String command) throws Exception {
    server.play("C: A1 " + command + "\nS: A1 BAD\nC: A2 NOOP\nS: A2 OK\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(A1 NOOP", "+ NOOP", "* OK", "{5}", "\"A1\" NOOP"})
  @Requirement("rfc3501/untagged-parse-error")
  void withoutATagTheAnswerIsUntagged(String line) throws Exception {
    server.play("C: " + line + "\nS: * BAD\nC: A2 NOOP\nS: A2 OK\n");
  }

  @Test
  @Requirement({"rfc3501/quoted", "rfc3501/nil-distinct"})
  void quotedStringsHoldQuotesAndBackslashesAndNilIsAName() throws Exception {
    server.play(
        """
        C: A1 CREATE "qu\\\\o\\"ted"
        S: A1 OK
        C: A2 LIST "" qu*
        S= * LIST (\\HasNoChildren) "/" "qu\\\\o\\"ted"
        S: A2 OK
        C: A3 CREATE nil
        S: A3 OK
        C: A4 LIST "" "nil"
        S= * LIST (\\HasNoChildren) "/" "nil"
        S: A4 OK
        C: A5 CREATE ""
        S: A5 NO [CANNOT]
        C: A6 CREATE "a\\b"
        S: A6 BAD
        C: A7 CREATE "a<0D>b"
        S: A7 BAD
        """);
  }

  @Test
  @Requirement({"rfc3501/autologout", "rfc3502/autologout"})
  void aLoggedInClientIsNeverSentAwayWithinHalfAnHour() throws Exception {
    assertThat(Config.defaults().limits().timeouts().idle().toMinutes()).isGreaterThanOrEqualTo(30);
    assertThatThrownBy(() -> Config.parse("[limits.timeouts]\nidle = 1799\n"))
        .isInstanceOf(ConfigException.class);
  }
}
