package org.sheafmail.e2e.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// curl, from the command line: lists, uploads, searches and fetches.
class CurlIT extends ForeignTest {
  private String curl(String path, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "--silent",
                "--show-error",
                "--user",
                USER + ":" + SheafProcess.PASSWORD,
                "--url",
                "imap://127.0.0.1:" + sheaf.port() + "/" + path));
    command.addAll(List.of(more));
    return program.ok(command.toArray(String[]::new));
  }

  @Test
  void mailboxesAreListed() throws Exception {
    curl("", "--request", "CREATE work/plans");
    assertThat(curl("")).contains("\"/\" INBOX").contains("work/plans");
  }

  @Test
  void anUploadedFileComesBackOctetForOctet() throws Exception {
    Path file = Files.writeString(home.resolve("message.eml"), message(1));
    curl("INBOX", "--upload-file", file.toString());
    curl("INBOX", "--upload-file", file.toString());
    Path back = home.resolve("back.eml");
    curl("INBOX;UID=2", "--output", back.toString());
    assertThat(back).hasSameBinaryContentAs(file);
    assertThat(curl("INBOX;MAILINDEX=1;SECTION=HEADER.FIELDS%20(SUBJECT)")).contains("number 1");
  }

  @Test
  void aSearchThroughTheUrlFindsTheMessage() throws Exception {
    try (ImapTalk ada = ada()) {
      ada.append("INBOX", messages(9));
    }
    assertThat(curl("INBOX?SUBJECT%20%22number%207%22")).contains("* SEARCH 7");
  }

  @Test
  void aMailboxThatIsMissingIsAnErrorForTheScript() throws Exception {
    Path file = Files.writeString(home.resolve("message.eml"), message(1));
    Program.Result result =
        program.run(
            List.of(
                "curl",
                "--silent",
                "--user",
                USER + ":" + SheafProcess.PASSWORD,
                "--upload-file",
                file.toString(),
                "imap://127.0.0.1:" + sheaf.port() + "/missing"));
    assertThat(result.exitCode()).isNotZero();
    assertThat(curl("")).doesNotContain("missing");
  }
}
