package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.memory.MemoryStore;

/// Messages that cannot be read: UID 2 not at all, UID 3 not to its end.
class FailingDiskTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    FailingBodies failing = new FailingBodies(Map.of(2L, 0L, 3L, 150_000L));
    server =
        new TestServer("", failing.wrap(new MemoryStore(new MimeSummarizer(), Clock.systemUTC())));
    Inbox inbox = new Inbox(server);
    inbox.add("Subject: one\n\nfirst\n", Flag.SEEN);
    inbox.add("Subject: two\n\nsecond\n", Flag.SEEN);
    inbox.add("Subject: three\n\n" + "third\n".repeat(50_000), Flag.SEEN);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void play(String script) throws Exception {
    server.play("C: S SELECT inbox\nU: S OK\n" + script);
  }

  @Test
  void aMessageThatCannotBeReadIsLeftOutAndNamed() throws Exception {
    play(
        """
        C: A1 FETCH 1:2 (UID BODY.PEEK[TEXT])
        S= * 1 FETCH (UID 1 BODY[TEXT] {7}
        S= first
        S= )
        S: A1 NO [CORRUPTION] Message 2 cannot be read
        C: A2 FETCH 1:2 (UID RFC822.SIZE)
        S= * 1 FETCH (UID 1 RFC822.SIZE 23)
        S= * 2 FETCH (UID 2 RFC822.SIZE 24)
        S: A2 OK
        """);
  }

  @Test
  void aLiteralThatBreaksOffEndsTheConnectionWithoutAnotherWord() throws Exception {
    play(
        """
        C: A1 FETCH 3 BODY.PEEK[]
        S: * 3 FETCH (BODY[] {350018}
        S= Subject: three
        S=
        S= third
        U: (connection closed)
        C1: B1 NOOP
        S1: B1 OK
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(3);
  }

  @Test
  void partsThatCanBeReadOfALargeMessageAreServed() throws Exception {
    play(
        """
        C: A1 FETCH 3 BODY.PEEK[]<100.10>
        S= * 3 FETCH (BODY[]<100> {10}
        U: A1 OK
        C: A2 FETCH 3 BODY.PEEK[]<149999.10>
        S: A2 NO [CORRUPTION] Message 3
        """);
  }

  @Test
  void aSearchOpensABodyOnlyIfNothingElseSettlesTheMatter() throws Exception {
    play(
        """
        C: A1 SEARCH BODY "first" UNSEEN
        S= * SEARCH
        S: A1 OK
        C: A2 SEARCH OR TEXT "first" SEEN
        S= * SEARCH 1 2 3
        S: A2 OK
        C: A3 SEARCH NOT (TEXT "first" SMALLER 24 UNSEEN)
        S= * SEARCH 1 2 3
        S: A3 OK
        """);
  }

  @Test
  void aSearchTellsWhatItCouldNotLookInto() throws Exception {
    play(
        """
        C: A1 SEARCH BODY "first"
        S: * NO [CORRUPTION] Message 2 and 1 more cannot be read
        S= * SEARCH 1
        S: A1 OK
        C: A2 SEARCH SUBJECT two
        S= * SEARCH 2
        S: A2 OK
        """);
  }
}
