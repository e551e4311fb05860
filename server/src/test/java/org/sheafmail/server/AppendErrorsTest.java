package org.sheafmail.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;

/// Whatever is wrong with whichever message of a batch, and however its octets are sent: nothing is
/// appended, there is one tagged answer, and no message text is run as a command, although every
/// body here is made of valid commands.
class AppendErrorsTest {
  private static final String COMMANDS =
      "X1 CREATE evil\r\nX2 APPEND inbox {1+}\r\na\r\nX3 NOOP\r\n";

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer("[limits.append]\nmessage-size-max = 1000\n");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /// What is wrong with a message. In `start`, what stands before the literal.
  enum Fault {
    NO_SUCH_MAILBOX(" ", "{", COMMANDS, "NO [TRYCREATE]"),
    BAD_MAILBOX_NAME(" ", "{", COMMANDS, "NO [CANNOT]"),
    TOO_BIG(" ", "{", COMMANDS.repeat(30), "NO [TOOBIG]"),
    EMPTY(" ", "{", "", "NO"),
    UNKNOWN_FLAG(" (\\Foo) ", "{", COMMANDS, "NO"),
    NUL(" ", "{", "\0\r\n" + COMMANDS, "NO"),
    BINARY(" ", "~{", COMMANDS, "NO [UNKNOWN-CTE]"),
    RECENT_FLAG(" (\\Recent) ", "{", COMMANDS, "BAD"),
    OPEN_FLAG_LIST(" (\\Seen ", "{", COMMANDS, "BAD"),
    NO_SUCH_DATE(" \"31-Feb-2020 00:00:00 +0000\" ", "{", COMMANDS, "BAD"),
    BROKEN_DATE(" \"yesterday\" ", "{", COMMANDS, "BAD"),
    MISSING_SPACE("", "{", COMMANDS, "BAD"),
    UNKNOWN_EXTENSION(" ANNOTATION (a {1+}\r\nb) ", "{", COMMANDS, "BAD"),
    CATENATE(" CATENATE (TEXT ", "{", COMMANDS, "BAD"),
    NUMBER_FOR_LITERAL(" 12 ", "{", COMMANDS, "BAD");

    private final String start;
    private final String brace;
    private final String body;
    private final String answer;

    Fault(String start, String brace, String body, String answer) {
      this.start = start;
      this.brace = brace;
      this.body = body;
      this.answer = answer;
    }

    String mailbox() {
      return switch (this) {
        case NO_SUCH_MAILBOX -> "nowhere";
        case BAD_MAILBOX_NAME -> "&&&";
        default -> "inbox";
      };
    }
  }

  enum Sending {
    /// `{n}`, waiting to be asked.
    SYNCHRONIZING,
    /// `{n+}`.
    NON_SYNCHRONIZING,
    /// `{n}`, not waiting: what an attacker would make a client do.
    IMPATIENT
  }

  static Stream<Arguments> faults() {
    return Stream.of(Fault.values())
        .flatMap(fault ->
            Stream.of(Sending.values())
                .flatMap(
                    sending -> Stream.of(1, 3, 5).map(at -> Arguments.of(fault, sending, at))));
  }

  @ParameterizedTest(name = "{0}, {1}, in message {2} of 5")
  @MethodSource("faults")
  @Requirement({
    "rfc3502/atomic",
    "rfc3502/restore",
    "rfc3502/uidnext-untouched",
    "rfc3502/literal-skip",
    "rfc3502/answer-once",
    "rfc3502/tag-answers",
    "rfc7888/line-end-checked",
    "rfc7888/refused-small",
    "rfc3501/append",
    "rfc3502/zero-length-anywhere",
    "rfc3502/results",
    "rfc3502/recent-refused",
    "rfc3502/date-nonsense",
    "rfc3502/literal-nul",
    "rfc3502/literal8-refused",
    "rfc3502/catenate-refused",
    "rfc3502/unknown-system-flag",
    "rfc3502/toobig",
    "rfc3502/message-end"
  })
  void nothingIsAppendedAndNothingIsRun(Fault fault, Sending sending, int at) throws Exception {
    List<String> answers;
    try (Client client = new Client()) {
      client.append(fault, sending, at);
      answers = client.answers();
    }
    assertThat(answers).noneMatch(line -> line.startsWith("X"));
    assertThat(answers.getFirst()).startsWith("A " + fault.answer);
    assertThat(answers.stream().filter(line -> line.startsWith("A "))).hasSize(1);
    assertThat(answers.getLast())
        .satisfiesAnyOf(
            last -> assertThat(last).startsWith("B OK"),
            last -> assertThat(last).startsWith("* BYE"));
    if (sending != Sending.IMPATIENT) {
      assertThat(answers.getLast()).startsWith("B OK");
    }
    assertThat(server.account().mailboxes().byName()).containsOnlyKeys(MailboxName.INBOX);
    assertThat(server.inbox().messageCount()).isZero();
    assertThat(server.inbox().uidNext()).isEqualTo(1);
  }

  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final StringBuilder unsent = new StringBuilder();

    Client() throws IOException {
      socket = new Socket(server.address().getAddress(), server.address().getPort());
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
      line();
      unsent.append("L LOGIN anna secret\r\n");
      send();
      line();
    }

    /// Sends a batch of five, as far as the server lets it.
    void append(Fault fault, Sending sending, int at) throws IOException {
      unsent.append("A APPEND ").append(fault.mailbox());
      for (int i = 1; i <= 5; i++) {
        boolean faulty = i == at;
        String body = faulty ? fault.body : COMMANDS;
        unsent.append(faulty ? fault.start : " ").append(faulty ? fault.brace : "{");
        unsent.append(body.length());
        unsent.append(sending == Sending.NON_SYNCHRONIZING ? "+}\r\n" : "}\r\n");
        if (sending == Sending.SYNCHRONIZING && !asked()) {
          return;
        }
        unsent.append(body);
      }
      unsent.append("\r\n");
    }

    private final List<String> read = new ArrayList<>();

    private boolean asked() throws IOException {
      send();
      String answer = line();
      if (answer.startsWith("+")) {
        return true;
      }
      read.add(answer);
      return false;
    }

    private void send() throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(unsent.toString().getBytes(ISO_8859_1));
      unsent.setLength(0);
    }

    /// All lines but continuation requests, up to the answer of one more command or the end.
    List<String> answers() throws IOException {
      if (read.isEmpty()) {
        send();
        for (String line = line(); ; line = line()) {
          if (!line.startsWith("+")) {
            read.add(line);
            break;
          }
        }
      }
      try {
        unsent.append("B NOOP\r\n");
        send();
        for (String line = line(); !line.isEmpty(); line = line()) {
          read.add(line);
          if (line.startsWith("B ")) {
            break;
          }
        }
      } catch (IOException _) {
        // The server has closed the connection; what it said before is there.
      }
      return read;
    }

    /// Empty at the end of the connection.
    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
        line.append((char) octet);
      }
      return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
