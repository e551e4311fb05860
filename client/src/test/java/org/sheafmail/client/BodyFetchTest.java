package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.UidSet;

class BodyFetchTest {
  private final List<String> bodies = new ArrayList<>();

  private void keep(long uid, long size, ReadableByteChannel octets) throws IOException {
    String text =
        new String(Channels.newInputStream(octets).readAllBytes(), StandardCharsets.UTF_8);
    bodies.add(uid + "/" + size + " " + text);
  }

  @Test
  void bodiesPassThroughAsTheyCome() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 UID FETCH 7:9 (UID BODY.PEEK[])
                    S: * 1 FETCH (UID 7 BODY[] {4}
                    S: a
                    S: b FLAGS (\\Seen))
                    S: * 9 EXISTS
                    S: * 2 FETCH (UID 8 BODY[] "quoted")
                    S: * 3 FETCH (UID 9 BODY[] NIL)
                    S: A3 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.fetchBodies(UidSet.range(7, 9), this::keep)).isEqualTo(UidSet.of(7, 8));
    }
    assertThat(bodies).containsExactly("7/4 a\r\nb", "8/6 quoted");
  }

  @Test
  void whatTheReceiverLeavesIsPassedOver() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C~ A3 UID FETCH .*
                    S: * 1 FETCH (UID 7 BODY[] {100}
                    S: %s)
                    S: A3 OK done
                    C: A4 NOOP
                    S: A4 OK done
                    """
                        .formatted("x".repeat(100)));
        ImapClient client = Scripts.connect(server)) {
      ByteBuffer ten = ByteBuffer.allocate(10);
      client.fetchBodies(
          UidSet.of(7),
          (_, _, octets) -> {
            while (ten.hasRemaining()) {
              octets.read(ten);
            }
          });
      assertThat(ten.array()).containsOnly('x');
      client.noop();
    }
  }

  @Test
  void aReceiverThatThrowsIsHeardAndTheConnectionClosed() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C~ A3 UID FETCH .*
                    S: * 1 FETCH (UID 7 BODY[] {100}
                    ANYTHING
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() ->
              client.fetchBodies(
                  UidSet.of(7, 8),
                  (_, _, _) -> {
                    throw new IOException("the disk is full");
                  }))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("the disk is full");
      assertThatThrownBy(client::noop).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void aUidToldTooLateIsAskedForAlone() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 UID FETCH 7:8 (UID BODY.PEEK[])
                    S: * 1 FETCH (BODY[] {3}
                    S: one UID 7)
                    S: * 2 FETCH (UID 8 BODY[] {3}
                    S: two)
                    S: A3 OK done
                    C: A4 UID FETCH 7 (UID BODY.PEEK[])
                    S: * 1 FETCH (BODY[] {3}
                    S: one UID 7)
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.fetchBodies(UidSet.of(7, 8), this::keep)).isEqualTo(UidSet.of(7, 8));
    }
    assertThat(bodies).containsExactly("8/3 two", "7/3 one");
  }

  @Test
  void aCutWithinABodyIsALostConnection() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C~ A3 UID FETCH .*
                    S: * 1 FETCH (UID 7 BODY[] {100}
                    S: x
                    CLOSE
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.fetchBodies(UidSet.of(7), this::keep))
          .isInstanceOf(ConnectionLostException.class);
    }
    assertThat(bodies).isEmpty();
  }

  @Test
  void nothingIsAskedForNothing() throws Exception {
    try (FakeImapServer server = FakeImapServer.play(Scripts.with(""));
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.fetchBodies(UidSet.EMPTY, this::keep)).isEqualTo(UidSet.EMPTY);
    }
  }
}
