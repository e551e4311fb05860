package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.Account;
import org.sheafmail.store.Admission;
import org.sheafmail.store.AppendOutcome;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.UidsExhausted;
import org.sheafmail.store.memory.MemoryStore;

/// What a client is told when the store cannot do as it should.
class StoreFailureTest {
  /// Takes the place of one method of [Account].
  interface Answer {
    Object give() throws IOException;
  }

  /// A store in whose accounts `method` gives that answer.
  private static MailStore failing(String method, Answer answer) {
    MailStore real = new MemoryStore(new MimeSummarizer(), Clock.systemUTC());
    return (MailStore)
        Proxy.newProxyInstance(
            MailStore.class.getClassLoader(),
            new Class<?>[] {MailStore.class},
            (_, called, arguments) ->
                called.getName().equals("account")
                    ? failing(real.account((String) arguments[0]), method, answer)
                    : called.invoke(real, arguments));
  }

  private static Account failing(Account real, String method, Answer answer) {
    return (Account)
        Proxy.newProxyInstance(
            Account.class.getClassLoader(),
            new Class<?>[] {Account.class},
            (_, called, arguments) -> {
              if (called.getName().equals(method)) {
                return answer.give();
              }
              try {
                return called.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void play(MailStore store, String script) throws Exception {
    try (TestServer server = new TestServer("", store)) {
      server.play(script);
    }
  }

  /// Takes `admitted` messages; what follows is admitted or not, but cannot be written.
  private record Transaction(int admitted, Admission then, Answer ending, AtomicLong added)
      implements AppendTransaction {
    @Override
    public Admission admit(long size) {
      return added.get() < admitted ? new Admission.Admitted() : then;
    }

    @Override
    public void add(
        Set<Flag> flags, OffsetDateTime internalDate, ReadableByteChannel body, long size)
        throws IOException {
      if (added.get() >= admitted) {
        throw new IOException("disk on fire");
      }
      body.read(ByteBuffer.allocate((int) size));
      added.incrementAndGet();
    }

    @Override
    public long count() {
      return added.get();
    }

    @Override
    public AppendOutcome commit() throws IOException {
      return (AppendOutcome) ending.give();
    }

    @Override
    public void close() {}
  }

  static MailStore appending(int admitted, Admission then, Answer commit) {
    return failing("beginAppend", () -> new Transaction(admitted, then, commit, new AtomicLong()));
  }

  @Test
  @Requirement({"rfc3502/unavailable", "rfc3502/checked-at-header"})
  void aFullStoreIsUnavailableAtWhateverPoint() throws Exception {
    play(
        failing("beginAppend", () -> new StoreFull("test")),
        """
        C: 1 APPEND inbox {1}
        S: 1 NO [UNAVAILABLE]
        """);
    play(
        appending(1, new StoreFull("test"), () -> new NoSuchMailbox()),
        """
        C: 1 APPEND inbox {1}
        S: + Ready
        C: a {1}
        S: 1 NO [UNAVAILABLE]
        C: 2 NOOP
        S: 2 OK
        """);
    play(
        appending(9, new StoreFull("test"), () -> new StoreFull("test")),
        """
        C: 1 APPEND inbox {1+}
        C: a
        S: 1 NO [UNAVAILABLE]
        """);
  }

  @Test
  @Requirement({"rfc3502/outcome-unknown"})
  void anUnknownOutcomeIsNeitherOkNorNo() throws Exception {
    play(
        appending(9, new NoSuchMailbox(), () -> new OutcomeUnknown("test")),
        """
        C: 1 APPEND inbox {1+}
        C: a
        S: * BYE The mail store has failed
        X:
        """);
    for (String method : new String[] {"create", "delete", "rename", "subscribe"}) {
      String arguments = method.equals("rename") ? "a b" : "a";
      play(
          failing(method, () -> new OutcomeUnknown("test")),
          """
          C: 1 %s %s
          S: * BYE The mail store has failed
          X:
          """
              .formatted(method, arguments));
    }
  }

  @Test
  void noUidsLeftIsALimit() throws Exception {
    play(
        appending(9, new NoSuchMailbox(), () -> new UidsExhausted()),
        """
        C: 1 APPEND inbox {1+}
        C: a
        S: 1 NO [LIMIT]
        """);
  }

  @Test
  @Requirement({"rfc3502/serverbug", "rfc3502/literal-skip"})
  void aBugIsAnsweredAndHurtsNobodyElse() throws Exception {
    play(
        failing(
            "beginAppend",
            () -> {
              throw new IllegalStateException("test");
            }),
        """
        C1: 1 SELECT inbox
        S1: * FLAGS
        S1: * OK
        S1: * 0 EXISTS
        S1: * 0 RECENT
        S1: * OK
        S1: * OK
        S1: 1 OK
        C: 1 APPEND inbox {13+}
        C: X CREATE evil {13+}
        C: X CREATE evil
        S: 1 NO [SERVERBUG]
        C: 2 LIST "" *
        S: * LIST (\\HasNoChildren) "/" INBOX
        S: 2 OK
        C1: 2 NOOP
        S1: 2 OK
        """);
  }

  @Test
  @Requirement({"rfc3502/serverbug", "rfc3502/literal-skip"})
  void aDiskThatFailsWhileAMessageIsWrittenIsAnswered() throws Exception {
    play(
        appending(1, new Admission.Admitted(), () -> new NoSuchMailbox()),
        """
        C: 1 APPEND inbox {1+}
        C: a {13+}
        C: X CREATE evil {13+}
        C: X CREATE evil
        S: 1 NO [SERVERBUG]
        C: 2 NOOP
        S: 2 OK
        """);
  }

  @Test
  @Requirement({"rfc3502/serverbug"})
  void aDiskThatFailsBeforeTheCommitIsAnswered() throws Exception {
    play(
        appending(
            9,
            new NoSuchMailbox(),
            () -> {
              throw new IOException("disk on fire");
            }),
        """
        C: 1 APPEND inbox {1+}
        C: a
        S: 1 NO [SERVERBUG]
        C: 2 NOOP
        S: 2 OK
        """);
  }

  @Test
  void everyCommandSaysThatTheStoreIsFull() throws Exception {
    StoreFull full = new StoreFull("test");
    for (String method : new String[] {"create", "delete", "rename", "subscribe"}) {
      play(
          failing(method, () -> full),
          "C: 1 %s a%s\nS: 1 NO [UNAVAILABLE]\n"
              .formatted(method, method.equals("rename") ? " b" : ""));
    }
    String select =
        """
        C: 0 APPEND inbox {1+}
        C: a
        S: 0 OK
        C: 1 SELECT inbox
        S: * FLAGS
        S: * OK
        S: * 1 EXISTS
        S: * 1 RECENT
        S: * OK
        S: * OK
        S: * OK
        S: 1 OK
        """;
    play(
        failing("storeFlags", () -> full), select + "C: 2 STORE 1 FLAGS ()\nS: 2 NO [UNAVAILABLE]");
    play(failing("expunge", () -> full), select + "C: 2 EXPUNGE\nS: 2 NO [UNAVAILABLE]");
    play(failing("copy", () -> full), select + "C: 2 COPY 1 inbox\nS: 2 NO [UNAVAILABLE]");
    play(failing("move", () -> full), select + "C: 2 MOVE 1 inbox\nS: 2 NO [UNAVAILABLE]");
  }

  @Test
  void oneAddressHasOnlySoManyConnections() throws Exception {
    try (TestServer server = new TestServer("[limits.connections]\nper-address-max = 1\n");
        Dialogue dialogue = new Dialogue(server.address())) {
      dialogue.play("C: 1 NOOP\nS: 1 OK\n");
      try (var second = new Socket(server.address().getAddress(), server.address().getPort());
          var in = second.getInputStream()) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("* BYE Too many connections");
      }
      dialogue.play("C: 2 NOOP\nS: 2 OK\n");
    }
  }
}
