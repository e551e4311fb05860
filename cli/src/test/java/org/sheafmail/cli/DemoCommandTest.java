package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;

class DemoCommandTest {
  @TempDir private Path dir;

  @Test
  void onceUploadsEverythingInOneBatchAndReadsItBack() {
    Run run = Run.sheaf("demo", "--once");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("messages   351,")
        .contains("UIDs       1:351,")
        .containsPattern("disk syncs \\d")
        .contains("read back  351 messages, each octet, flag and date as sent");
    assertThat(run.err()).isEqualTo("Uploading 351 messages\n");
  }

  @Test
  void theFolderIsGoneAfterwardsUnlessItWasNamed() {
    Matcher folder = Pattern.compile("mail in +(\\S+)").matcher(Run.sheaf("demo", "--once").out());
    assertThat(folder.find()).isTrue();
    assertThat(Path.of(folder.group(1))).doesNotExist();

    assertThat(Run.sheaf("demo", "--once", "--data", dir.resolve("kept").toString()).exitCode())
        .isZero();
    assertThat(dir.resolve("kept")).isNotEmptyDirectory();
  }

  @Test
  void aFolderThatIsNotEmptyIsLeftAlone() throws Exception {
    Files.writeString(dir.resolve("precious"), "x");
    Run run = Run.sheaf("demo", "--once", "--data", dir.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is not empty").hasLineCount(1);
    assertThat(dir).isDirectoryNotContaining(p -> !p.endsWith("precious"));
  }

  @Test
  void itServesOnWithThePasswordItTells() throws Exception {
    try (Serving demo = Serving.sheaf("demo")) {
      var address = demo.address();
      String password = "";
      for (String line = demo.line(); !line.startsWith("Ctrl-C"); line = demo.line()) {
        if (line.contains("password   ")) {
          password = line.strip().substring("password   ".length());
        }
      }
      try (ImapClient client = ImapClient.connect(address, ClientOptions.plain())) {
        client.login("demo", password);
        assertThat(client.select(MailboxName.INBOX).messages()).isEqualTo(351);
      }
      assertThat(demo.stop()).isZero();
    }
  }
}
