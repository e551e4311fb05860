package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.store.MailboxView;

/// Mailboxes as a whole: made, listed, renamed, subscribed to, deleted.
class MailboxRulesTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private MailboxView view(String name) throws Exception {
    return server.account().view(MailboxName.parse(name, '/')).orElseThrow();
  }

  @Test
  @Requirement({
    "rfc3501/create",
    "rfc3501/create-trailing-separator",
    "rfc3501/names-left-to-right",
    "rfc3501/list",
    "rfc3501/list-response"
  })
  void aMailboxIsMadeWithTheNamesAboveItThatAreMissing() throws Exception {
    server.play(
        """
        C: A1 CREATE a/b/c
        S: A1 OK
        C: A2 CREATE d/
        S: A2 OK
        C: A3 CREATE a/b/c
        S: A3 NO [ALREADYEXISTS]
        C: A4 CREATE InBox
        S: A4 NO [ALREADYEXISTS]
        C: A5 LIST "" *
        S= * LIST (\\HasNoChildren) "/" INBOX
        S= * LIST (\\Noselect \\HasChildren) "/" a
        S= * LIST (\\Noselect \\HasChildren) "/" a/b
        S= * LIST (\\HasNoChildren) "/" a/b/c
        S= * LIST (\\HasNoChildren) "/" d
        S: A5 OK
        """);
  }

  @Test
  @Requirement({"rfc3501/create-uids", "rfc3501/uidvalidity"})
  void aMailboxMadeAgainUnderAnOldNameHasAHigherUidValidity() throws Exception {
    server.play("C: A1 CREATE box\nS: A1 OK\n");
    long first = view("box").uidValidity().value();
    server.play(
        """
        C: A2 DELETE box
        S: A2 OK
        C: A3 CREATE box
        S: A3 OK
        """);
    assertThat(view("box").uidValidity().value()).isGreaterThan(first);
  }

  @Test
  @Requirement({"rfc3501/delete", "rfc3501/delete-keeps-inferiors", "rfc3501/list-attributes"})
  void deletingLeavesTheMailboxesBelow() throws Exception {
    server.play(
        """
        C: A0 CREATE a
        S: A0 OK
        C: A1 CREATE a/b
        S: A1 OK
        C: A2 DELETE a
        S: A2 OK
        C: A3 LIST "" a*
        S= * LIST (\\Noselect \\HasChildren) "/" a
        S= * LIST (\\HasNoChildren) "/" a/b
        S: A3 OK
        C: A4 SELECT a
        S: A4 NO
        C: A5 DELETE a
        S: A5 NO
        C: A6 DELETE inbox
        S: A6 NO
        C: A7 DELETE missing
        S: A7 NO [NONEXISTENT]
        C: A8 DELETE a/b
        S: A8 OK
        """);
  }

  @Test
  @Requirement({"rfc3501/rename", "rfc3501/rename-parents", "rfc3501/uid-unchanged"})
  void renamingTakesAlongWhatIsBelowAndKeepsTheUids() throws Exception {
    server.play(
        """
        C: A0 CREATE a
        S: A0 OK
        C: A1 CREATE a/b
        S: A1 OK
        C: A2 APPEND a/b {1+}
        C: x {1+}
        C: y
        S: A2 OK
        """);
    MailboxView before = view("a/b");
    server.play(
        """
        C: A3 RENAME a new/home
        S: A3 OK
        C: A4 LIST "" *
        S: * LIST (\\HasNoChildren) "/" INBOX
        S: * LIST (\\Noselect \\HasChildren) "/" new
        S: * LIST (\\HasChildren) "/" new/home
        S: * LIST (\\HasNoChildren) "/" new/home/b
        S: A4 OK
        C: A5 RENAME missing x
        S: A5 NO [NONEXISTENT]
        C: A6 RENAME new/home/b new/home
        S: A6 NO [ALREADYEXISTS]
        """);
    MailboxView after = view("new/home/b");
    assertThat(after.uidValidity()).isEqualTo(before.uidValidity());
    assertThat(after.uid(1)).isEqualTo(before.uid(1));
    assertThat(after.uidNext()).isEqualTo(before.uidNext());
  }

  @Test
  @Requirement("rfc3501/rename-inbox")
  void renamingInboxMovesItsMessagesAndLeavesItThere() throws Exception {
    server.play(
        """
        C: A1 CREATE inbox/below
        S: A1 OK
        C: A2 APPEND inbox {1+}
        C: x
        S: A2 OK
        C: A3 RENAME inbox old
        S: A3 OK
        C: A4 LIST "" *
        S: * LIST (\\HasChildren) "/" INBOX
        S: * LIST (\\HasNoChildren) "/" INBOX/below
        S: * LIST (\\HasNoChildren) "/" old
        S: A4 OK
        C: A5 STATUS inbox (MESSAGES)
        S= * STATUS INBOX (MESSAGES 0)
        S: A5 OK
        C: A6 STATUS old (MESSAGES)
        S= * STATUS old (MESSAGES 1)
        S: A6 OK
        """);
  }

  @Test
  @Requirement({"rfc3501/subscribe", "rfc3501/unsubscribe", "rfc3501/lsub"})
  void subscriptionsAreAListOfTheirOwn() throws Exception {
    server.play(
        """
        C: A1 CREATE a/b
        S: A1 OK
        C: A2 SUBSCRIBE a/b
        S: A2 OK
        C: A3 DELETE a/b
        S: A3 OK
        C: A4 LSUB "" *
        S: * LSUB () "/" a/b
        S: A4 OK
        C: A5 LSUB "" %
        S: * LSUB (\\Noselect) "/" a
        S: A5 OK
        C: A6 UNSUBSCRIBE a/b
        S: A6 OK
        C: A7 LSUB "" *
        S: A7 OK
        """);
  }

  @Test
  @Requirement({"rfc3501/list-separator", "rfc3501/list", "rfc3501/list-inbox"})
  void listTellsTheSeparatorAndMatchesWildcards() throws Exception {
    server.play(
        """
        C: A1 CREATE work/plans/old
        S: A1 OK
        C: A2 LIST "" ""
        S= * LIST (\\Noselect) "/" ""
        S: A2 OK
        C: A3 LIST "" work/%
        S: * LIST (\\Noselect \\HasChildren) "/" work/plans
        S: A3 OK
        C: A4 LIST work/ *old
        S: * LIST (\\HasNoChildren) "/" work/plans/old
        S: A4 OK
        C: A5 LIST "" iNb%
        S: * LIST (\\HasNoChildren) "/" INBOX
        S: A5 OK
        C: A6 LIST "" nothing*
        S: A6 OK
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Entw&APw-rfe | Entwürfe",
        "&U,BTFw-/&ZeVnLIqe- | 台北/日本語",
        "a&-b | a&b",
        "&2D3eAA- | 😀"
      })
  @Requirement("rfc3501/modified-utf7")
  void namesBeyondAsciiTravelInModifiedUtf7(String wire, String name) throws Exception {
    server.play(
        """
        C: A1 CREATE "%1$s"
        S: A1 OK
        C: A2 STATUS %1$s (MESSAGES)
        S= * STATUS %1$s (MESSAGES 0)
        S: A2 OK
        """
            .formatted(wire));
    assertThat(view(name).messageCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"&AGE-", "&APw", "&A-", "&", "a&b", "&2D0-"})
  @Requirement("rfc3501/modified-utf7")
  void namesThatAreNotInModifiedUtf7AreRefused(String wire) throws Exception {
    server.play(
        """
        C: A1 CREATE "%s"
        S: A1 NO [CANNOT]
        C: A2 NOOP
        S: A2 OK
        """
            .formatted(wire));
  }

  @Test
  @Requirement({"rfc3501/status", "rfc3501/inbox-case", "rfc3502/recent-set"})
  void statusTellsWhatIsAskedForAndChangesNothing() throws Exception {
    server.play(
        """
        C: A1 APPEND iNbOx (\\Seen) {3+}
        C: one {2+}
        C: xx
        S: A1 OK
        C: A2 STATUS INBOX (UNSEEN MESSAGES RECENT UIDNEXT SIZE)
        S= * STATUS INBOX (UNSEEN 1 MESSAGES 2 RECENT 2 UIDNEXT 3 SIZE 5)
        S: A2 OK
        C: A3 STATUS INBOX (RECENT)
        S= * STATUS INBOX (RECENT 2)
        S: A3 OK
        C: A4 STATUS missing (MESSAGES)
        S: A4 NO [NONEXISTENT]
        C: A5 STATUS INBOX (NONSENSE)
        S: A5 BAD
        C: A6 STATUS INBOX ()
        S: A6 BAD
        """);
  }
}
