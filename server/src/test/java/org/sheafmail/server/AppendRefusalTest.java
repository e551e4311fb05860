package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;

/// Everything that can be wrong with one message of a batch of three: with either kind of literal,
/// in the first, the middle and the last message, and with bodies that are themselves commands.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppendRefusalTest {
  /// What must never be run: it would leave a mailbox behind.
  private static final String BODY = "X1 CREATE hacked";

  private static final int BODY_OCTETS = BODY.length() + 2;
  private static final int MESSAGES = 3;

  private TestServer server;

  /// A way in which a message can be wrong: its header, where `%s` stands for `+` or nothing, and
  /// how the tagged answer goes on after the tag.
  enum Fault {
    EMPTY(" {0%s}", "NO APPEND cancelled"),
    TOO_LARGE(" {118%s}", "NO [TOOBIG] Message %d of the batch: "),
    UNKNOWN_FLAG(" (\\Seen \\Strange) {18%s}", "NO Message %d of the batch: "),
    BINARY(" ~{18%s}", "NO [UNKNOWN-CTE] Message %d of the batch: "),
    NUL(" {18%s}", "NO Message %d of the batch: "),
    RECENT_FLAG(" (\\Recent) {18%s}", "BAD "),
    NO_SUCH_DAY(" \"31-Feb-2020 00:00:00 +0000\" {18%s}", "BAD "),
    NO_SPACE("{18%s}", "BAD "),
    CATENATE(" CATENATE (TEXT {18%s}", "BAD "),
    UNKNOWN_EXTENSION(" ANNOTATION (/x (value {18%s}", "BAD "),
    DATE_BEFORE_FLAGS(" \"01-Feb-2020 00:00:00 +0000\" (\\Seen) {18%s}", "BAD ");

    private final String header;
    private final String answer;

    Fault(String header, String answer) {
      this.header = header;
      this.answer = answer;
    }

    int octets() {
      return switch (this) {
        case EMPTY -> 0;
        case TOO_LARGE -> BODY_OCTETS + 100;
        default -> BODY_OCTETS;
      };
    }

    String body() {
      return switch (this) {
        case EMPTY -> "";
        case TOO_LARGE -> "y".repeat(100) + BODY;
        case NUL -> BODY.replace(" C", "<00>C");
        default -> BODY;
      };
    }

    /// True if it is seen before the octets are.
    boolean inHeader() {
      return this != NUL;
    }
  }

  @BeforeAll
  void start() throws Exception {
    server = new TestServer("[limits.append]\nmessage-size-max = 100\n");
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Arguments> faults() {
    List<Arguments> all = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (int position = 0; position < MESSAGES; position++) {
        // With nothing between mailbox and literal the first message is the mailbox's own matter.
        all.add(Arguments.of(fault, position, true));
        all.add(Arguments.of(fault, position, false));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} in message {1}, synchronizing: {2}")
  @MethodSource("faults")
  @Requirement({
    "rfc3502/atomic",
    "rfc3502/restore",
    "rfc3502/uidnext-untouched",
    "rfc3502/results",
    "rfc3502/message-named",
    "rfc3502/tag-answers",
    "rfc3502/answer-once",
    "rfc3502/zero-length",
    "rfc3502/zero-length-anywhere",
    "rfc3502/zero-length-synchronizing",
    "rfc3502/zero-length-drain",
    "rfc3502/toobig",
    "rfc3502/checked-at-header",
    "rfc3502/unknown-system-flag",
    "rfc3502/recent-refused",
    "rfc3502/date-nonsense",
    "rfc3502/literal-nul",
    "rfc3502/literal8-refused",
    "rfc3502/catenate-refused",
    "rfc3502/literal-skip",
    "rfc7888/line-end-checked",
    "rfc4315/not-for-failure",
    "rfc3501/append"
  })
  void oneWrongMessageRefusesAllAndNothingOfThemIsRun(
      Fault fault, int position, boolean synchronizing) throws Exception {
    long uidNext = server.inbox().uidNext();
    server.play(script(fault, position, synchronizing));
    assertThat(server.inbox().messageCount()).isZero();
    assertThat(server.inbox().uidNext()).isEqualTo(uidNext);
    assertThat(server.account().view(MailboxName.parse("hacked", '/'))).isEmpty();
  }

  /// A client that keeps to the rules: it sends the octets of a synchronizing literal when asked
  /// for, and what comes after a non-synchronizing one whatever happens.
  private static String script(Fault fault, int position, boolean synchronizing) {
    StringBuilder script = new StringBuilder();
    String plus = synchronizing ? "" : "+";
    String line = "A1 APPEND inbox";
    for (int i = 0; i < MESSAGES; i++) {
      boolean wrong = i == position;
      String header = wrong ? fault.header : " {18%s}";
      script.append("C: ").append(line).append(header.formatted(plus)).append('\n');
      if (synchronizing && wrong && fault.inHeader()) {
        return end(script, fault, position);
      }
      if (synchronizing) {
        script.append("S: + Ready\n");
      }
      if (!wrong || fault.octets() > 0) {
        script.append("C: ").append(wrong ? fault.body() : BODY).append('\n');
      }
      if (synchronizing && wrong) {
        // What it says next is no literal any more that anybody would ask for.
        script.append("C:\n");
        return end(script, fault, position);
      }
      line = "";
    }
    script.append("C:\n");
    return end(script, fault, position);
  }

  private static String end(StringBuilder script, Fault fault, int position) {
    script.append("S: A1 ").append(fault.answer.formatted(position + 1)).append('\n');
    return script.append("C: A2 NOOP\nS: A2 OK\n").toString();
  }
}
