package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;

class ServeCommandTest {
  private static final String ANY_PORT = "127.0.0.1:0";

  @TempDir private Path dir;

  private Serving serve() throws Exception {
    return Serving.sheaf("serve", "--data", dir.toString(), "--imap", ANY_PORT);
  }

  private static ImapClient connect(Serving server) throws Exception {
    return ImapClient.connect(server.address(), ClientOptions.plain());
  }

  @Test
  void itTellsOneLineWhenItIsReadyAndStopsCleanly() throws Exception {
    try (Serving server = serve()) {
      assertThat(server.line()).matches("Sheaf is ready on imap://127\\.0\\.0\\.1:\\d+");
      assertThat(server.stop()).isZero();
      assertThat(server.line()).isNull();
    }
  }

  @Test
  void aUserAddedWhileItRunsCanLogIn() throws Exception {
    try (Serving server = serve();
        ImapClient client = connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOf(AuthenticationException.class);
      Run added = Run.withInput("pw", "user", "add", "ada", "--data", dir.toString());
      assertThat(added.exitCode()).isZero();
      client.login("ada", "pw");
    }
  }

  @Test
  void mailIsThereAgainAfterItWasStoppedAndStarted() throws Exception {
    Run.withInput("pw", "user", "add", "ada", "--data", dir.toString());
    try (Serving server = serve();
        ImapClient client = connect(server)) {
      client.login("ada", "pw");
      client.append(
          MailboxName.INBOX,
          List.of(
              AppendItem.of(
                  Set.of(Flag.SEEN),
                  OffsetDateTime.parse("2024-01-02T03:04:05Z"),
                  Octets.of("Subject: hello\r\n\r\nhello\r\n", StandardCharsets.US_ASCII))));
    }
    try (Serving server = serve();
        ImapClient client = connect(server)) {
      client.login("ada", "pw");
      assertThat(client.select(MailboxName.INBOX).messages()).isEqualTo(1);
    }
  }

  @Test
  void aDataDirectoryInUseIsOneLineAndExitCodeTwo() throws Exception {
    try (Serving server = serve()) {
      server.address();
      assertRefused(2, "in use|already open", "--data", dir.toString(), "--imap", ANY_PORT);
    }
  }

  @Test
  void whatCannotBeUsedIsOneLineAndExitCodeTwo() throws Exception {
    String data = dir.resolve("data").toString();
    Path file = Files.createFile(dir.resolve("file"));
    Path config = Files.writeString(dir.resolve("wrong.toml"), "[imap]\nlissten = 1\nfoo = 2\n");
    assertRefused(2, "not a directory", "--data", file.toString());
    assertRefused(2, "--data");
    assertRefused(2, "expected HOST:PORT", "--data", data, "--imap", "nonsense");
    assertRefused(2, "a port is", "--data", data, "--imap", "127.0.0.1:99999");
    assertRefused(2, "no file", "--data", data, "--config", dir.resolve("none").toString());
    assertRefused(2, "wrong.toml:2:1.*wrong.toml:3", "--data", data, "--config", config.toString());
    assertRefused(2, "certificate", "--data", data, "--imaps", ANY_PORT);
  }

  @Test
  void anAddressThatIsTakenIsOneLineAndExitCodeFour() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertRefused(4, "cannot listen on " + address, "--data", dir.toString(), "--imap", address);
    }
  }

  private static void assertRefused(int exitCode, String words, String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "serve";
    System.arraycopy(options, 0, args, 1, options.length);
    Run run = Run.sheaf(args);
    assertThat(run.err()).containsPattern(words);
    assertThat(run.errLines()).isEqualTo(1);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
  }
}
