package org.sheafmail.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.ImapTalk.Answer;
import org.sheafmail.e2e.Repository;
import org.sheafmail.e2e.SheafProcess;
import org.sheafmail.protocol.Requirement;

/// Real and broken mail through the real server. The samples are the project's own; a folder with
/// more beside the repository, or named by the property `sheaf.corpus`, is taken as well.
class CorpusIT {
  @TempDir Path data;

  @Test
  @Requirement({"rfc3502/octets-unchanged", "rfc3502/appenduid-order", "rfc3501/fetch-static"})
  void everyMessageComesBackOctetForOctetWithEnvelopeAndStructure() throws Exception {
    Map<String, byte[]> samples = new LinkedHashMap<>(SampleMail.all());
    samples.putAll(corpus());
    samples.values().removeIf(CorpusIT::hasNul);
    SheafProcess.addUser(data, "ada");
    try (SheafProcess sheaf = SheafProcess.serve(data);
        ImapTalk ada = sheaf.login("ada")) {
      Answer appended = ada.append("INBOX", List.copyOf(samples.values()));
      assertThat(appended.tagged()).contains("OK [APPENDUID ").contains(" 1:" + samples.size());
      ada.ok("SELECT INBOX");
      int number = 0;
      for (Map.Entry<String, byte[]> sample : samples.entrySet()) {
        number++;
        assertThat(ada.body(number)).as(sample.getKey()).isEqualTo(sample.getValue());
        String items = "(ENVELOPE BODYSTRUCTURE BODY RFC822.SIZE)";
        assertThat(ada.ok("FETCH " + number + " " + items).all())
            .as(sample.getKey())
            .contains("ENVELOPE (", "BODYSTRUCTURE (", "BODY (")
            .contains("RFC822.SIZE " + sample.getValue().length)
            .doesNotContain("\0");
      }
    }
  }

  /// IMAP has no room for a NUL octet in a message but with BINARY (RFC 3516).
  private static boolean hasNul(byte[] message) {
    for (byte octet : message) {
      if (octet == 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  @Requirement({"rfc3502/literal-nul", "rfc3502/message-named", "rfc3502/restore"})
  void aMessageWithANulOctetIsRefusedByItsPlaceAndNothingIsStored() throws Exception {
    SheafProcess.addUser(data, "ada");
    List<byte[]> batch = new ArrayList<>(SampleMail.all().values());
    batch.add(2, new byte[] {'a', 0, 'b'});
    try (SheafProcess sheaf = SheafProcess.serve(data);
        ImapTalk ada = sheaf.login("ada")) {
      assertThat(ada.append("INBOX", batch).tagged()).contains(" NO ").contains("Message 3 of");
      assertThat(ada.ok("STATUS INBOX (MESSAGES UIDNEXT)").all())
          .contains("(MESSAGES 0 UIDNEXT 1)");
    }
  }

  private static Map<String, byte[]> corpus() throws IOException {
    Path beside = Repository.root().resolveSibling("shared").resolve("corpus");
    Path folder = Path.of(System.getProperty("sheaf.corpus", beside.toString()));
    Map<String, byte[]> messages = new LinkedHashMap<>();
    for (Path file : messageFiles(folder)) {
      messages.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return messages;
  }

  private static List<Path> messageFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().matches(".*\\.(eml|msg)")).sorted().toList();
    }
  }
}
