package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.sheafmail.cli.copy.AccountSource;
import org.sheafmail.cli.copy.SourceAccount;
import org.sheafmail.cli.plan.Selection;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.MailboxName;

/// Copies from accounts that do not give all they have.
class CopyRefusedTest extends Copying {
  private static final String BEGIN =
      """
      S: * PREAUTH [CAPABILITY IMAP4rev1] ready
      C~ (\\w+) CAPABILITY
      S: * CAPABILITY IMAP4rev1
      S: $1 OK done
      C~ (\\w+) LIST "" ""
      S: * LIST (\\Noselect) "/" ""
      S: $1 OK done
      """;

  private static final String END =
      """
      C~ (\\w+) LOGOUT
      S: * BYE
      S: $1 OK done
      """;

  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private final List<String> refused = new ArrayList<>();

  private final UploadEvents events =
      new UploadEvents() {
        @Override
        public void refused(
            SourceMessage message,
            MailboxName mailbox,
            String reason,
            Optional<Path> file,
            Tally tally) {
          refused.add(message.origin().file() + ": " + reason);
        }
      };

  private Tally copy(Upload.Connecting connecting, MailboxName... mailboxes) throws Exception {
    Map<MailboxName, MailboxName> same = new TreeMap<>();
    for (MailboxName mailbox : mailboxes) {
      same.put(mailbox, mailbox);
    }
    try (SourceAccount account = new SourceAccount(connecting, IMPATIENT, _ -> {});
        Upload upload = upload(server.address(), events)) {
      upload.run(
          List.of(
              new Upload.Source(
                  "imap://ada@old.example.org",
                  stored -> new AccountSource(account, "old", same, Selection.ALL, stored))));
      return upload.tally();
    }
  }

  private Tally copyFrom(String script, MailboxName... mailboxes) throws Exception {
    try (FakeImapServer fake = FakeImapServer.play(BEGIN + script + END)) {
      return copy(() -> ImapClient.connect(fake.address(), ClientOptions.plain()), mailboxes);
    }
  }

  @Test
  void aMessageThatTheServerDoesNotGiveIsNamedAndTheOthersAreCopied(TestInfo info)
      throws Exception {
    MailboxName mailbox = mailbox(info, 0);

    Tally tally =
        copyFrom(
            """
            C~ (\\w+) EXAMINE .*
            S: * 5 EXISTS
            S: * OK [UIDVALIDITY 7] it
            S: $1 OK done
            C~ (\\w+) UID SEARCH ALL
            S: * SEARCH 1 2 3 4 5
            S: $1 OK done
            C~ (\\w+) UID FETCH 1:5 .*
            S: * 1 FETCH (UID 1 FLAGS () RFC822.SIZE 3)
            S: * 2 FETCH (UID 2 FLAGS () RFC822.SIZE 3)
            S: * 3 FETCH (UID 3 FLAGS () RFC822.SIZE 3)
            S: * 4 FETCH (UID 4 FLAGS () RFC822.SIZE 3)
            S: $1 OK done
            C~ (\\w+) UID SEARCH UID 5
            S: * SEARCH 5
            S: $1 OK done
            C~ (\\w+) UID FETCH 1:4 .*
            S: $1 NO one of them is broken
            C~ (\\w+) UID FETCH 1:2 .*
            S: $1 NO one of them is broken
            C~ (\\w+) UID FETCH 1 .*
            S: * 1 FETCH (UID 1 BODY[] "one")
            S: $1 OK done
            C~ (\\w+) UID FETCH 2 .*
            S: $1 NO it is broken
            C~ (\\w+) UID FETCH 3:4 .*
            S: * 4 FETCH (UID 4 BODY[] "for")
            S: $1 OK done
            C~ (\\w+) UID SEARCH UID 2:3
            S: * SEARCH 2
            S: $1 OK done
            """,
            mailbox);

    assertThat(server.texts(mailbox)).containsExactly("one", "for");
    assertThat(tally.leftOut()).isEqualTo(1);
    assertThat(refused)
        .containsExactly(
            "old/"
                + mailbox
                + ";UID=5: cannot be read: the server has it in its list, but does"
                + " not give it",
            "old/" + mailbox + ";UID=2: cannot be read: NO it is broken");
  }

  @Test
  void aMailboxThatCannotBeOpenedIsNamedAndTheOthersAreCopied(TestInfo info) throws Exception {
    copyFrom(
        """
        C~ (\\w+) EXAMINE .*
        S: $1 NO its index is damaged
        C~ (\\w+) EXAMINE .*
        S: * 1 EXISTS
        S: * OK [UIDVALIDITY 7] it
        S: $1 OK done
        C~ (\\w+) UID SEARCH ALL
        S: * SEARCH 1
        S: $1 OK done
        C~ (\\w+) UID FETCH 1 .*
        S: * 1 FETCH (UID 1 FLAGS () RFC822.SIZE 3)
        S: $1 OK done
        C~ (\\w+) UID FETCH 1 .*
        S: * 1 FETCH (UID 1 BODY[] "one")
        S: $1 OK done
        """,
        mailbox(info, 1),
        mailbox(info, 2));

    assertThat(server.texts(mailbox(info, 2))).containsExactly("one");
    assertThat(refused)
        .containsExactly(
            "old/" + mailbox(info, 1) + ": the mailbox cannot be opened: NO its index is damaged");
  }

  @Test
  void anAccountThatIsGoneOrClosedIsNoUnreadableSource(TestInfo info) {
    assertReason(
        StoppedException.Reason.CONNECT,
        () -> {
          throw new IOException("no route");
        },
        mailbox(info, 0));
    assertReason(
        StoppedException.Reason.AUTHENTICATION,
        () -> MailServer.connect(server.address(), "ada", "wrong"),
        mailbox(info, 0));
  }

  private void assertReason(
      StoppedException.Reason reason, Upload.Connecting connecting, MailboxName mailbox) {
    assertThatExceptionOfType(StoppedException.class)
        .isThrownBy(() -> copy(connecting, mailbox))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
