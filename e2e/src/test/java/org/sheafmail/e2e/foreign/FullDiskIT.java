package org.sheafmail.e2e.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.ImapTalk.Answer;
import org.sheafmail.e2e.SheafProcess;
import org.sheafmail.protocol.Requirement;

/// The real server on a file system of its own that really becomes full. The kernel makes one in
/// memory that only the server sees; `unshare` and `mount` are those of util-linux.
@Tag("foreign")
class FullDiskIT {
  /// Room for the journal's first files and some mail.
  private static final String SCRIPT =
      """
      mount -t tmpfs -o size=230m tmpfs "$0" && cp "$0.users" "$0/users" \
        && head -c 20000000 /dev/zero >"$0/ballast" && exec "$@"
      """;

  @TempDir Path directory;

  @Test
  @Requirement({"rfc3502/unavailable", "rfc3502/restore"})
  void aFullDiskIsADefiniteNoAndMailCanBeReadAndRemovedAndThenAppendedAgain() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    SheafProcess.addUser(data, "ada");
    Files.move(data.resolve("users"), directory.resolve("data.users"));
    List<String> within = List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");
    List<String> command =
        Stream.concat(within.stream(), Stream.of(SCRIPT, data.toString())).toList();
    byte[] small = message(2_000);
    byte[] large = message(6_000_000);
    try (SheafProcess sheaf = SheafProcess.serveWithin(command, data);
        ImapTalk ada = sheaf.login("ada")) {
      ada.ok("CREATE old");
      assertThat(ada.append("INBOX", List.of(small, small, small)).isOk()).isTrue();
      int whole = appendUntilFull(ada, large);
      assertThat(appendUntilFull(ada, small)).isNotNegative();
      int messages = exists(ada);
      assertThat(messages).isGreaterThanOrEqualTo(3 + whole);

      assertThat(ada.body(1)).isEqualTo(small);
      for (int i = 0; i < 3; i++) {
        ada.ok("STORE 1 +FLAGS (\\Deleted)");
        ada.ok("EXPUNGE");
      }
      ada.ok("DELETE old");
      assertThat(ada.send("CREATE new").tagged()).contains(" ");
      assertThat(ada.append("INBOX", List.of(small, large)).tagged()).contains(" NO [UNAVAILABLE]");
      assertThat(exists(ada)).isEqualTo(messages - 3);

      // Only the server sees its file system, but the kernel shows it below /proc.
      Files.delete(Path.of("/proc/" + sheaf.pid() + "/root" + data + "/ballast"));
      assertThat(ada.append("INBOX", List.of(small, large)).isOk()).isTrue();
      assertThat(exists(ada)).isEqualTo(messages - 1);
      assertThat(ada.body(messages - 1)).isEqualTo(large);
    }
  }

  private static byte[] message(int size) {
    return ("Subject: full\r\n\r\n" + "x".repeat(size) + "\r\n").getBytes(US_ASCII);
  }

  private static int appendUntilFull(ImapTalk talk, byte[] message) throws Exception {
    for (int count = 0; count < 100_000; count++) {
      Answer answer = talk.append("INBOX", List.of(message));
      if (!answer.isOk()) {
        assertThat(answer.tagged()).contains(" NO [UNAVAILABLE]");
        return count;
      }
    }
    throw new AssertionError("the disk does not become full");
  }

  private static int exists(ImapTalk talk) throws Exception {
    String all = talk.ok("SELECT INBOX").all();
    int end = all.indexOf(" EXISTS");
    return Integer.parseInt(all.substring(all.lastIndexOf(' ', end - 1) + 1, end));
  }
}
