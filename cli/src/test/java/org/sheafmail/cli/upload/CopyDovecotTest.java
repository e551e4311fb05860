package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;

/// Copies from and to a server by other people.
@Tag("foreign")
class CopyDovecotTest extends Copying {
  @TempDir static Path home;
  private static Dovecot dovecot;
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    dovecot = new Dovecot(home, "");
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    dovecot.close();
    server.close();
  }

  private void assertCopied(InetSocketAddress from, InetSocketAddress to, TestInfo info)
      throws Exception {
    Map<MailboxName, MailboxName> mailboxes;
    try (ImapClient client = MailServer.connect(from, "ada", "secret")) {
      mailboxes = fill(client, mailbox(info, 0), mailbox(info, 1), new Random(7));
    }

    copy(from, to, mailboxes, 1);

    for (Map.Entry<MailboxName, MailboxName> each : mailboxes.entrySet()) {
      assertThat(messages(to, each.getValue())).isEqualTo(messages(from, each.getKey()));
    }
    assertThat(copy(from, to, mailboxes, 2).stored()).isZero();
  }

  @Test
  void fromDovecotToOurs(TestInfo info) throws Exception {
    assertCopied(dovecot.address(), server.address(), info);
  }

  @Test
  void fromOursToDovecot(TestInfo info) throws Exception {
    assertCopied(server.address(), dovecot.address(), info);
  }

  @Test
  void fromDovecotToItself(TestInfo info) throws Exception {
    assertCopied(dovecot.address(), dovecot.address(), info);
  }
}
