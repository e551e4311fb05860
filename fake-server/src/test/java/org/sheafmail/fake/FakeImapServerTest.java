package org.sheafmail.fake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class FakeImapServerTest {
  /// A client that does what it is told.
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(FakeImapServer server) throws IOException {
      socket = new Socket(server.host(), server.port());
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    String hear() throws IOException {
      return in.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aConversationGoesAsWritten() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK hi
                C~ (\\w+) (NOOP|CHECK)
                S+ * 1 EXISTS
                S: $1 OK $2 costs $$ and $3
                C: A2 APPEND INBOX {5+}
                C# 5
                C:
                MARK all said
                """);
        Client client = new Client(server)) {
      assertThat(client.hear()).isEqualTo("* OK hi");
      client.say("x7 NOOP\r\n");
      assertThat(client.hear()).isEqualTo("* 1 EXISTS");
      assertThat(client.hear()).isEqualTo("x7 OK NOOP costs $$ and $3");
      client.say("A2 APPEND INBOX {5+}\r\n\0\r\n\0x\r\n");
      server.await("all said");
      assertThat(server.received()).containsExactly("x7 NOOP", "A2 APPEND INBOX {5+}", "");
    }
  }

  @Test
  void aClientThatDoesNotKeepToTheScriptFailsTheTest() throws Exception {
    for (String said : new String[] {"A1 CHECK\r\n", "A1 NOOP\r\nA2 NOOP\r\n", "A1 N"}) {
      FakeImapServer server = FakeImapServer.play("C: A1 NOOP");
      try (Client client = new Client(server)) {
        client.say(said);
      }
      assertThatThrownBy(server::close).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void connectionsEndWhereTheScriptSaysSo() throws Exception {
    try (FakeImapServer server =
        FakeImapServer.play(
            """
            S: one
            CUT 3
            S: two
            RECONNECT
            ANYTHING
            """)) {
      try (Client client = new Client(server)) {
        assertThat(client.hear()).isEqualTo("one");
        client.say("abc");
        assertThat(client.hear()).isNull();
      }
      try (Client client = new Client(server)) {
        assertThat(client.hear()).isEqualTo("two");
        assertThat(client.hear()).isNull();
      }
      try (Client client = new Client(server)) {
        client.say("whatever\r\n");
      }
    }
  }

  @Test
  void theTestSaysWhenTheScriptGoesOn() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                MARK connected
                HOLD until asked
                S: go
                """);
        Client client = new Client(server)) {
      server.await("connected");
      assertThat(client.in.ready()).isFalse();
      server.release("until asked");
      assertThat(client.hear()).isEqualTo("go");
    }
  }

  @Test
  void aMarkThatIsNeverReachedIsAFailure() throws Exception {
    FakeImapServer server = FakeImapServer.play("CLOSE");
    try (Client _ = new Client(server)) {
      assertThatThrownBy(() -> server.await("never"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("MARK never");
    }
  }

  @Test
  void aLineThatIsNoStepIsNamed() {
    for (String line : new String[] {"X: what", "C# many", "CUT", "TLS now"}) {
      assertThatThrownBy(() -> FakeImapServer.play("S: hi\n" + line))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("line 2")
          .hasMessageContaining(line);
    }
  }
}
