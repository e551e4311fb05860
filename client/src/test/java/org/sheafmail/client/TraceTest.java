package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

class TraceTest {
  private final List<String> lines = new ArrayList<>();

  private void keep(Trace.Side side, String line) {
    lines.add((side == Trace.Side.CLIENT ? "C: " : "S: ") + line);
  }

  private ImapClient connect(FakeImapServer server) throws Exception {
    return ImapClient.connect(server.address(), ClientOptions.plain().withTrace(this::keep));
  }

  @Test
  void dataIsLeftOut() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("MULTIAPPEND LITERAL-")
                    + """
                    C~ A3 APPEND INBOX .*
                    C~ one .*
                    S: + {3}
                    C~ x{5000}
                    S: A3 OK done {7}
                    C~ A4 APPEND INBOX .*
                    S: A4 NO {1}
                    C~ A5 UID FETCH .*
                    S: * 1 FETCH (UID 7 BODY[] {3}
                    S: abc FLAGS ())
                    S: A5 OK done
                    """);
        ImapClient client = connect(server)) {
      lines.clear();
      client.append(
          MailboxName.INBOX, List.of(Scripts.item("one"), Scripts.item("x".repeat(5000))));
      assertThatThrownBy(
              () -> client.append(MailboxName.INBOX, List.of(Scripts.item("y".repeat(5000)))))
          .isInstanceOf(RefusedException.class);
      client.fetchBodies(UidSet.of(7), (_, _, _) -> {});
    }
    assertThat(lines)
        .containsExactly(
            "C: A3 APPEND INBOX \" 5-Jul-2024 08:09:10 +0200\" {3+}",
            "C: <3 octets>",
            "C:  \" 5-Jul-2024 08:09:10 +0200\" {5000}",
            "S: + {3}",
            "C: <5000 octets>",
            "S: A3 OK done {7}",
            "C: A4 APPEND INBOX \" 5-Jul-2024 08:09:10 +0200\" {5000}",
            "S: A4 NO {1}",
            "C: A5 UID FETCH 7 (UID BODY.PEEK[])",
            "S: * 1 FETCH (UID 7 BODY[] {3}",
            "S: <3 octets>",
            "S:  FLAGS ())",
            "S: A5 OK done");
  }

  @Test
  void whatLogsAUserInIsMasked() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1] hi
                C~ A1 LOGIN "a a" \\{5\\}
                S: + go on
                C: p\u00FCpw
                S: A1 NO wrong
                """);
        ImapClient client = connect(server)) {
      assertThatThrownBy(() -> client.login("a a", "p\u00FCpw"))
          .isInstanceOf(AuthenticationException.class);
    }
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi
                C: A1 AUTHENTICATE PLAIN
                S: +
                C: AGFkYQBwdw==
                S: A1 NO wrong
                """);
        ImapClient client = connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOf(AuthenticationException.class);
    }
    assertThat(lines)
        .containsExactly(
            "S: * OK [CAPABILITY IMAP4rev1] hi",
            "C: A1 LOGIN ***",
            "S: + go on",
            "C: <5 octets>",
            "C: ***",
            "S: A1 NO wrong",
            "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi",
            "C: A1 AUTHENTICATE PLAIN",
            "S: +",
            "C: ***",
            "S: A1 NO wrong");
  }

  @Test
  void piecesMakeTheSameLinesAsTheWhole() {
    Tracer tracer = new Tracer(this::keep);
    String said = "A1 AUTHENTICATE X c2VjcmV0\r\nA2 X {3+}\r\nab\nc\tdef\r\n";
    for (byte octet : said.getBytes(StandardCharsets.US_ASCII)) {
      if (octet == 'A') {
        String answer = "A1 OK done\r\n* SEARCH " + "1 ".repeat(2000) + "\r\n";
        tracer.received(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
      }
      tracer.sent(ByteBuffer.wrap(new byte[] {octet}));
    }
    assertThat(lines.stream().filter(line -> line.startsWith("C")))
        .containsExactly(
            "C: A1 AUTHENTICATE X ***", "C: A2 X {3+}", "C: <3 octets>", "C: c\\x09def");
    assertThat(lines.get(1)).endsWith(" \u2026 and 2010 octets more").hasSizeLessThan(2100);
  }
}
