package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sheafmail.cli.UploadProcess;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.Encryption;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;

/// What holds for an upload through TLS to any server.
abstract class UploadTlsContract extends Uploading {
  abstract TestCertificate certificate();

  /// Where TLS begins by a command.
  abstract InetSocketAddress address();

  abstract InetSocketAddress tlsAddress();

  private List<String> stored(MailboxName mailbox) throws IOException {
    try (ImapClient client = MailServer.connect(address(), "ada", "secret")) {
      return MailServer.texts(MailServer.messages(client, mailbox));
    }
  }

  private ImapClient connect(InetSocketAddress to, Encryption encryption) throws IOException {
    ClientOptions options =
        encryption == Encryption.TLS ? ClientOptions.tls() : ClientOptions.startTls();
    ImapClient client =
        ImapClient.connect(to, options.withTrustedCertificates(certificate().certificate()));
    client.login("ada", "secret");
    return client;
  }

  @ParameterizedTest
  @EnumSource(
      value = Encryption.class,
      names = {"TLS", "STARTTLS"})
  void whereverTheConnectionIsCutEachMessageArrivesOnce(Encryption encryption) throws Exception {
    int seeds = Integer.getInteger("sheaf.upload.seeds", 3);
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      Path file = mbox(random, 30, directory.resolve("box" + seed));
      MailboxName mailbox = new MailboxName(List.of("Cut " + encryption, "" + seed));
      InetSocketAddress target = encryption == Encryption.TLS ? tlsAddress() : address();
      try (var proxy =
              new CuttingProxy(
                  target,
                  n ->
                      n < 3
                          ? new Cut(4000 + random.nextInt(16_000), Long.MAX_VALUE, "")
                          : Cut.NEVER);
          Upload upload =
              Upload.to(
                  () -> connect(proxy.address(), encryption),
                  "imap://ada@example.org",
                  new Upload.State(directory.resolve("state"), directory.resolve("refused"), false),
                  settings(SMALL, 1),
                  new UploadEvents() {},
                  Clock.systemUTC(),
                  () -> false)) {
        upload.run(List.of(source(file, mailbox)));

        assertThat(upload.tally().refused()).isZero();
      }
      assertThat(shortened(stored(mailbox))).as("seed " + seed).isEqualTo(shortened(texts(file)));
    }
  }

  private UploadProcess process(Path file, MailboxName mailbox, String... more) throws IOException {
    String url = "imaps://ada@127.0.0.1:" + tlsAddress().getPort() + "/" + mailbox.toString('/');
    return process(url, file, more);
  }

  @Test
  void interruptedItEndsCleanlyAndTheNextRunGoesOn(TestInfo info) throws Exception {
    Path file = mbox(new Random(1), 3000);
    MailboxName mailbox = mailbox(info, 0);
    String trusted = certificate().certificate().toString();
    UploadProcess process = process(file, mailbox, "--trust", trusted);
    process.until("appended");

    process.interrupt();
    String said = process.rest();

    assertThat(process.exitCode()).as(said).isEqualTo(130);
    assertThat(said).contains("run it again to go on from here");
    assertThat(stored(mailbox)).hasSizeBetween(1, 2999);

    UploadProcess again = process(file, mailbox, "--trust", trusted);
    assertThat(again.rest()).doesNotContain("cut off");
    assertThat(again.exitCode()).isZero();
    assertThat(stored(mailbox)).isEqualTo(texts(file));
  }

  @Test
  void aCertificateThatNobodyVouchesForGetsNoPassword(TestInfo info) throws Exception {
    UploadProcess process = process(mbox(new Random(2), 1), mailbox(info, 0));

    String said = process.rest();

    assertThat(process.exitCode()).as(said).isEqualTo(4);
    assertThat(said).contains("nobody we trust vouches for its certificate (see --trust)");
  }
}
