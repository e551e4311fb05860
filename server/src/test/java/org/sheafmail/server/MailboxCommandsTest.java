package org.sheafmail.server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.MailboxName;

class MailboxCommandsTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void mailboxesAreMadeListedRenamedAndDeleted() throws Exception {
    server.play(
        """
        C: 1 CREATE work/2026/
        S: 1 OK
        C: 2 CREATE work/2026
        S: 2 NO [ALREADYEXISTS]
        C: 3 CREATE inbox
        S: 3 NO [ALREADYEXISTS]
        C: 4 LIST "" *
        S= * LIST (\\HasNoChildren) "/" INBOX
        S= * LIST (\\Noselect \\HasChildren) "/" work
        S= * LIST (\\HasNoChildren) "/" work/2026
        S: 4 OK
        C: 5 LIST "" %
        S: * LIST (\\HasNoChildren) "/" INBOX
        S: * LIST (\\Noselect \\HasChildren) "/" work
        S: 5 OK
        C: 6 LIST work/ %
        S: * LIST (\\HasNoChildren) "/" work/2026
        S: 6 OK
        C: 7 LIST "" InB%
        S: * LIST (\\HasNoChildren) "/" INBOX
        S: 7 OK
        C: 8 LIST "" ""
        S= * LIST (\\Noselect) "/" ""
        S: 8 OK
        C: 9 DELETE work
        S: 9 NO [CANNOT]
        C: 10 RENAME work play
        S: 10 OK
        C: 11 RENAME nothing something
        S: 11 NO [NONEXISTENT]
        C: 12 RENAME play inbox
        S: 12 NO [ALREADYEXISTS]
        C: 13 RENAME play play/within
        S: 13 NO [CANNOT]
        C: 14 DELETE play/2026
        S: 14 OK
        C: 15 DELETE play/2026
        S: 15 NO [NONEXISTENT]
        C: 16 DELETE inbox
        S: 16 NO [CANNOT]
        C: 17 LIST "" *
        S: * LIST (\\HasNoChildren) "/" INBOX
        S: 17 OK
        """);
  }

  @Test
  void theSeparatorIsAMatterOfTheWire() throws Exception {
    server.account().create(MailboxName.parse("a/b", '/'));
    try (TestServer dots =
        new TestServer(
            Config.parse("hierarchy-separator = \".\"\n" + TestServer.LOOPBACK),
            server.store,
            System::nanoTime)) {
      dots.play(
          """
          C: 1 LIST "" a.%
          S= * LIST (\\HasNoChildren) "." a.b
          S: 1 OK
          C: 2 NAMESPACE
          S= * NAMESPACE (("" ".")) NIL NIL
          S: 2 OK
          """);
    }
  }

  @Test
  void renamingTheInboxMovesItsMessagesAndLeavesItEmpty() throws Exception {
    server.play(
        """
        C: 1 APPEND inbox {1+}
        C: a
        S: 1 OK
        C: 2 RENAME inbox old
        S: 2 OK
        C: 3 STATUS old (MESSAGES)
        S: * STATUS old (MESSAGES 1)
        S: 3 OK
        C: 4 STATUS inbox (MESSAGES UIDNEXT)
        S: * STATUS INBOX (MESSAGES 0 UIDNEXT 2)
        S: 4 OK
        """);
  }

  @Test
  void subscriptionsAreAListOfNamesThatNeedNotExist() throws Exception {
    server.play(
        """
        C: 1 SUBSCRIBE lists/java
        S: 1 OK
        C: 2 SUBSCRIBE inbox
        S: 2 OK
        C: 3 LSUB "" *
        S= * LSUB () "/" INBOX
        S= * LSUB () "/" lists/java
        S: 3 OK
        C: 4 LSUB "" %
        S= * LSUB () "/" INBOX
        S= * LSUB (\\Noselect) "/" lists
        S: 4 OK
        C: 5 UNSUBSCRIBE lists/java
        S: 5 OK
        C: 6 LSUB "" *
        S: * LSUB () "/" INBOX
        S: 6 OK
        """);
  }

  @Test
  void statusTellsWhatIsAskedFor() throws Exception {
    server.play(
        """
        C: 1 APPEND inbox (\\Seen) {3+}
        C: abc {4+}
        C: defg
        S: 1 OK
        C: 2 STATUS inbox (MESSAGES RECENT UIDNEXT UNSEEN SIZE)
        S= * STATUS INBOX (MESSAGES 2 RECENT 2 UIDNEXT 3 UNSEEN 1 SIZE 7)
        S: 2 OK
        C: 3 STATUS nowhere (MESSAGES)
        S: 3 NO [NONEXISTENT]
        C: 4 STATUS inbox (UIDVALIDITY)
        S: * STATUS INBOX (UIDVALIDITY *)
        S: 4 OK
        """);
  }

  @Test
  void smallCommandsAreAnswered() throws Exception {
    server.play(
        """
        C: 1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 LITERAL+ SASL-IR MULTIAPPEND UIDPLUS
        S: 1 OK
        C: 2 ID ("name" "test" "version" NIL)
        S: * ID ("name" "Sheaf")
        S: 2 OK
        C: 3 ENABLE UTF8=ACCEPT CONDSTORE
        S= * ENABLED
        S: 3 OK
        C: 4 STARTTLS
        S: 4 BAD
        C: 5 FROBNICATE
        S: 5 BAD
        C: 6
        S: 6 BAD
        C: +
        S: * BAD
        C: 7 NOOP
        S: 7 OK
        """);
  }
}
