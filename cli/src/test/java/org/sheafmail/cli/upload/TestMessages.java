package org.sheafmail.cli.upload;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.cli.source.DateRule;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.InternalDate;
import org.sheafmail.cli.source.MessageBody;
import org.sheafmail.cli.source.Origin;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Messages for tests.
final class TestMessages {
  static final MailboxName INBOX = MailboxName.INBOX;
  static final MailboxName WORK = new MailboxName(List.of("Work", "A/B c"));
  static final OffsetDateTime DATE = OffsetDateTime.parse("2016-04-14T11:06:56+02:00");

  private TestMessages() {}

  static SourceMessage message(int number, int size) {
    String header = "Message-ID: <" + number + "@example.org>\r\n\r\n";
    byte[] octets =
        (header + "x".repeat(Math.max(0, size - header.length())))
            .getBytes(StandardCharsets.US_ASCII);
    return new SourceMessage(
        new Origin("box", number * 100L),
        INBOX,
        List.of(),
        Set.of(),
        Optional.of(new InternalDate(DATE, DateRule.FROM_LINE)),
        Digest.of(octets),
        Optional.of("<" + number + "@example.org>"),
        new MessageBody.InMemory(octets),
        new SourceMessage.Send(SourceMessage.Nul.NONE));
  }

  static Parcel parcel(int number, int size) {
    return new Parcel(message(number, size), List.of());
  }

  static Intent.Entry entry(int number) {
    return parcel(number, 100).entry();
  }
}
