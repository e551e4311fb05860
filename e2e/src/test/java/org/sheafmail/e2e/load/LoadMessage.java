package org.sheafmail.e2e.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A message that says who sent it in which batch. All its octets follow from that, so that what
/// comes back can be compared without having been kept.
///
/// @param index from 1 to `count`
record LoadMessage(String sender, int batch, int index, int count, int size) {
  private static final Pattern HEAD =
      Pattern.compile("Subject: (\\S+) batch (\\d+) message (\\d+) of (\\d+) size (\\d+)\r\n");

  /// A batch of messages, some small, some so large that the store takes another way with them.
  static List<LoadMessage> batch(String sender, int batch, Random random) {
    boolean large = random.nextInt(6) == 0;
    int count = large ? 1 + random.nextInt(12) : 1 + random.nextInt(60);
    List<LoadMessage> messages = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      int size = large ? 1 << random.nextInt(19) : random.nextInt(2500);
      messages.add(new LoadMessage(sender, batch, i, count, size));
    }
    return messages;
  }

  /// Reads what [#octets] wrote.
  ///
  /// @param text one character for each octet
  /// @throws AssertionError if it is anything else
  static LoadMessage of(String text) {
    LoadMessage message = ofHead(text);
    if (!Arrays.equals(text.getBytes(ISO_8859_1), message.octets())) {
      throw new AssertionError("the octets of a message are not what was sent: " + message);
    }
    return message;
  }

  /// Reads the subject alone.
  static LoadMessage ofHead(String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.find()) {
      throw new AssertionError("not a message that was sent: " + text.lines().findFirst());
    }
    return new LoadMessage(
        head.group(1),
        Integer.parseInt(head.group(2)),
        Integer.parseInt(head.group(3)),
        Integer.parseInt(head.group(4)),
        Integer.parseInt(head.group(5)));
  }

  byte[] octets() {
    String head =
        "Subject: %s batch %d message %d of %d size %d\r\n\r\n"
            .formatted(sender, batch, index, count, size);
    StringBuilder text = new StringBuilder(head);
    Random random = new Random(hashCode());
    while (text.length() < head.length() + size) {
      text.append(Long.toHexString(random.nextLong())).append("\r\n");
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  /// Which batch it belongs to.
  String batchName() {
    return sender + " " + batch;
  }
}
