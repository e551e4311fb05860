package org.sheafmail.cli.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sheafmail.client.AppendItem;
import org.sheafmail.protocol.Octets;

/// The sample mailbox: letters in many languages, and what else piles up in a mailbox.
public final class SampleMailbox {
  static final String OWNER = "Robin Ashdown <robin@example.org>";

  private SampleMailbox() {}

  /// All messages in the order they were delivered, ready to be appended; the same each time.
  public static List<AppendItem> messages() {
    Postmark postmark = new Postmark();
    List<Stamped> mailbox = new ArrayList<>();
    new Letters(postmark).write(mailbox::add);
    new Routine(postmark).write(mailbox::add);
    new Oddities(postmark).write(mailbox::add);
    mailbox.sort(Comparator.comparing(m -> m.internalDate().toInstant()));
    return mailbox.stream().map(SampleMailbox::item).toList();
  }

  private static AppendItem item(Stamped message) {
    return AppendItem.of(
        message.flags(),
        message.internalDate(),
        Octets.of(message.message(), StandardCharsets.ISO_8859_1));
  }
}
