package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.source.SourceMessage.LeftOut;
import org.sheafmail.cli.source.SourceMessage.Send;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;

/// Maildir, MH, EML, emlx and the folders of mail programs.
class FolderSourceTest {
  private static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";

  @TempDir Path directory;

  private void file(String name, String content) throws IOException {
    Mail.file(directory, name, content);
  }

  private List<String> mailboxes() throws IOException {
    return Mail.all(directory).stream()
        .filter(message -> message.verdict() instanceof Send)
        .map(message -> message.mailbox() + ": " + Mail.text(message).strip())
        .toList();
  }

  private void maildir(String path) throws IOException {
    for (String part : List.of("cur", "new", "tmp")) {
      Files.createDirectories(directory.resolve(path).resolve(part));
    }
  }

  @Test
  void maildirFlagsAreInTheFileName() throws IOException {
    maildir("");
    file("new/1000.a", "X: 1\n");
    file("cur/1001.b:2,FRSa", "X: 2\n");
    file("cur/1002.c;2,DPT", "X: 3\n");
    file("dovecot-keywords", "0 $Work\n1 $Home\n");

    List<SourceMessage> messages = Mail.all(directory);

    assertThat(Mail.texts(messages)).containsExactly("X: 1\r\n", "X: 2\r\n", "X: 3\r\n");
    assertThat(messages.get(0).flags()).isEmpty();
    assertThat(messages.get(1).flags())
        .containsExactlyInAnyOrder(Flag.FLAGGED, Flag.ANSWERED, Flag.SEEN, new Flag("$Work"));
    assertThat(messages.get(2).flags())
        .containsExactlyInAnyOrder(Flag.DRAFT, Flag.DELETED, MailFlags.FORWARDED);
  }

  @Test
  void maildirKeepsTheInternalDateInTheFileTime() throws IOException {
    maildir("");
    file("cur/1000.a:2,", "Date: Sat, 16 Apr 2016 10:00:00 +0200\n\na\n");
    Instant time = Instant.parse("2003-02-01T10:20:30Z");
    Files.setLastModifiedTime(directory.resolve("cur/1000.a:2,"), FileTime.from(time));

    InternalDate date = Mail.all(directory).getFirst().internalDate().orElseThrow();

    assertThat(date.at().toInstant()).isEqualTo(time);
    assertThat(date.rule()).isEqualTo(DateRule.FILE_TIME);
  }

  @Test
  void foldersOfMaildirPlusPlusAreMailboxesBelow() throws IOException {
    maildir("");
    maildir(".Lists.IETF");
    maildir(".Entw&APw-rfe");
    file("cur/1.a:2,S", "X: 1");
    file(".Lists.IETF/cur/2.a:2,S", "X: 2");
    file(".Entw&APw-rfe/new/3.a", "X: 3");
    file(".hidden/cur.txt", "X: no");

    assertThat(mailboxes())
        .containsExactlyInAnyOrder(
            "Target: X: 1", "Target/Lists/IETF: X: 2", "Target/Entwürfe: X: 3");
    assertThat(Mail.all(directory, Optional.empty(), SourceOptions.DEFAULT))
        .extracting(SourceMessage::mailbox)
        .containsExactlyInAnyOrder(
            MailboxName.INBOX,
            new MailboxName(List.of("Lists", "IETF")),
            new MailboxName(List.of("Entwürfe")));
  }

  @Test
  void aMessageThatAMailProgramRenamesMeanwhileIsFoundAgain() throws IOException {
    maildir("");
    file("cur/1.a:2,", "X: 1");
    file("cur/2.b:2,", "X: 2");
    file("new/3.c", "X: 3");

    try (var messages = Sources.open(directory, Optional.empty(), SourceOptions.DEFAULT)) {
      assertThat(Mail.text(messages.next())).isEqualTo("X: 1");
      Files.move(directory.resolve("cur/2.b:2,"), directory.resolve("cur/2.b:2,S"));
      Files.delete(directory.resolve("new/3.c"));

      SourceMessage second = messages.next();

      assertThat(Mail.text(second)).isEqualTo("X: 2");
      assertThat(second.flags()).containsExactly(Flag.SEEN);
      assertThat(messages.next()).isNull();
    }
  }

  @Test
  void mhMessagesAreNumbersAndTheirFlagsSequences() throws IOException {
    file("10", "X: 10\n");
    file("9", "X: 9\n");
    file("2", "X: 2\n");
    file(",3", "X: removed\n");
    file(".mh_sequences", "unseen: 9-12\nflagged: 2\nreplied: 2 10\n");
    file("sub/1", "X: 1\n");

    List<SourceMessage> messages = Mail.all(directory);

    assertThat(messages)
        .filteredOn(message -> message.mailbox().equals(Mail.TARGET))
        .filteredOn(message -> message.verdict() instanceof Send)
        .extracting(Mail::text)
        .contains("X: 2\r\n", "X: 9\r\n", "X: 10\r\n");
    assertThat(messages.get(0).flags())
        .containsExactlyInAnyOrder(Flag.SEEN, Flag.FLAGGED, Flag.ANSWERED);
    assertThat(messages.get(1).flags()).isEmpty();
    assertThat(messages.get(2).flags()).containsExactly(Flag.ANSWERED);
    assertThat(messages.getLast().mailbox()).hasToString("Target/sub");
  }

  @Test
  void thunderbirdFoldersNestInSbd() throws IOException {
    file("Inbox", FROM + "X: 1\n\n1\n");
    file("Inbox.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->");
    file("Inbox.sbd/Work", FROM + "X: 2\n\n2\n");
    file("Inbox.sbd/Work.sbd/2019", FROM + "X: 3\n\n3\n");
    file("Empty", "");

    assertThat(Mail.all(directory))
        .extracting(message -> message.mailbox().toString())
        .containsExactly("Target/Inbox", "Target/Inbox/Work", "Target/Inbox/Work/2019");
  }

  @Test
  void appleMailKeepsOneFileForEachMessageWithItsFlagsBehindIt() throws IOException {
    String message = "Subject: a\n\nbody\n";
    file(
        "Work.mbox/Messages/7.emlx",
        message.length()
            + "\n"
            + message
            + "<plist><dict><key>date-received</key>\n<integer>1044094830</integer>"
            + "<key>flags</key><integer>8590195729</integer></dict></plist>");

    SourceMessage found = Mail.all(directory).getFirst();

    assertThat(found.mailbox()).hasToString("Target/Work");
    assertThat(Mail.text(found)).isEqualTo(Mail.crlf("Subject: a", "", "body"));
    assertThat(found.flags()).containsExactlyInAnyOrder(Flag.SEEN, Flag.FLAGGED);
    assertThat(found.internalDate().orElseThrow().at().toInstant())
        .isEqualTo(Instant.ofEpochSecond(1044094830));
  }

  @Test
  void otherFilesAreNamedAsLeftOut() throws IOException {
    file("a.eml", "X: a\n");
    file("notes.txt", "Buy milk.\n");
    file(".DS_Store", "\0\0");

    List<SourceMessage> messages = Mail.all(directory);

    assertThat(messages).hasSize(2);
    assertThat(messages)
        .filteredOn(message -> message.verdict() instanceof LeftOut)
        .extracting(message -> message.origin().file())
        .containsExactly(directory.resolve("notes.txt").toString());
  }

  @Test
  void filesOfOneMessageBelongToTheFolderTheyLieIn() throws IOException {
    file("In/a.eml", "X: a");
    file("In/b.msg", "X: b");
    file("In/c.txt", FROM + "X: c\n\nFrom here on\n");
    file("In/d", "X: d");
    file("In/archive.txt", FROM + "X: e\n\n" + FROM + "X: f\n");
    file("In/old", FROM + "X: g\n");
    file("In/notes.txt", "Buy milk.\n");

    assertThat(mailboxes())
        .containsExactly(
            "Target/In: X: c\r\n\r\nFrom here on",
            "Target/In: X: a",
            "Target/In: X: b",
            "Target/In: X: d",
            "Target/In/archive.txt: X: e",
            "Target/In/archive.txt: X: f",
            "Target/In/old: X: g");
  }
}
