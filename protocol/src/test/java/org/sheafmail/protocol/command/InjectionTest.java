package org.sheafmail.protocol.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.protocol.command.ScriptedClient.Script;
import org.sheafmail.protocol.wire.SkipOutcome;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.Wire;
import org.sheafmail.protocol.wire.WireLimits;
import org.sheafmail.protocol.wire.WireReader;

/// Whatever is wrong with a command, and wherever in it, the text of its messages is never taken
/// for commands. All bodies here are made of commands, with the tag `A9`.
class InjectionTest {
  private static final String EVIL =
      "A9 LOGOUT\r\nA9 DELETE INBOX\r\n\r\nA9 APPEND box {9+}\r\nA9 NOOP\r\n\r\n A9 LIST \"\" *\r\n";

  /// What may stand before a message: the first is as it should be.
  private static final List<String> HEADS =
      List.of(
          " (\\Seen) ",
          "",
          "\t",
          " (",
          " ) ",
          " (\\Recent) ",
          " (\\Seen",
          " (\\) ",
          " \"31-Feb-2001 00:00:00 +0000\" ",
          " \"soon\" ",
          " \"",
          " \"\\",
          " (a) (b) ",
          " atom ",
          " CATENATE (TEXT ",
          " UTF8 (~",
          " UTF8 ~",
          " ~",
          " {5} ",
          " {5+} ",
          " {99999999999999999999999999999999999999} ",
          " \0 ",
          " \u00FF ",
          " \r ",
          " " + "x".repeat(9000),
          " (" + "a ".repeat(5000) + ") ");

  /// What the server does with the message it refuses.
  private enum Refusal {
    /// Takes every message.
    NONE,
    /// Refuses before a synchronizing literal is asked for.
    UNREAD,
    /// Gives up in the middle.
    HALF_READ
  }

  /// Runs what the client sends as a session would, and tells the tags of what was run.
  private static List<String> run(ScriptedClient client, Refusal refusal, int refused)
      throws IOException {
    WireLimits limits = new WireLimits(8000, 1000, 10, 1 << 20);
    WireReader in = new WireReader(client, client, limits, '/');
    List<String> tags = new ArrayList<>();
    while (true) {
      try {
        TaggedCommand command = CommandParser.parse(in);
        if (command == null) {
          return tags;
        }
        tags.add(command.tag());
        if (command.command() instanceof AppendCommand append) {
          receive(append.messages(), refusal, refused);
        }
      } catch (SyntaxException e) {
        assertThat(e).hasMessageNotContaining("A9");
      }
      assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    }
  }

  private static void receive(AppendMessages messages, Refusal refusal, int refused)
      throws IOException {
    int count = 0;
    for (AppendMessage message = messages.next(); message != null; message = messages.next()) {
      boolean refuse = count++ == refused;
      if (refuse && refusal == Refusal.UNREAD) {
        return;
      }
      ReadableByteChannel body = message.literal().accept();
      ByteBuffer octets = ByteBuffer.allocate(10);
      while (body.read(octets.clear()) >= 0) {
        if (refuse && refusal == Refusal.HALF_READ) {
          return;
        }
      }
    }
  }

  static Stream<String> heads() {
    return HEADS.stream();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("heads")
  @Requirement({"rfc3502/literal-skip", "rfc7888/line-end-checked", "rfc7888/any-command"})
  void noMessageIsRunAsCommands(String head) throws IOException {
    for (int place = 0; place < 3; place++) {
      for (int kinds = 0; kinds < 8; kinds++) {
        Script append = append(head, place, kinds);
        for (Refusal refusal : Refusal.values()) {
          for (int step : new int[] {1, 13, 100_000}) {
            for (int refused = 0; refused < (refusal == Refusal.NONE ? 1 : 3); refused++) {
              ScriptedClient client =
                  new ScriptedClient(List.of(append, new Script("A2 NOOP")), step);
              assertThat(run(client, refusal, refused)).containsExactly("A1", "A2");
            }
          }
        }
      }
    }
  }

  /// Three messages, of which the one at `place` starts with `head`.
  ///
  /// @param kinds a bit for each message: whether its literal is synchronizing
  private static Script append(String head, int place, int kinds) {
    List<String> parts = new ArrayList<>();
    String line = "A1 APPEND box";
    for (int i = 0; i < 3; i++) {
      String header = (kinds >> i & 1) == 0 ? "{N}" : "{S}";
      parts.add(line + (i == place ? head : HEADS.getFirst()) + header);
      parts.add(EVIL);
      line = "";
    }
    parts.add(head.startsWith(" UTF8 (") && place == 2 ? ")" : "");
    return new Script(parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A1 FROB box ",
        "A1 APPEND ",
        "A1 APPEND a&b ",
        "A1 APPEND a//b ",
        "A1 APPEND \"box ",
        "A1 APPEND \"box\" x",
        "A1 APPEND",
        "A1",
        "A1  APPEND box ",
        "APPEND box ",
        "* APPEND box ",
        "+ ",
        "\"",
        "",
        " ",
        "{3+} ",
        "A1 LOGIN ",
        "A1 LOGIN x {1} ",
        "A1 SEARCH CHARSET X-NONE TEXT ",
        "A1 SEARCH (TEXT ",
        "A1 FETCH 1 BODY[HEADER.FIELDS (",
        "A1 ID (",
        "A1 UID ",
        "A1 NOOP ",
        "A1 LIST \"\" ",
      })
  @Requirement({"rfc7888/any-command", "rfc7888/unauthenticated"})
  void whateverTheCommandItsLiteralsAreNotRun(String line) throws IOException {
    for (String header : List.of("{N}", "{S}")) {
      for (int step : new int[] {1, 13, 100_000}) {
        Script script = new Script(line + header, EVIL, " " + header, EVIL, "");
        ScriptedClient client = new ScriptedClient(List.of(script, new Script("A2 NOOP")), step);
        assertThat(run(client, Refusal.UNREAD, 0)).doesNotContain("A9").endsWith("A2");
      }
    }
  }

  @Test
  void linesThatEndInABareLineFeedHideNothing() throws IOException {
    WireReader in =
        new WireReader(
            Wire.channel(
                "A1 FROB {9+}\nA9 NOOP\r\n {9+}\r\nA9 NOOP\n\n\nA2 NOOP\n".getBytes(ISO_8859_1), 1),
            () -> {},
            WireLimits.DEFAULT,
            '/');
    try {
      CommandParser.parse(in);
    } catch (SyntaxException e) {
      assertThat(e.tag()).hasValue("A1");
    }
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    assertThat(CommandParser.parse(in).tag()).isEqualTo("A2");
  }
}
