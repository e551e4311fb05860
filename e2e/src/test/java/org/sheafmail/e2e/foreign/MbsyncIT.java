package org.sheafmail.e2e.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// mbsync keeps a server and a Maildir the same, in both directions; it notices every UID and flag
/// that is not what it should be.
class MbsyncIT extends ForeignTest {
  private void mbsync() throws Exception {
    Path config = home.resolve("mbsyncrc");
    Path mail = home.resolve("mail");
    Files.createDirectories(mail);
    Files.writeString(
        config,
        """
        IMAPAccount sheaf
        Host 127.0.0.1
        Port %1$d
        User %2$s
        Pass "%3$s"
        SSLType None
        AuthMechs LOGIN

        IMAPStore remote
        Account sheaf

        MaildirStore local
        SubFolders Verbatim
        Path %4$s/
        Inbox %4$s/INBOX

        Channel all
        Far :remote:
        Near :local:
        Patterns *
        Create Both
        Expunge Both
        SyncState *
        CopyArrivalDate yes
        """
            .formatted(sheaf.port(), USER, SheafProcess.PASSWORD, mail));
    program.ok("mbsync", "-c", config.toString(), "-a");
  }

  private List<Path> local(String mailbox) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("mail").resolve(mailbox))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static String remote(ImapTalk ada, String mailbox) throws IOException {
    ada.ok("EXAMINE " + mailbox);
    return ada.ok("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)").all();
  }

  @Test
  void bothSidesBecomeTheSameAndStayUntouchedTheSecondTime() throws Exception {
    try (ImapTalk ada = ada()) {
      ada.append("INBOX", messages(20));
      ada.ok("CREATE work");
      ada.append("work", messages(3));
      mbsync();
      assertThat(local("INBOX")).hasSize(20);
      assertThat(local("work")).hasSize(3);

      List<Path> localBefore = local("");
      String inbox = remote(ada, "INBOX");
      String work = remote(ada, "work");
      mbsync();
      assertThat(local("")).isEqualTo(localBefore);
      assertThat(remote(ada, "INBOX")).isEqualTo(inbox);
      assertThat(remote(ada, "work")).isEqualTo(work);
    }
  }

  @Test
  void changesOnEitherSideReachTheOther() throws Exception {
    try (ImapTalk ada = ada()) {
      ada.append("INBOX", messages(6));
      mbsync();
      // Here: one flagged, one removed, one new. There: one answered, one removed, one new.
      flagHere(1, "F");
      flagHere(2, "T");
      writeHere("100");
      ada.ok("SELECT INBOX");
      ada.ok("UID STORE 3 +FLAGS (\\Answered)");
      ada.ok("UID STORE 4 +FLAGS (\\Deleted)");
      ada.ok("EXPUNGE");
      ada.append("INBOX", messages(1));
      ada.ok("CLOSE");
      mbsync();

      String there = remote(ada, "INBOX");
      assertThat(there.lines()).hasSize(6);
      assertThat(there).containsPattern("UID 1 FLAGS \\([^)]*\\\\Flagged");
      assertThat(there).doesNotContain("UID 2 ").doesNotContain("UID 4 ");
      ada.ok("SELECT INBOX");
      assertThat(ada.ok("SEARCH SUBJECT \"number 100\"").all()).containsPattern("SEARCH \\d");
      assertThat(local("INBOX")).hasSize(6);
      assertThat(local("INBOX")).anyMatch(file -> file.toString().matches(".*U=3:2,\\w*R\\w*"));

      List<Path> localBefore = local("");
      mbsync();
      assertThat(local("")).isEqualTo(localBefore);
      assertThat(remote(ada, "INBOX")).isEqualTo(there);
    }
  }

  private void flagHere(int uid, String flag) throws IOException {
    for (Path file : local("INBOX")) {
      String name = file.getFileName().toString();
      if (name.contains(",U=" + uid + ":2,")) {
        Path cur = home.resolve("mail/INBOX/cur");
        Files.move(file, cur.resolve(name + flag), StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
    throw new IOException("no message with UID " + uid + " here");
  }

  private void writeHere(String name) throws IOException {
    String text = message(Integer.parseInt(name)).replace("\r\n", "\n");
    Files.writeString(home.resolve("mail/INBOX/new").resolve(name + ".here"), text);
  }
}
