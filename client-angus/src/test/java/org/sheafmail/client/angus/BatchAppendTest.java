package org.sheafmail.client.angus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.junit.RunningServer;
import org.sheafmail.junit.SheafServer;

@SheafServer(users = "ada:secret")
class BatchAppendTest {
  private static final Date RECEIVED = Date.from(Instant.parse("2024-07-05T06:09:10Z"));

  /// A message with a date of its own, as one from another folder has.
  private static final class Received extends MimeMessage {
    Received(String text) throws MessagingException {
      super(null, new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public Date getReceivedDate() {
      return RECEIVED;
    }
  }

  private static Message message(String subject) throws MessagingException {
    return new Received("Subject: " + subject + "\nTo: ada@example.org\n\nhello\n");
  }

  private static Store connect(String host, int port) throws MessagingException {
    Store store = Session.getInstance(new Properties()).getStore("imap");
    store.connect(host, port, "ada", "secret");
    return store;
  }

  private static IMAPFolder folder(Store store, String name) throws MessagingException {
    IMAPFolder folder = (IMAPFolder) store.getFolder(name);
    if (!folder.exists()) {
      folder.create(Folder.HOLDS_MESSAGES);
    }
    return folder;
  }

  @Test
  void aBatchArrivesWithFlagsAndDatesInOrder(RunningServer server) throws Exception {
    try (Store store = connect(server.host(), server.port())) {
      IMAPFolder folder = folder(store, "B\u00FCcher");
      folder.open(Folder.READ_WRITE);
      Message first = message("first");
      first.setFlag(Flags.Flag.SEEN, true);
      first.setFlag(Flags.Flag.RECENT, true);
      Message second = message("second");
      Flags flags = new Flags("$Forwarded");
      flags.add(Flags.Flag.ANSWERED);
      flags.add(Flags.Flag.DELETED);
      flags.add(Flags.Flag.DRAFT);
      flags.add(Flags.Flag.FLAGGED);
      second.setFlags(flags, true);

      assertThat(BatchAppend.isSupported(folder)).isTrue();
      AppendUID[] uids = BatchAppend.append(folder, first, second, message("third"));

      assertThat(Arrays.stream(uids).map(uid -> uid.uid)).containsExactly(1L, 2L, 3L);
      assertThat(uids[0].uidvalidity).isEqualTo(folder.getUIDValidity());
      Message[] stored = folder.getMessages();
      assertThat(stored).hasSize(3);
      assertThat(stored[0].getSubject()).isEqualTo("first");
      assertThat(stored[0].isSet(Flags.Flag.SEEN)).isTrue();
      assertThat(stored[1].getFlags().contains(flags)).isTrue();
      assertThat(stored[1].getReceivedDate()).isEqualTo(RECEIVED);
      assertThat(stored[2].getFlags().contains(Flags.Flag.SEEN)).isFalse();
    }
  }

  @Test
  void aRefusedBatchLeavesNothingAndTheFolderUsable(RunningServer server) throws Exception {
    try (Store store = connect(server.host(), server.port())) {
      IMAPFolder nowhere = (IMAPFolder) store.getFolder("nowhere");
      assertThatThrownBy(() -> BatchAppend.append(nowhere, message("one"), message("two")))
          .isInstanceOf(MessagingException.class)
          .hasMessageContaining("TRYCREATE");
      IMAPFolder folder = folder(store, "here");
      assertThat(BatchAppend.append(folder)).isEmpty();
      assertThat(BatchAppend.append(folder, message("one"), message("two"))).hasSize(2);
    }
  }

  @Test
  void aMessageThatChangesWhileItIsSentIsNoPartOfAnything(RunningServer server) throws Exception {
    Message growing =
        new MimeMessage((Session) null) {
          private int written;

          @Override
          public void writeTo(java.io.OutputStream out) throws java.io.IOException {
            out.write("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write("y\r\n".repeat(++written).getBytes(StandardCharsets.US_ASCII));
          }
        };
    try (Store store = connect(server.host(), server.port())) {
      IMAPFolder folder = folder(store, "here");
      assertThatThrownBy(() -> BatchAppend.append(folder, message("one"), growing))
          .isInstanceOf(MessagingException.class);
    }
    try (Store store = connect(server.host(), server.port())) {
      assertThat(folder(store, "here").getMessageCount()).isZero();
    }
  }

  @Test
  void withoutMultiappendMessagesGoOneByOne() throws Exception {
    GreenMail greenMail = new GreenMail(ServerSetupTest.IMAP.dynamicPort());
    greenMail.start();
    try {
      greenMail.setUser("ada", "secret");
      int port = greenMail.getImap().getPort();
      try (Store store = connect("127.0.0.1", port)) {
        IMAPFolder folder = folder(store, "here");
        assertThat(BatchAppend.isSupported(folder)).isFalse();
        assertThatThrownBy(() -> BatchAppend.append(folder, message("one"), message("two")))
            .isInstanceOf(MessagingException.class)
            .hasMessageContaining("MULTIAPPEND");
        assertThat(BatchAppend.appendEach(folder, message("one"), message("two")))
            .hasSize(2)
            .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(AppendOutcome.Stored.class));
        folder.open(Folder.READ_ONLY);
        assertThat(folder.getMessage(2).getSubject()).isEqualTo("two");
      }
    } finally {
      greenMail.stop();
    }
  }

  @Test
  void eachMessageHasAnOutcomeThoughTheConnectionIsLost() throws Exception {
    String append =
        "C~ (\\w+) APPEND here .*\nC: Subject: %s\nC: To: ada@example.org\nC:\nC: hello\nC:\n";
    String script =
        """
        S: * OK [CAPABILITY IMAP4rev1 LITERAL+ UIDPLUS AUTH=PLAIN] hi
        C~ (\\w+) AUTHENTICATE PLAIN.*
        S: +
        C~ .*
        S: $1 OK welcome
        C~ (\\w+) CAPABILITY
        S: * CAPABILITY IMAP4rev1 LITERAL+ UIDPLUS
        S: $1 OK done
        """
            + append.formatted("one")
            + "S: $1 OK [APPENDUID 42 7] done\n"
            + append.formatted("two")
            + "S: $1 NO [OVERQUOTA] full\n"
            + append.formatted("three")
            + "CLOSE\n";
    try (FakeImapServer server = FakeImapServer.play(script)) {
      Store store = connect(server.host(), server.port());
      List<AppendOutcome> outcomes =
          BatchAppend.appendEach(
              (IMAPFolder) store.getFolder("here"),
              message("one"),
              message("two"),
              message("three"),
              message("four"));
      assertThat(outcomes.get(0))
          .isInstanceOfSatisfying(
              AppendOutcome.Stored.class,
              stored -> assertThat(stored.uid().map(uid -> uid.uid)).isEqualTo(Optional.of(7L)));
      assertThat(outcomes.get(1))
          .isInstanceOfSatisfying(
              AppendOutcome.Refused.class,
              refused -> assertThat(refused.why()).hasMessageContaining("full"));
      assertThat(outcomes.get(2)).isInstanceOf(AppendOutcome.Unknown.class);
      assertThat(outcomes.get(3)).isEqualTo(new AppendOutcome.NotSent());
    }
  }
}
