package org.sheafmail.cli.sample;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/// Gives messages an id and a time of delivery, the same ones in each run.
final class Postmark {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private final Random random = new Random(3502);
  private int count;

  /// A `Message-ID` (RFC 5322 §3.6.4) that no other message has.
  String messageId(OffsetDateTime date, String address) {
    String domain = address.substring(address.indexOf('@') + 1);
    count++;
    return "<%s.%d@%s>"
        .formatted(STAMP.format(date.withOffsetSameInstant(ZoneOffset.UTC)), count, domain);
  }

  /// Some seconds or minutes after it was written, in the time zone of the writer.
  OffsetDateTime delivered(OffsetDateTime written) {
    return written.plusSeconds(1 + random.nextInt(random.nextInt(10) == 0 ? 7200 : 90));
  }
}
