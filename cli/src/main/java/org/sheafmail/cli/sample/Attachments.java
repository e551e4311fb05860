package org.sheafmail.cli.sample;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/// The files that people attach to letters, made from nothing but their kind and name.
final class Attachments {
  private static final String[] VARIETIES = {
    "Red Lammas wheat",
    "Black oat",
    "Champagne rye",
    "Blue-cone rivet",
    "Hulless barley",
    "Tartary buckwheat",
    "April Bearded wheat",
    "Old Cornish pillas",
    "White sonnets pea",
    "Carlin pea",
    "Martock bean",
    "Golden melon maize",
    "Teff",
    "Finger millet",
    "Einkorn"
  };

  private Attachments() {}

  /// @param kind one of `photo csv pdf invite vcard patch sound`
  static Entity of(String kind, String fileName) {
    Random random = new Random(fileName.hashCode());
    return switch (kind) {
      case "photo" -> Entity.attachment("image/png", fileName, Pictures.landscape(random));
      case "sound" -> Entity.attachment("audio/wav", fileName, rumble(random));
      case "pdf" -> Entity.attachment("application/pdf", fileName, Pdf.page(fileName, random));
      case "csv" -> file("text/csv; charset=UTF-8", fileName, table(random));
      case "invite" ->
          file("text/calendar; charset=UTF-8; method=REQUEST", fileName, invite(fileName));
      case "vcard" -> file("text/vcard; charset=UTF-8", fileName, vcard(fileName));
      case "patch" -> file("text/x-patch; charset=US-ASCII", fileName, patch());
      default -> throw new IllegalArgumentException("no such kind of attachment: " + kind);
    };
  }

  private static Entity file(String type, String fileName, String text) {
    return Entity.attachment(type, fileName, Texts.crlf(text).getBytes(StandardCharsets.UTF_8));
  }

  static String variety(Random random) {
    return VARIETIES[random.nextInt(VARIETIES.length)];
  }

  static String table(Random random) {
    StringBuilder rows = new StringBuilder("variety,sown,plot,\"yield, kg\",remarks\n");
    String[] remarks = {"", "lodged", "late frost", "very clean", "\"\"\"as good as ever\"\"\""};
    int count = 12 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "%s,%d-%02d-%02d,%c%d,%.1f,%s\n",
              variety(random),
              2010 + random.nextInt(14),
              3 + random.nextInt(3),
              1 + random.nextInt(28),
              'A' + random.nextInt(6),
              1 + random.nextInt(30),
              random.nextDouble() * 90,
              remarks[random.nextInt(remarks.length)]));
    }
    return rows.toString();
  }

  static String invite(String uid) {
    return """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Sheaf//Sample mailbox//EN
    METHOD:REQUEST
    BEGIN:VEVENT
    UID:%s@mill.example.org
    DTSTAMP:20230206T030000Z
    DTSTART:20230217T080000Z
    DURATION:PT1H
    SUMMARY:Meeting about the mill
    ORGANIZER:mailto:robin@example.org
    END:VEVENT
    END:VCALENDAR
    """
        .formatted(uid);
  }

  private static String vcard(String fileName) {
    String name = fileName.substring(0, fileName.indexOf('.'));
    return """
    BEGIN:VCARD
    VERSION:4.0
    FN:%1$s
    N:;%1$s;;;
    EMAIL:%1$s@tsiskvili.example.org
    NOTE:Bakes on Fridays\\, grinds on Saturdays.
    END:VCARD
    """
        .formatted(name);
  }

  private static String patch() {
    return """
    --- catalogue.pl
    +++ catalogue.pl
    @@ -41,5 +41,5 @@
     # One line for each tin on the shelf.
    -for my $tin (@tins) {
    +for my $tin (sort { $a->{species} cmp $b->{species} or $a->{name} cmp $b->{name} } @tins) {
         print "$tin->{species}, $tin->{name}\\n";
     }
    -- \n\
    """;
  }

  /// Six seconds of stones: 8 kHz, 8 bits, mono, in a RIFF file.
  private static byte[] rumble(Random random) {
    int samples = 48_000;
    byte[] file = new byte[44 + samples];
    OctetWriter out = new OctetWriter(file);
    out.ascii("RIFF").littleEndian(36 + samples).ascii("WAVE");
    out.ascii("fmt ").littleEndian(16).littleEndianShort(1).littleEndianShort(1);
    out.littleEndian(8000).littleEndian(8000).littleEndianShort(1).littleEndianShort(8);
    out.ascii("data").littleEndian(samples);
    double level = 0;
    for (int i = 0; i < samples; i++) {
      level += (random.nextDouble() - 0.5) * 12 - level * 0.05;
      int knock = i % 2600 < 300 ? (300 - i % 2600) * (i % 40 < 20 ? 1 : -1) / 8 : 0;
      out.octet(Math.clamp((int) (128 + level + knock), 0, 255));
    }
    return file;
  }
}
