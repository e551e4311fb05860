package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.Admission;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.memory.MemoryStore;

class TimeoutTest {
  private final AtomicLong passed = new AtomicLong();

  private long nanoTime() {
    return System.nanoTime() + passed.get();
  }

  private void pass(Duration time) {
    passed.addAndGet(time.toNanos());
  }

  /// Lets time pass in steps, so that some of it does after the server has begun to wait, until it
  /// says something.
  private void passUntilHeard(Dialogue dialogue, Duration step, Duration max) {
    long until = passed.get() + max.toNanos();
    await()
        .until(() -> {
          pass(step);
          return dialogue.hears("") || passed.get() > until;
        });
    assertThat(passed.get()).isLessThanOrEqualTo(until);
  }

  private TestServer server() throws Exception {
    return new TestServer(
        Config.parse(TestServer.LOOPBACK),
        new MemoryStore(new MimeSummarizer(), Clock.systemUTC()),
        this::nanoTime);
  }

  @Test
  @Requirement({"rfc3502/autologout"})
  void anIdleClientIsSentAwayAfterThirtyMinutesAtTheEarliest() throws Exception {
    try (TestServer server = server();
        Dialogue dialogue = server.loggedIn("C:")) {
      pass(Duration.ofMinutes(29));
      dialogue.play("C: 1 NOOP\nS: 1 OK\n");
      pass(Duration.ofMinutes(29));
      dialogue.play("C: 2 IDLE\nS: + idling\n");
      passUntilHeard(dialogue, Duration.ofMinutes(32), Duration.ofDays(1));
      dialogue.play("S: * BYE idle for too long\nX:\n");
    }
  }

  @Test
  void whoDoesNotLogInIsSentAwaySoonHoweverBusy() throws Exception {
    try (TestServer server = server();
        Dialogue dialogue = new Dialogue(server.address())) {
      dialogue.play("C: 1 NOOP\nS: 1 OK\n");
      pass(Duration.ofSeconds(50));
      dialogue.play("C: 2 NOOP\nS: 2 OK\n");
      pass(Duration.ofSeconds(20));
      dialogue.play("S: * BYE\nX:\n");
    }
  }

  @Test
  @Requirement({"rfc3502/autologout", "rfc3502/disconnect"})
  void anUploadMayPauseBetweenMessagesButNotWithinOne() throws Exception {
    try (TestServer server = server();
        Dialogue dialogue = server.loggedIn("C:")) {
      dialogue.play("C: 1 APPEND inbox {5}\nS: + Ready\nC: first\\\n");
      pass(Duration.ofMinutes(29));
      dialogue.play("C:  {5}\nS: + Ready\nC: seco\\\n");
      passUntilHeard(dialogue, Duration.ofSeconds(20), Duration.ofMinutes(28));
      dialogue.play("S: * BYE\nX:\n");
      assertThat(server.inbox().messageCount()).isZero();
    }
  }

  @Test
  void anAppendThatFailedLeavesTheTimeBetweenCommandsAsItWas() throws Exception {
    MailStore failing =
        StoreFailureTest.appending(
            0,
            new Admission.Admitted(),
            () -> {
              throw new IllegalStateException("never committed");
            });
    try (TestServer server =
            new TestServer(Config.parse(TestServer.LOOPBACK), failing, this::nanoTime);
        Dialogue dialogue = server.loggedIn("C:")) {
      dialogue.play("C: 1 APPEND inbox {1+}\nC: a\nS: 1 NO [SERVERBUG]\n");
      pass(Duration.ofMinutes(29));
      dialogue.play("C: 2 NOOP\nS: 2 OK\n");
    }
  }

  @Test
  @Requirement({"rfc3502/autologout"})
  void everyOctetStartsTheTimeAnew() throws Exception {
    Limits.Timeouts timeouts = Config.defaults().limits().timeouts();
    try (ServerSocketChannel listening = ServerSocketChannel.open().bind(null);
        Socket client =
            new Socket(listening.socket().getInetAddress(), listening.socket().getLocalPort());
        SocketChannel accepted = listening.accept();
        Connection connection = new Connection(accepted, timeouts, this::nanoTime)) {
      connection.noDeadline();
      connection.patience(timeouts.stalled());
      ByteBuffer octet = ByteBuffer.allocate(1);
      for (int i = 0; i < 3; i++) {
        client.getOutputStream().write('a');
        connection.in().read(octet.clear());
        pass(timeouts.stalled().minusSeconds(1));
        assertThat(connection.overdue()).isNull(); // It does not wait: the server is at work.
      }
      Thread reading =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  connection.in().read(octet.clear());
                } catch (IOException _) {
                  // Cut off below.
                }
              });
      await()
          .until(() -> {
            pass(Duration.ofSeconds(100));
            return connection.overdue() != null;
          });
      client.shutdownOutput();
      reading.join();
    }
  }
}
