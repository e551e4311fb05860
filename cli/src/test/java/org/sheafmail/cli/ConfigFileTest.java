package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.upload.MailServer;
import org.sheafmail.protocol.MailboxName;

class ConfigFileTest {
  private static final String MAIL =
      "From alice@example.org Thu Apr 14 11:06:56 2016\nSubject: %d\n\n1\n\n";

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private MailServer server;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer();
    Files.writeString(directory.resolve("secret"), "secret\n");
    Files.writeString(directory.resolve("box"), MAIL.formatted(1) + MAIL.formatted(2));
    environment.put("XDG_CONFIG_HOME", directory.toString());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String account() {
    return "ada@127.0.0.1:" + server.address().getPort();
  }

  private void config(String text) throws IOException {
    Path file = directory.resolve("sheaf").resolve("config");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace("$DIR", directory.toString()));
  }

  private Run upload(String... more) {
    List<String> args = new ArrayList<>(List.of("upload", directory.resolve("box").toString()));
    args.add(server.url("Target"));
    args.addAll(List.of("--state", directory.resolve("state").toString()));
    args.addAll(List.of(more));
    return Run.withEnvironment(environment, args.toArray(String[]::new));
  }

  @Test
  void whatIsAlwaysWantedNeedNotBeSaid() throws IOException {
    config(
        """
        # for all accounts
        json = true
        password-file = $DIR/nowhere

        [%s]
        password-file = $DIR/secret
        [ada@elsewhere.example.org]
        json = false
        """
            .formatted(account()));

    Run run = upload();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("{");
    assertThat(server.texts(new MailboxName(List.of("Target")))).hasSize(2);
  }

  @Test
  void theCommandLineComesFirstAndThenTheVariable() throws IOException {
    config("password-file = $DIR/secret\nmax-octets = 1\nskip-larger = 1\ndata = /of/serve\n");
    environment.put("SHEAF_SKIP_LARGER", "1000");

    assertThat(upload("--max-octets", "1000").out()).startsWith("2 messages stored");
    assertThat(upload("--restart").exitCode()).isEqualTo(ExitCode.LIMIT.code());
  }

  @Test
  void aPasswordInAVariableComesBeforeTheWayToOneInTheFile() throws IOException {
    config("password-file = $DIR/nowhere\n");
    assertThat(upload().err()).contains("nowhere");

    environment.put("SHEAF_PASSWORD", "secret");

    // The password itself is looked for in the environment of the process, which is not this one.
    assertThat(upload().err()).contains("SHEAF_PASSWORD").doesNotContain("nowhere");
  }

  @Test
  void theAccountThatIsReadHasItsOwnLines() throws Exception {
    try (MailServer old = new MailServer()) {
      config(
          """
          [ada@127.0.0.1:%d]
          password-file = $DIR/nowhere
          [%s]
          password-file = $DIR/secret
          """
              .formatted(old.address().getPort(), account()));

      Run run = Run.withEnvironment(environment, "plan", old.url(""), server.url(""));

      assertThat(run.err()).contains("nowhere");
      assertThat(upload().exitCode()).isZero();
    }
  }

  @Test
  void aLineThatSaysNothingIsNamed() throws IOException {
    config("# good\nconnectons = 4\n");
    Run unknown = upload();
    config("connections 4\n");
    Run noValue = upload();

    assertThat(List.of(unknown.exitCode(), noValue.exitCode())).containsOnly(ExitCode.USAGE.code());
    assertThat(unknown.err()).contains("config:2: there is no option --connectons");
    assertThat(noValue.err()).contains("config:1: expected OPTION = VALUE");
  }
}
