package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

/// What the clients see of a disk that fails or is full, from the real store up.
class FailedStoreTest {
  private static final Logger STORE = Logger.getLogger("org.sheafmail.store.embedded");

  private final List<String> logged = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private SimulatedDisk disk = new SimulatedDisk(1);

  @BeforeEach
  void listen() {
    STORE.setUseParentHandlers(false);
    STORE.addHandler(listener);
  }

  @AfterEach
  void listenNoMore() {
    STORE.removeHandler(listener);
    STORE.setUseParentHandlers(true);
  }

  private MailStore open() throws IOException {
    return EmbeddedStore.open(
        disk, EmbeddedOptions.forTests(new Random(1)), new MimeSummarizer(), Clock.systemUTC());
  }

  private TestServer serverWithOneMessage() throws Exception {
    TestServer server = new TestServer("", open());
    new Inbox(server).add("Subject: one\n\nfirst\n");
    return server;
  }

  @Test
  @Requirement({"rfc3502/outcome-unknown", "rfc3502/crash"})
  void aFailedSyncIsByeForEveryoneWhoChangesSomethingAndReadingGoesOn() throws Exception {
    try (TestServer server = serverWithOneMessage();
        Dialogue dialogue = server.loggedIn("C: \nC1: \nC2: ")) {
      dialogue.play("C1: 1 SELECT inbox\nU1: 1 OK\nC2: 1 SELECT inbox\nU2: 1 OK\n");
      disk.failSync(0);
      dialogue.play(
          """
          C: 1 APPEND inbox {1+}
          C: a {1+}
          C: b
          S: * BYE The mail store has failed
          X:
          C1: 2 NOOP
          S1: 2 OK
          C1: 3 FETCH 1 BODY.PEEK[TEXT]
          S1= * 1 FETCH (BODY[TEXT] {7}
          S1= first
          S1= )
          S1: 3 OK
          C1: 4 STORE 1 +FLAGS (\\Seen)
          S1: * BYE The mail store has failed
          X1:
          C2: 2 APPEND inbox {1}
          S2: * BYE The mail store has failed
          X2:
          """);
      server.play(
          """
          C: 1 STATUS inbox (MESSAGES)
          S: * STATUS INBOX (MESSAGES 1)
          S: 1 OK
          C: 2 CREATE new
          S: * BYE The mail store has failed
          X:
          """);
    }
    assertThat(logged).hasSize(1);
    assertThat(logged.getFirst())
        .startsWith("SEVERE the store takes no more changes until it is opened again, by a restart")
        .contains("the journal could not be written");
  }

  @Test
  @Requirement({"rfc3502/crash"})
  void aRestartFindsTheBatchWholeOrNotAndTakesMailAgain() throws Exception {
    try (TestServer server = serverWithOneMessage()) {
      disk.failSync(0);
      server.play("C: 1 APPEND inbox {1+}\nC: a {1+}\nC: b\nS: * BYE\nX:\n");
    }
    for (int cut = 0; cut < 10; cut++) {
      disk = disk.afterPowerCut(new Random(cut));
      try (TestServer server = new TestServer("", open())) {
        assertThat(server.inbox().messageCount()).isIn(1 + cut, 3 + cut);
        server.play("C: 1 APPEND inbox {1+}\nC: a\nS: 1 OK [APPENDUID\n");
      }
    }
  }

  @Test
  @Requirement({"rfc3502/unavailable", "rfc3502/restore"})
  void onAFullDiskMailIsRefusedAndCanBeReadMarkedExpungedAndDeleted() throws Exception {
    try (TestServer server = serverWithOneMessage()) {
      server.play("C: 1 CREATE old\nS: 1 OK\n");
      disk.limitTo(disk.used());
      server.play(
          """
          C: 1 APPEND inbox {1}
          S: 1 NO [UNAVAILABLE]
          C: 2 APPEND inbox {1+}
          C: a {1+}
          C: b
          S: 2 NO [UNAVAILABLE]
          C: 3 SELECT inbox
          U: 3 OK
          C: 4 STORE 1 +FLAGS.SILENT (\\Deleted)
          S: 4 OK
          C: 5 FETCH 1 BODY.PEEK[TEXT]
          U: 5 OK
          C: 6 EXPUNGE
          S= * 1 EXPUNGE
          S: 6 OK
          C: 7 DELETE old
          S: 7 OK
          """);
      disk.limitTo(Long.MAX_VALUE);
      server.play("C: 1 APPEND inbox {1+}\nC: a\nS: 1 OK [APPENDUID * 2]\n");
    }
  }
}
