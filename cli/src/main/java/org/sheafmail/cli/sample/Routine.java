package org.sheafmail.cli.sample;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.sheafmail.protocol.Flag;

/// The mail that comes by itself: logs, orders, digests, newsletters, invitations.
final class Routine {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
  private static final String[] BAKERIES = {
    "Thrupp & Daughters",
    "Crust (and Crumb) Co.",
    "La Boulangerie Étoilée",
    "Bäckerei Möhring",
    "The Night Oven",
    "Forno San Cosimo",
    "Piekarnia Pod Żurawiem"
  };
  private static final String[] REMARKS = {
    "Nothing to report.",
    "Greased the footstep bearing.",
    "Leaves in the trash rack, raked twice.",
    "Owl in the hoist again.",
    "Ground the last of the April wheat; sacks 14 to 31.",
    "Frost. Broke the ice at the pentrough with the long pole.",
    "Tentering screw slips, see to it on Monday."
  };

  private final Postmark postmark;
  private final Random random = new Random(4315);

  Routine(Postmark postmark) {
    this.postmark = postmark;
  }

  void write(Consumer<Stamped> mailbox) {
    OffsetDateTime start = OffsetDateTime.of(2022, 1, 3, 18, 0, 0, 0, ZoneOffset.UTC);
    for (int week = 0; week < 104; week++) {
      mailbox.accept(millLog(start.plusWeeks(week)));
    }
    for (int month = 0; month < 60; month++) {
      mailbox.accept(order(start.minusYears(3).plusMonths(month), 1200 + month));
    }
    for (int i = 0; i < 40; i++) {
      mailbox.accept(gauge(start.minusYears(8).plusHours(i * 211L)));
    }
    for (int month = 0; month < 24; month++) {
      mailbox.accept(digest(start.minusYears(15).plusMonths(month), month + 1));
    }
    for (int quarter = 0; quarter < 12; quarter++) {
      mailbox.accept(newsletter(start.minusYears(1).plusMonths(quarter * 3L), quarter + 1));
    }
    for (int month = 0; month < 12; month++) {
      mailbox.accept(invitation(start.plusMonths(month)));
    }
  }

  private Header envelope(OffsetDateTime date, String from, String subject) {
    return Header.ascii()
        .date(date)
        .addresses("From", from)
        .addresses("To", SampleMailbox.OWNER)
        .unstructured("Subject", subject)
        .field("Message-ID", postmark.messageId(date, Letter.address(from)));
  }

  private Stamped stamped(OffsetDateTime date, Header header, Entity body, Flag... flags) {
    return new Stamped(Set.of(flags), postmark.delivered(date), body.under(header));
  }

  /// One a week: a small table in plain text.
  private Stamped millLog(OffsetDateTime date) {
    StringBuilder text = new StringBuilder("day   level, m   hours   sacks   remarks\n");
    OffsetDateTime monday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    for (int day = 0; day < 6; day++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-5s %8.2f %7d %7d   %s\n",
              monday.plusDays(day).getDayOfWeek().toString().substring(0, 3),
              0.6 + random.nextDouble() * 0.7,
              2 + random.nextInt(8),
              random.nextInt(24),
              REMARKS[random.nextInt(REMARKS.length)]));
    }
    Header header =
        envelope(date, "Mill log <log@mill.example.org>", "Mill log, week of " + DAY.format(monday))
            .field("List-Id", "Mill log <log.mill.example.org>");
    boolean read = date.getYear() < 2023;
    Entity body = Entity.plain(text.toString());
    return read ? stamped(date, header, body, Flag.SEEN) : stamped(date, header, body);
  }

  /// An order by a bakery, in text and HTML, with the list as CSV.
  private Stamped order(OffsetDateTime date, int number) {
    String bakery = BAKERIES[random.nextInt(BAKERIES.length)];
    StringBuilder rows = new StringBuilder();
    StringBuilder csv = new StringBuilder("flour,sacks\n");
    StringBuilder text = new StringBuilder("Order " + number + " by " + bakery + "\n\n");
    int lines = 2 + random.nextInt(5);
    for (int i = 0; i < lines; i++) {
      String flour = Attachments.variety(random);
      int sacks = 1 + random.nextInt(12);
      text.append("  ").append(sacks).append(" × ").append(flour).append('\n');
      csv.append(flour).append(',').append(sacks).append('\n');
      rows.append("<tr><td>").append(flour).append("<td align=right>").append(sacks).append('\n');
    }
    String html =
        "<html><body><h1>Order "
            + number
            + "</h1>\n<p>"
            + Letters.escaped(bakery)
            + "</p>\n<table>\n"
            + rows
            + "</table></body></html>\n";
    Entity alternative =
        Entity.multipart(
            "alternative",
            Entity.plain(text.toString()),
            Entity.html(html, StandardCharsets.UTF_8));
    Entity list =
        Entity.attachment(
            "text/csv",
            "order-" + number + ".csv",
            Texts.crlf(csv.toString()).getBytes(StandardCharsets.US_ASCII));
    Header header =
        envelope(date, bakery + " <orders@bakers.example.org>", "Order " + number + ", " + bakery)
            .field("X-Order", Integer.toString(number));
    Entity body = Entity.multipart("mixed", alternative, list);
    return number % 9 == 0
        ? stamped(date, header, body, Flag.SEEN, Flag.FLAGGED)
        : stamped(date, header, body, Flag.SEEN, Flag.ANSWERED);
  }

  /// What a program in the weir says, hour by hour, in one long table.
  private Stamped gauge(OffsetDateTime date) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 48; i++) {
      text.append(date.minusMinutes(30L * (48 - i)).toEpochSecond()).append(' ');
      text.append(String.format(Locale.ROOT, "%.3f", 0.8 + random.nextGaussian() * 0.05));
      text.append('\n');
    }
    Header header =
        envelope(date, "root@weir.example.org", "Cron <gauge> /usr/local/bin/gauge --daily")
            .field("Auto-Submitted", "auto-generated");
    return stamped(date, header, Entity.plain(text.toString()), Flag.SEEN, Flag.of("$Automatic"));
  }

  /// A mailing list's digest: whole messages as parts (RFC 2046 §5.1.5).
  private Stamped digest(OffsetDateTime date, int volume) {
    List<Entity> parts = new ArrayList<>();
    int count = 3 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      OffsetDateTime written = date.minusDays(1L + random.nextInt(27)).plusMinutes(i);
      String from = "Member " + (1 + random.nextInt(90)) + " <member@lists.example.org>";
      Header header =
          envelope(written, from, "Who has seed of " + Attachments.variety(random) + "?");
      String text =
          "A handful will do. I can offer "
              + Attachments.variety(random)
              + ", and "
              + Attachments.variety(random)
              + " if the mice allow it.\n";
      parts.add(Entity.message(Entity.plain(text).under(header)));
    }
    Entity body =
        Entity.multipart(
            "mixed",
            Entity.plain("In this digest: " + count + " letters.\n"),
            Entity.multipart("digest", parts));
    String subject = "Seed exchange digest, volume 9, issue " + volume;
    Header header =
        envelope(date, "seed-exchange@lists.example.org", subject)
            .field("List-Id", "<seed-exchange.lists.example.org>")
            .field("List-Post", "<mailto:seed-exchange@lists.example.org>");
    return stamped(date, header, body, Flag.SEEN);
  }

  /// HTML with its picture beside it (RFC 2387).
  private Stamped newsletter(OffsetDateTime date, int issue) {
    String contentId = "banner." + issue + "@county.example.org";
    String html =
        "<html><body style=\"font-family: serif\">\n<img src=\"cid:"
            + contentId
            + "\" alt=\"Fields\">\n<h1>The Furrow, no. "
            + issue
            + "</h1>\n<p>This quarter: "
            + Attachments.variety(random)
            + " &mdash; "
            + Attachments.variety(random)
            + " &mdash; and what to do about pigeons.</p>\n</body></html>\n";
    Entity body =
        Entity.multipart(
            "alternative",
            Entity.plain("The Furrow, no. " + issue + ". See the HTML part.\n"),
            Entity.multipart(
                "related; type=\"text/html\"",
                Entity.html(html, StandardCharsets.UTF_8),
                Entity.inline("image/png", contentId, "banner.png", Pictures.landscape(random))));
    Header header =
        envelope(date, "The Furrow <news@county.example.org>", "The Furrow 🌾 no. " + issue)
            .field("List-Unsubscribe", "<mailto:news-off@county.example.org>")
            .field("Precedence", "bulk");
    return issue < 9 ? stamped(date, header, body, Flag.SEEN) : stamped(date, header, body);
  }

  private Stamped invitation(OffsetDateTime date) {
    String uid = "committee-" + date.getYear() + "-" + date.getMonthValue();
    Entity calendar =
        Entity.text(
            "calendar",
            Attachments.invite(uid),
            StandardCharsets.UTF_8,
            "7bit",
            "; method=REQUEST");
    Entity body =
        Entity.multipart(
            "alternative", Entity.plain("The committee meets, as ever, by the stove.\n"), calendar);
    Header header =
        envelope(date, "Priya Raman <priya@mill.example.org>", "Invitation: committee of the mill");
    return stamped(date, header, body, Flag.SEEN, Flag.of("$Calendar"));
  }
}
