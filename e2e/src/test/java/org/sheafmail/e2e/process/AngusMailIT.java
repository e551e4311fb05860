package org.sheafmail.e2e.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.SubjectTerm;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// Angus Mail, the mail library of most Java programs: appends, searches, takes messages apart and
/// waits for new ones.
class AngusMailIT {
  @TempDir Path data;

  private SheafProcess sheaf;
  private Session session;
  private Store store;

  @BeforeEach
  void connect() throws Exception {
    SheafProcess.addUser(data, "ada");
    sheaf = SheafProcess.serve(data);
    session = Session.getInstance(new Properties());
    store = session.getStore("imap");
    store.connect("127.0.0.1", sheaf.port(), "ada", SheafProcess.PASSWORD);
  }

  @AfterEach
  void disconnect() throws Exception {
    store.close();
    sheaf.close();
  }

  private MimeMessage message(String subject) throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText("the text of " + subject + " with ü", "UTF-8");
    MimeBodyPart attachment = new MimeBodyPart();
    attachment.setText("{}", "us-ascii", "plain");
    attachment.setFileName("data.txt");
    MimeMessage message = new MimeMessage(session);
    message.setFrom("ada@example.org");
    message.setSubject(subject);
    message.setContent(new MimeMultipart(text, attachment));
    return message;
  }

  private IMAPFolder open(String name) throws MessagingException {
    IMAPFolder folder = (IMAPFolder) store.getFolder(name);
    folder.open(Folder.READ_WRITE);
    return folder;
  }

  @Test
  void appendedMessagesAreFoundAndTakenApart() throws Exception {
    try (IMAPFolder inbox = open("INBOX")) {
      Message[] messages = {message("first"), message("second"), message("third")};
      AppendUID[] uids = inbox.appendUIDMessages(messages);
      assertThat(uids).extracting(uid -> uid.uid).containsExactly(1L, 2L, 3L);
      assertThat(inbox.getMessageCount()).isEqualTo(3);

      inbox.setFlags(new int[] {2}, new Flags(Flags.Flag.FLAGGED), true);
      Message[] found =
          inbox.search(
              new AndTerm(
                  new SubjectTerm("second"), new FlagTerm(new Flags(Flags.Flag.FLAGGED), true)));
      assertThat(found).hasSize(1);
      assertThat(found[0].getContentType()).startsWithIgnoringCase("multipart/mixed");
      MimeMultipart parts = (MimeMultipart) found[0].getContent();
      assertThat(parts.getCount()).isEqualTo(2);
      assertThat(parts.getBodyPart(0).getContent()).isEqualTo("the text of second with ü");
      assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("data.txt");
      assertThat(found[0].isSet(Flags.Flag.SEEN)).isTrue();
    }
  }

  @Test
  void mailboxesAreMadeListedFilledByCopyAndRemoved() throws Exception {
    Folder archive = store.getFolder("Archive/2026");
    assertThat(archive.create(Folder.HOLDS_MESSAGES)).isTrue();
    assertThat(List.of(store.getDefaultFolder().list("*")))
        .extracting(Folder::getFullName)
        .contains("INBOX", "Archive/2026");
    try (IMAPFolder inbox = open("INBOX")) {
      inbox.appendMessages(new Message[] {message("one"), message("two")});
      inbox.copyMessages(inbox.getMessages(), archive);
      assertThat(archive.getMessageCount()).isEqualTo(2);
      inbox.setFlags(1, 1, new Flags(Flags.Flag.DELETED), true);
      assertThat(inbox.expunge()).hasSize(1);
      assertThat(inbox.getMessage(1).getSubject()).isEqualTo("two");
    }
    assertThat(archive.delete(false)).isTrue();
    assertThat(archive.exists()).isFalse();
  }

  @Test
  void anIdlingFolderHearsOfABatchByAnotherClient() throws Exception {
    try (IMAPFolder inbox = open("INBOX");
        ImapTalk other = sheaf.login("ada")) {
      CountDownLatch arrived = new CountDownLatch(3);
      inbox.addMessageCountListener(
          new MessageCountAdapter() {
            @Override
            public void messagesAdded(MessageCountEvent event) {
              for (Message _ : event.getMessages()) {
                arrived.countDown();
              }
            }
          });
      Thread idling = Thread.ofPlatform().start(() -> idle(inbox));
      byte[] message = "Subject: new\r\n\r\nmail\r\n".getBytes(US_ASCII);
      other.append("INBOX", List.of(message, message, message));
      assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
      idling.join();
    }
  }

  private static void idle(IMAPFolder folder) {
    try {
      folder.idle(true); // Ends with the first thing the server tells.
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
