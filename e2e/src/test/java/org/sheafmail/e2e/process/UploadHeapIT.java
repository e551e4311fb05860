package org.sheafmail.e2e.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// Uploads of more mail than there is memory for.
///
/// `-Dsheaf.upload.mebibytes=500 -Dsheaf.upload.messages=200000` for a thorough look.
class UploadHeapIT {
  private static final int MEBIBYTES = Integer.getInteger("sheaf.upload.mebibytes", 100);
  private static final int MESSAGES = Integer.getInteger("sheaf.upload.messages", 20_000);
  private static final byte[] LINE = ("x".repeat(1022) + "\r\n").getBytes(US_ASCII);

  @TempDir Path directory;

  /// Uploads the file with 64 MiB of memory.
  private void upload(Path source, SheafProcess server) throws IOException {
    Path password = Files.writeString(directory.resolve("password"), SheafProcess.PASSWORD + "\n");
    SheafProcess.Result result =
        SheafProcess.runWithin(
            List.of("env", "JAVA_OPTS=-Xmx64m"),
            "upload",
            source.toString(),
            "imap://ada@127.0.0.1:" + server.port() + "/INBOX",
            "--password-file",
            password.toString(),
            "--state",
            directory.resolve("state").toString());

    assertThat(result.exitCode()).as("%s%s", result.out(), result.err()).isZero();
  }

  private SheafProcess serve() throws IOException {
    Path data = directory.resolve("data");
    SheafProcess.addUser(data, "ada");
    Path config =
        Files.writeString(
            directory.resolve("sheaf.toml"),
            "[limits.append]\nmessage-size-max = " + ((MEBIBYTES + 1L) << 20) + "\n");
    return SheafProcess.serve(data, "--config", config.toString());
  }

  @Test
  void aMessageLargerThanTheHeapIsUploaded() throws IOException {
    Path file = directory.resolve("large.eml");
    String header = "Subject: large\r\n\r\n";
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(header.getBytes(US_ASCII));
      for (int i = 0; i < MEBIBYTES << 10; i++) {
        out.write(LINE);
      }
    }
    try (SheafProcess server = serve();
        ImapTalk talk = server.login("ada")) {
      upload(file, server);

      talk.ok("EXAMINE INBOX");
      assertThat(talk.ok("FETCH 1:* RFC822.SIZE").untagged())
          .singleElement()
          .asString()
          .contains("RFC822.SIZE " + Files.size(file) + ")");
    }
  }

  @Test
  void manyMessagesAreUploaded() throws IOException {
    Path file = directory.resolve("box");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < MESSAGES; i++) {
        out.write(
            ("From ada@example.org Thu Apr 14 11:06:56 2016\nMessage-ID: <"
                    + i
                    + "@example.org>\nSubject: "
                    + i
                    + "\n\nSome words.\n\n")
                .getBytes(US_ASCII));
      }
    }
    try (SheafProcess server = serve();
        ImapTalk talk = server.login("ada")) {
      upload(file, server);

      assertThat(talk.ok("STATUS INBOX (MESSAGES)").all()).contains("(MESSAGES " + MESSAGES + ")");
    }
  }
}
