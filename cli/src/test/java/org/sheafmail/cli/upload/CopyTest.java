package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;

/// Copies from one account to another.
class CopyTest extends Copying {
  private static MailServer old;
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    old = new MailServer();
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    old.close();
    server.close();
  }

  private static Map<MailboxName, MailboxName> filled(TestInfo info, int seed) throws Exception {
    try (ImapClient client = old.connect()) {
      return fill(client, mailbox(info, seed), mailbox(info, seed), new Random(seed));
    }
  }

  private static void assertCopied(InetSocketAddress from, Map<MailboxName, MailboxName> mailboxes)
      throws Exception {
    for (Map.Entry<MailboxName, MailboxName> each : mailboxes.entrySet()) {
      assertThat(messages(server.address(), each.getValue()))
          .isEqualTo(messages(from, each.getKey()));
    }
  }

  @Test
  void messagesArriveWithFlagsKeywordsAndDatesInOrder(TestInfo info) throws Exception {
    Map<MailboxName, MailboxName> mailboxes = filled(info, 1);

    copy(old.address(), server.address(), mailboxes, 1);

    assertCopied(old.address(), mailboxes);
  }

  @Test
  void mailboxesAreCopiedBesideEachOther(TestInfo info) throws Exception {
    Map<MailboxName, MailboxName> mailboxes = filled(info, 2);

    copy(old.address(), server.address(), mailboxes, 3);

    assertCopied(old.address(), mailboxes);
  }

  @Test
  void aSecondRunFetchesOnlyWhatIsNew(TestInfo info) throws Exception {
    Map<MailboxName, MailboxName> mailboxes = filled(info, 3);
    long stored = copy(old.address(), server.address(), mailboxes, 1).stored();
    try (ImapClient client = old.connect()) {
      append(client, mailboxes.keySet().iterator().next(), 99, new Random(3));
    }

    Tally again;
    try (var counting = new CuttingProxy(old.address(), _ -> new Cut(Long.MAX_VALUE, 4000, ""))) {
      again = copy(counting.address(), server.address(), mailboxes, 1);

      assertThat(counting.connections()).isEqualTo(1);
    }

    assertThat(again.already()).isEqualTo(stored);
    assertThat(again.stored()).isEqualTo(1);
    assertCopied(old.address(), mailboxes);
  }

  @Test
  void aMailboxThatWasMadeAnewIsNotCopiedTwice(TestInfo info) throws Exception {
    Map<MailboxName, MailboxName> mailboxes = filled(info, 4);
    copy(old.address(), server.address(), mailboxes, 1);
    MailboxName first = mailboxes.keySet().iterator().next();
    try (ImapClient client = old.connect()) {
      client.delete(first);
      client.create(first);
      append(client, first, 1, new Random(1));
    }

    assertThatThrownBy(() -> copy(old.address(), server.address(), mailboxes, 1))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("made anew")
        .hasMessageContaining("--restart");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereverConnectionsAreCutEachMessageIsCopiedOnce(int seed, TestInfo info) throws Exception {
    Random random = new Random(seed);
    Map<MailboxName, MailboxName> mailboxes = filled(info, seed);
    int cuts = random.nextInt(6);
    try (var reading =
            new CuttingProxy(old.address(), n -> n <= cuts ? cutOfReading(n, random) : Cut.NEVER);
        var writing =
            new CuttingProxy(
                server.address(),
                n -> n == 0 ? afterLogin(random) : n <= cuts ? randomCut(random) : Cut.NEVER)) {
      copy(reading.address(), writing.address(), mailboxes, 1);
    }
    assertCopied(old.address(), mailboxes);
    assertThat(copy(old.address(), server.address(), mailboxes, 1).stored()).isZero();
  }

  private static Cut cutOfReading(int connection, Random random) {
    long octets = random.nextInt(4) == 0 ? random.nextInt(3_000_000) : random.nextInt(12_000);
    return new Cut(Long.MAX_VALUE, (connection == 0 ? 1000 : 0) + octets, "");
  }

  @Test
  void greenMailIsRead(TestInfo info) throws Exception {
    GreenMail greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", "imap"));
    greenMail.start();
    try {
      greenMail.setUser("ada@example.org", "ada", "secret");
      var address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), greenMail.getImap().getPort());
      Map<MailboxName, MailboxName> mailboxes;
      try (ImapClient client = MailServer.connect(address, "ada", "secret")) {
        mailboxes = fill(client, mailbox(info, 0), mailbox(info, 0), new Random(5));
      }

      copy(address, server.address(), mailboxes, 1);

      assertCopied(address, mailboxes);
    } finally {
      greenMail.stop();
    }
  }
}
