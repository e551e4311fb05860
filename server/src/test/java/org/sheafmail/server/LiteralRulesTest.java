package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;

/// Literals of both kinds, in every command, and what happens to those nobody wants.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiteralRulesTest {
  private TestServer server;

  @BeforeAll
  void start() throws Exception {
    server = new TestServer("[limits.append]\nmessage-size-max = 1000\ndrain-octets-max = 5000\n");
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @Test
  @Requirement({
    "rfc7888/any-command",
    "rfc7888/unauthenticated",
    "rfc7888/zero",
    "rfc7888/no-continuation",
    "rfc7888/synchronizing-too",
    "rfc3501/literal",
    "rfc3501/literal-in-command",
    "rfc3501/login"
  })
  void literalsOfBothKindsAreTakenInEveryCommand() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: A1 LOGIN {4+}
        C: anna {6}
        S: + Ready
        C: secret
        S: A1 OK
        C: A2 CREATE {3+}
        C: box
        S: A2 OK
        C: A3 LIST {0+}
        C:  {3}
        S: + Ready
        C: box
        S= * LIST (\\HasNoChildren) "/" box
        S: A3 OK
        C: A4 STATUS {3+}
        C: box (MESSAGES)
        S= * STATUS box (MESSAGES 0)
        S: A4 OK
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE {18+}",
        "FETCH {18+}",
        "LOGIN a b c {18+}",
        "CREATE ( {18+}",
        "APPEND inbox nonsense {18+}",
        "APPEND inbox {18+} nonsense {18+}",
        "!! {18+}",
        "SELECT inbox extra {18+}"
      })
  @Requirement({
    "rfc7888/line-end-checked",
    "rfc7888/unauthenticated",
    "rfc3502/literal-skip",
    "rfc3502/answer-once",
    "rfc3501/unknown-command",
    "rfc3501/state-not-authenticated"
  })
  void literalsOfARefusedCommandAreNeverRunEitherBeforeOrAfterLogin(String command)
      throws Exception {
    String rest =
        """
        C: A1 %s
        C: X1 CREATE hacked
        C: X2 CREATE hacked {18+}
        C: X3 CREATE hacked
        C:
        S: A1 BAD
        """
            .formatted(command);
    Dialogue.play(server.address(), rest + "C: A2 LOGIN anna secret\nS: A2 OK\n");
    server.play(rest + "C: A2 NOOP\nS: A2 OK\n");
    assertThat(server.account().view(MailboxName.parse("hacked", '/'))).isEmpty();
  }

  @Test
  @Requirement({"rfc3502/literal-skip-bounded", "rfc7888/refused-large", "rfc3501/bye"})
  void whatIsTooMuchToBePassedOverEndsTheConnection() throws Exception {
    server.play(
        """
        C: A1 APPEND inbox {6000+}
        S: A1 NO [TOOBIG]
        S: * BYE
        """);
    server.play(
        """
        C: A1 APPEND inbox {4000+}
        C: %s
        C:
        S: A1 NO [TOOBIG]
        C: A2 NOOP
        S: A2 OK
        """
            .formatted("x".repeat(3998)));
  }

  @Test
  @Requirement({"rfc3502/literal-buffered-refusal", "rfc3501/continuation-before-next"})
  void aLiteralThatWasSentWithoutWaitingAndIsRefusedEndsTheConnection() throws Exception {
    String sent = "L LOGIN anna secret\r\nA1 APPEND missing {18}\r\nX1 CREATE hacked\r\n";
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answers).contains("A1 NO [TRYCREATE]", "* BYE").doesNotContain("X1 ");
    }
    assertThat(server.account().view(MailboxName.parse("hacked", '/'))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{99999999999}",
        "{-1}",
        "{}",
        "{abc}",
        "{5 }",
        "{5++}",
        "{5",
        "{18446744073709551617}"
      })
  @Requirement("rfc3502/literal-size")
  void aSizeThatIsNoneIsBadAndTheConnectionStaysInStep(String literal) throws Exception {
    server.play(
        """
        C: A1 APPEND inbox %s
        S: A1 BAD
        C: A2 NOOP
        S: A2 OK
        """
            .formatted(literal));
  }

  @Test
  @Requirement({
    "rfc7888/capability",
    "rfc7888/not-both",
    "rfc3502/capability",
    "rfc4315/capability"
  })
  void literalPlusIsAnnouncedBeforeAndAfterLoginAndLiteralMinusNever() throws Exception {
    for (String login : new String[] {"", "L LOGIN anna secret\r\n"}) {
      String sent = login + "C CAPABILITY\r\nZ LOGOUT\r\n";
      try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        String answers =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        String announced =
            answers.lines().filter(line -> line.startsWith("* CAPABILITY")).findFirst().orElse("");
        assertThat(announced.split(" "))
            .contains("IMAP4rev1", "LITERAL+", "MULTIAPPEND", "UIDPLUS")
            .doesNotContain("LITERAL-", "BINARY", "CATENATE");
      }
    }
  }

  @Test
  @Requirement({"rfc3502/line-length", "rfc3501/set-bounded"})
  void aLineOf8000OctetsIsTakenAndOneWithoutEndIsRefused() throws Exception {
    String set = "1,".repeat(4000) + "1";
    server.play(
        """
        C: A1 SELECT inbox
        S: * FLAGS
        S: * OK [PERMANENTFLAGS
        S: * 0 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY
        S: * OK [UIDNEXT
        S: A1 OK
        C: A2 UID STORE %s FLAGS ()
        S: A2 OK
        C: A3 NOOP %s
        S: A3 BAD
        """
            .formatted(set, "x".repeat(4000)));
  }
}
