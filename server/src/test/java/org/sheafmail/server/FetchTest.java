package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Requirement;

class FetchTest {
  private TestServer server;
  private Inbox inbox;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    inbox = new Inbox(server);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /// Plays a script in the selected INBOX, in which nothing is recent.
  private void play(String script) throws Exception {
    play("SELECT", script);
  }

  private void play(String select, String script) throws Exception {
    server.account().claimRecent(server.inbox().id());
    server.play("C: S " + select + " inbox\nU: S OK\n" + script);
  }

  @Test
  @Requirement({"rfc3501/fetch-macros", "rfc3501/envelope", "rfc3501/size-exact"})
  void allAsksForFlagsDateSizeAndEnvelope() throws Exception {
    inbox.addSample("groups");
    play(
        """
        C: A1 FETCH 1 ALL
        S= * 1 FETCH (FLAGS () INTERNALDATE " 4-May-2026 23:30:00 +0200" RFC822.SIZE 253 \
        ENVELOPE (NIL "groups, routes, comments" \
        (("Ada Miller" NIL "ada" "sheaf.example")) (("Ada Miller" NIL "ada" "sheaf.example")) \
        (("Ada Miller" NIL "ada" "sheaf.example")) \
        ((NIL NIL "Reapers" NIL)(NIL NIL "ben" "sheaf.example")\
        ("Cy, the tall" NIL "cy" "sheaf.example")(NIL NIL NIL NIL)\
        (NIL NIL "dora" "sheaf.example")) \
        ((NIL NIL "undisclosed-recipients" NIL)(NIL NIL NIL NIL)) \
        ((NIL "@relay.example,@hub.example" "eve" "sheaf.example")) NIL NIL))
        S: A1 OK
        """);
  }

  @Test
  @Requirement({"rfc3501/fetch-macros", "rfc3501/bodystructure", "rfc3501/body-no-extension"})
  void fullEndsWithTheStructureWithoutExtensionData() throws Exception {
    inbox.add("Subject: s\n\none\ntwo\n", Flag.SEEN);
    play(
        """
        C: A1 FETCH 1 FULL
        S= * 1 FETCH (FLAGS (\\Seen) INTERNALDATE " 4-May-2026 23:30:00 +0200" RFC822.SIZE 24 \
        ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) \
        BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 10 2))
        S: A1 OK
        C: A2 FETCH 1 FAST
        S= * 1 FETCH (FLAGS (\\Seen) INTERNALDATE " 4-May-2026 23:30:00 +0200" RFC822.SIZE 24)
        S: A2 OK
        """);
  }

  @Test
  @Requirement("rfc3501/bodystructure")
  void bodystructureTellsAllOfAMessageWithParts() throws Exception {
    inbox.addSample("mixed");
    play(
        """
        C: A1 FETCH 1 BODYSTRUCTURE
        S= * 1 FETCH (BODYSTRUCTURE ((\
        ("TEXT" "plain" ("charset" "utf-8") NIL NIL "7BIT" 19 0 NIL NIL NIL NIL)\
        ("TEXT" "html" ("charset" "utf-8") NIL NIL "quoted-printable" 34 0 NIL NIL NIL NIL) \
        "alternative" ("boundary" "alt") NIL NIL NIL)\
        ("image" "png" ("name" "wheat.png") "<wheat@sheaf.example>" "a picture of wheat" \
        "base64" 1402 "Q2hlY2sgSW50ZWdyaXR5IQ==" \
        ("attachment" ("filename" "wheat.png" "size" "1024")) ("en" "de") \
        "http://sheaf.example/wheat.png")\
        ("application" "pdf" ("name*0*" "utf-8''Ernte" "name*1*" "%20Bericht.pdf") NIL NIL "7BIT" \
        5 NIL ("inline" NIL) NIL NIL) \
        "mixed" ("boundary" "outer bound") NIL NIL NIL))
        S: A1 OK
        """);
  }

  @Test
  @Requirement("rfc3501/bodystructure")
  void aMessageInAMessageIsToldWithItsEnvelope() throws Exception {
    inbox.addSample("message-as-root");
    play(
        """
        C: A1 FETCH 1 BODY
        S= * 1 FETCH (BODY ("MESSAGE" "rfc822" NIL NIL NIL "7BIT" 59 \
        (NIL "carried" ((NIL NIL "eve" "sheaf.example")) ((NIL NIL "eve" "sheaf.example")) \
        ((NIL NIL "eve" "sheaf.example")) NIL NIL NIL NIL NIL) \
        ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 14 1) 4))
        S: A1 OK
        """);
  }

  @Test
  void octetsOfEightBitsInAHeaderComeAsALiteral() throws Exception {
    inbox.addSample("raw-latin1");
    play(
        """
        C: A1 FETCH 1 ENVELOPE
        S= * 1 FETCH (ENVELOPE (NIL {13}
        S= \u00c3\u009cberraschung (({5}
        """);
  }

  @Test
  @Requirement({"rfc3501/fetch-body", "rfc3501/fetch-partial"})
  void sectionsAndPartsOfSectionsAreLiterals() throws Exception {
    inbox.add("Subject: s\n\none\ntwo\n");
    play(
        "EXAMINE",
        """
        C: A1 FETCH 1 (BODY[TEXT] BODY[]<4.3> BODY[1]<100.5> BODY[1]<0.100> BODY[7])
        S= * 1 FETCH (BODY[TEXT] {10}
        S= one
        S= two
        S=  BODY[]<4> {3}
        S= ect BODY[1]<100> {0}
        S=  BODY[1]<0> {10}
        S= one
        S= two
        S=  BODY[7] NIL)
        S: A1 OK
        """);
  }

  @Test
  @Requirement("rfc3501/fetch-fields")
  void headerFieldsAreAskedForByName() throws Exception {
    inbox.add("Subject: s\nFrom: a@x\nX-Y: z\n\nbody\n");
    play(
        """
        C: A1 FETCH 1 (BODY.PEEK[HEADER.FIELDS (from SUBJECT)] BODY.PEEK[HEADER.FIELDS.NOT (From)])
        S= * 1 FETCH (BODY[HEADER.FIELDS (from SUBJECT)] {25}
        S= Subject: s
        S= From: a@x
        S=
        S=  BODY[HEADER.FIELDS.NOT (From)] {22}
        S= Subject: s
        S= X-Y: z
        S=
        S= )
        S: A1 OK
        """);
  }

  @Test
  @Requirement("rfc3501/fetch-sets-seen")
  void readingSetsSeenAndTellsSo() throws Exception {
    inbox.add("Subject: s\n\nb\n");
    inbox.add("Subject: t\n\nb\n", Flag.FLAGGED);
    inbox.add("Subject: u\n\nb\n", Flag.SEEN);
    play(
        """
        C: A1 FETCH 1:3 BODY[1]
        S= * 1 FETCH (BODY[1] {3}
        S= b
        S=  FLAGS (\\Seen))
        S= * 2 FETCH (BODY[1] {3}
        S= b
        S:  FLAGS (\\
        S= * 3 FETCH (BODY[1] {3}
        S= b
        S= )
        S: A1 OK
        C: A2 FETCH 1:3 (FLAGS)
        S= * 1 FETCH (FLAGS (\\Seen))
        U: A2 OK
        """);
    assertThat(server.inbox().unseenCount()).isZero();
    assertThat(server.inbox().flags(1)).containsExactlyInAnyOrder(Flag.FLAGGED, Flag.SEEN);
  }

  @Test
  @Requirement("rfc3501/fetch-sets-seen")
  void flagsAskedForBesidesATextAreToldOnceAndNew() throws Exception {
    inbox.add("Subject: s\n\nb\n");
    play(
        """
        C: A1 FETCH 1 (FLAGS RFC822.TEXT)
        S= * 1 FETCH (FLAGS (\\Seen) RFC822.TEXT {3}
        S= b
        S= )
        S: A1 OK
        """);
  }

  @Test
  @Requirement("rfc3501/fetch-sets-seen")
  void peekingHeadersAndExaminedMailboxesLeaveSeenAlone() throws Exception {
    inbox.add("Subject: s\n\nb\n");
    play(
        """
        C: A1 FETCH 1 (BODY.PEEK[1] RFC822.HEADER)
        S= * 1 FETCH (BODY[1] {3}
        S= b
        S=  RFC822.HEADER {14}
        S= Subject: s
        S=
        S= )
        S: A1 OK
        C: A2 EXAMINE inbox
        U: A2 OK
        C: A3 FETCH 1 RFC822
        S= * 1 FETCH (RFC822 {17}
        S= Subject: s
        S=
        S= b
        S= )
        S: A3 OK
        """);
    assertThat(server.inbox().unseenCount()).isEqualTo(1);
  }

  @Test
  @Requirement("rfc3501/uid-fetch-uid")
  void uidFetchTellsTheUidOnceWhereverItIsAskedFor() throws Exception {
    inbox.add("Subject: s\n\n");
    inbox.add("Subject: t\n\n");
    play(
        """
        C: A1 UID FETCH 2:* (RFC822.SIZE)
        S= * 2 FETCH (UID 2 RFC822.SIZE 14)
        S: A1 OK
        C: A2 UID FETCH 1 (RFC822.SIZE UID RFC822.SIZE)
        S= * 1 FETCH (RFC822.SIZE 14 UID 1)
        S: A2 OK
        C: A3 UID FETCH 77 (FLAGS)
        S: A3 OK
        C: A4 FETCH 3 (FLAGS)
        S: A4 BAD
        """);
  }

  @Test
  void whatIsAskedForTwiceIsToldOnce() throws Exception {
    inbox.add("Subject: s\n\nb\n", Flag.SEEN);
    play(
        """
        C: A1 FETCH 1 (BODY.PEEK[1] FLAGS BODY[1] FLAGS BODY[1]<0.1>)
        S= * 1 FETCH (BODY[1] {3}
        S= b
        S=  FLAGS (\\Seen) BODY[1]<0> {1}
        S= b)
        S: A1 OK
        """);
  }

  @Test
  void aMessageAnotherSessionHasExpungedIsStillServed() throws Exception {
    inbox.add("Subject: s\n\nb\n", Flag.SEEN, Flag.DELETED);
    inbox.add("Subject: t\n\n", Flag.SEEN);
    server.account().claimRecent(server.inbox().id());
    server.play(
        """
        C1: S SELECT inbox
        U1: S OK
        C2: S SELECT inbox
        U2: S OK
        C2: E EXPUNGE
        U2: E OK
        C1: A1 FETCH 1:2 (UID BODY[1])
        S1= * 1 FETCH (UID 1 BODY[1] {3}
        S1= b
        S1= )
        S1= * 2 FETCH (UID 2 BODY[1] {0}
        S1= )
        S1: A1 OK
        C1: A2 NOOP
        S1= * 1 EXPUNGE
        S1: A2 OK
        """);
  }
}
