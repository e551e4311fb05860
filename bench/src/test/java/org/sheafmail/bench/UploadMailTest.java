package org.sheafmail.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadMailTest {
  @TempDir Path directory;

  private UploadMail mail(String name, int messages, boolean mixed) throws IOException {
    return UploadMail.write(Files.createDirectory(directory.resolve(name)), messages, 1000, mixed);
  }

  @Test
  void fewerMixedMessagesAreTheFirstOfMore() throws IOException {
    String many = Files.readString(mail("many", 50, true).mbox());
    String few = Files.readString(mail("few", 20, true).mbox());

    assertThat(many).startsWith(few).hasSizeGreaterThan(few.length());
  }

  @Test
  void theMaildirHasTheMessagesOfTheMbox() throws IOException {
    UploadMail mail = mail("mail", 3, false);

    assertThat(mail.maildir().resolve("cur")).isDirectoryContaining("glob:**.2.bench:2,S");
    assertThat(Files.readString(mail.mbox()))
        .contains(
            Files.readString(mail.maildir().resolve("cur").resolve("1460632018.2.bench:2,S")));
  }
}
