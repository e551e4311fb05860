package org.sheafmail.cli.sample;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sheafmail.protocol.Flag;

/// Messages that are allowed, or at least happen, and that mail software has tripped over.
final class Oddities {
  private final Postmark postmark;

  Oddities(Postmark postmark) {
    this.postmark = postmark;
  }

  void write(Consumer<Stamped> mailbox) {
    mailbox.accept(withoutBody());
    mailbox.accept(withoutHeader());
    mailbox.accept(withoutSubject());
    mailbox.accept(withoutFinalLineEnd());
    mailbox.accept(likeCommands());
    mailbox.accept(longLine());
    mailbox.accept(forwardedThreeTimes());
    mailbox.accept(bounce());
    mailbox.accept(manyRecipients());
    mailbox.accept(manyParts());
    mailbox.accept(damagedMime());
    mailbox.accept(rawEightBitHeader());
    mailbox.accept(toBeDeleted());
    mailbox.accept(folded());
  }

  private Header envelope(String date, String from, String subject) {
    OffsetDateTime written = OffsetDateTime.parse(date);
    return Header.ascii()
        .date(written)
        .addresses("From", from)
        .addresses("To", SampleMailbox.OWNER)
        .unstructured("Subject", subject)
        .field("Message-ID", postmark.messageId(written, Letter.address(from)));
  }

  private static Stamped at(String date, String message, Flag... flags) {
    return new Stamped(Set.of(flags), OffsetDateTime.parse(date).plusSeconds(3), message);
  }

  private Stamped withoutBody() {
    String date = "1997-05-01T10:00:00-05:00";
    return at(date, envelope(date, "fax@office.example.org", "(see subject)") + "\r\n", Flag.SEEN);
  }

  /// A body alone: the empty line that ends the header comes first.
  private static Stamped withoutHeader() {
    return at("1990-02-02T02:02:02+00:00", "\r\nNo header, only this.\r\n", Flag.SEEN);
  }

  private static Stamped withoutSubject() {
    String message =
        "From: tamsin@mill.example.org\r\nDate: Sat, 6 Jul 1996 19:00 BST\r\n\r\nkettle's on\r\n";
    return at("1996-07-06T19:00:00+01:00", message, Flag.SEEN);
  }

  private Stamped withoutFinalLineEnd() {
    String date = "1999-12-31T23:59:30+00:00";
    Header header = envelope(date, "Joris van Dalen <joris@mill.example.org>", "Midnight");
    return at(date, header + "\r\nIf the wheel stops at midnight I shall", Flag.SEEN);
  }

  /// Whoever loses count of a literal reads the body as commands.
  private Stamped likeCommands() {
    String date = "2002-02-20T20:02:00+00:00";
    String text =
        """
        For the handbook, this is what a session looks like:

        A001 LOGIN robin secret
        A002 SELECT INBOX
        A003 STORE 1:* +FLAGS.SILENT (\\Deleted)
        A004 EXPUNGE
        A005 APPEND INBOX {3+}
        abc
        A006 LOGOUT
        """;
    Header header = envelope(date, "Priya Raman <priya@mill.example.org>", "Handbook, page 7");
    return at(date, Entity.plain(text).under(header), Flag.SEEN, Flag.ANSWERED);
  }

  /// RFC 5322 §2.1.1 lets a line have 998 characters.
  private Stamped longLine() {
    String date = "2010-10-10T10:10:10+02:00";
    String line =
        IntStream.rangeClosed(1, 400)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" "))
            .substring(0, 998);
    Header header = envelope(date, "counter@weir.example.org", "998 characters in a line");
    return at(date, Entity.plain(line + "\n").under(header), Flag.SEEN);
  }

  private Stamped forwardedThreeTimes() {
    String message =
        Entity.multipart(
                "alternative",
                Entity.plain("Lost: one grey cat, answers to Bran. Last seen in the bran.\n"),
                Entity.html(
                    "<p>Lost: one grey cat, answers to <b>Bran</b>.</p>\n", StandardCharsets.UTF_8))
            .under(envelope("2013-03-01T08:00:00+00:00", "school@schools.example.org", "Cat 🐈"));
    List<String> names = List.of("Bea", "Malcolm", "Una");
    String date = "2013-03-01T08:00:00+00:00";
    for (String name : names) {
      date = OffsetDateTime.parse(date).plusHours(1).toString().replace("Z", "+00:00");
      Header header = envelope(date, name + " <" + name + "@example.org>", "Fwd: Cat 🐈");
      message =
          Entity.multipart("mixed", Entity.plain("Have you seen it?\n"), Entity.message(message))
              .under(header);
    }
    return at("2013-03-01T11:00:00+00:00", message, Flag.SEEN, Flag.of("$Forwarded"));
  }

  /// A delivery report (RFC 3464).
  private Stamped bounce() {
    String date = "2008-08-08T08:08:08+00:00";
    Entity status =
        new Entity(
            "Content-Type: message/delivery-status\r\n",
            Texts.crlf(
                """
                Reporting-MTA: dns; mx.example.org

                Final-Recipient: rfc822; etienne@old-moulin.example.org
                Action: failed
                Status: 5.1.2
                """));
    Entity headers =
        new Entity(
            "Content-Type: text/rfc822-headers\r\n",
            envelope("2008-08-08T08:07:00+00:00", "robin@example.org", "Bonjour ?").toString());
    Entity report =
        Entity.multipart(
            "report; report-type=delivery-status",
            Entity.plain("Your message could not be delivered to one recipient.\n"),
            status,
            headers);
    Header header =
        envelope(date, "Mail Delivery <mailer-daemon@mx.example.org>", "Undelivered mail")
            .field("Auto-Submitted", "auto-replied");
    return at(date, report.under(header), Flag.SEEN);
  }

  private Stamped manyRecipients() {
    String date = "2015-05-05T05:05:05+00:00";
    String recipients =
        IntStream.rangeClosed(1, 120)
            .mapToObj(i -> "Friend no. " + i + " <friend" + i + "@example.org>")
            .collect(Collectors.joining(", "));
    Header header =
        envelope(date, "Joris van Dalen <joris@mill.example.org>", "Open day")
            .addresses("Cc", recipients);
    return at(date, Entity.plain("Bring cake.\n").under(header), Flag.SEEN);
  }

  private Stamped manyParts() {
    String date = "2017-01-01T00:00:00+00:00";
    List<Entity> pages =
        IntStream.rangeClosed(1, 60)
            .mapToObj(i -> Entity.plain("Page " + i + " of the daybook is blank.\n"))
            .toList();
    Header header = envelope(date, "scanner@museum.example.org", "Daybook, volume one");
    return at(date, Entity.multipart("mixed", pages).under(header));
  }

  /// The end of the last part never comes, and one part is announced in no known way.
  private Stamped damagedMime() {
    String date = "2000-02-29T12:00:00+00:00";
    String message =
        envelope(date, "gateway@old.example.org", "[spam?] half a message")
            + "MIME-Version: 1.0 (sort of)\r\nContent-Type: multipart/mixed; boundary=\"half\"\r\n"
            + "\r\n--half\r\nContent-Type: text\r\nContent-Transfer-Encoding: x-squeezed\r\n\r\n"
            + "squeezed\r\n--half\r\nContent-Type: ;;;\r\n\r\nand then the line went dead";
    return at(date, message, Flag.of("$Junk"));
  }

  /// Latin-1 in a header field without any encoding, as some programs send to this day.
  private Stamped rawEightBitHeader() {
    String date = "1998-04-03T17:00:00+02:00";
    String message =
        """
        Date: Fri, 3 Apr 1998 17:00:00 +0200
        From: Jos\u00E9 <jose@molino.example.org>
        Subject: Ma\u00F1ana en el molino

        A las ocho, con el burro.
        """;
    return at(date, Texts.crlf(message), Flag.SEEN);
  }

  private Stamped toBeDeleted() {
    String date = "2024-01-02T03:04:05+00:00";
    Header header = envelope(date, "prize@lucky.example.org", "You have won a steam engine!!!");
    return at(
        date,
        Entity.plain("Reply with your bank details.\n").under(header),
        Flag.DELETED,
        Flag.SEEN,
        Flag.of("$Junk"));
  }

  /// Fields folded as far as RFC 5322 §2.2.3 lets them be, with comments in between.
  private Stamped folded() {
    String message =
        """
        Date:
         Wed
         ,
         1
         Apr 1992
         12:00:00
         +0000 (about noon)
        From: Pete (of the \\(old\\) forge)
        \t<pete(smith)@forge.example.org>
        Subject: a subject
        \twith
            room
         to breathe
        Message-ID:
         <19920401120000.folded@forge.example.org>

        Clang.
        """;
    return at("1992-04-01T12:00:00+00:00", Texts.crlf(message), Flag.SEEN);
  }
}
