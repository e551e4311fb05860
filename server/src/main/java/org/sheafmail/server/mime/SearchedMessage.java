package org.sheafmail.server.mime;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Envelope.Address;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxView;

/// The message a search is looking at: moved from one to the next, reads no more of each than is
/// asked for.
public final class SearchedMessage {
  private final MailboxView view;
  private int index = -1;
  private @Nullable Envelope envelope;
  private @Nullable Part root;
  private @Nullable Body body;

  public SearchedMessage(MailboxView view) {
    this.view = view;
  }

  public void moveTo(int next) {
    index = next;
    envelope = null;
    root = null;
    body = null;
  }

  /// True if the message has a field of that name that holds `wanted`.
  ///
  /// Fields of the envelope are looked for there and not in the message: that is how RFC 3501
  /// §6.4.4 puts it, and it is quick. An address is read as `name <mailbox@host>`.
  ///
  /// rfc3501/search-substring, rfc3501/search-decoded
  public boolean headerHolds(String fieldName, FoldedText wanted) throws IOException {
    return switch (fieldName.toLowerCase(Locale.ROOT)) {
      case "from" -> addressesHold(fieldName, envelope().from(), wanted);
      case "to" -> addressesHold(fieldName, envelope().to(), wanted);
      case "cc" -> addressesHold(fieldName, envelope().cc(), wanted);
      case "bcc" -> addressesHold(fieldName, envelope().bcc(), wanted);
      case "subject" -> holds(envelope().subject(), wanted);
      case "date" -> holds(envelope().date(), wanted);
      case "in-reply-to" -> holds(envelope().inReplyTo(), wanted);
      case "message-id" -> holds(envelope().messageId(), wanted);
      default -> MessageText.headerHolds(body(), root(), fieldName, wanted);
    };
  }

  private boolean addressesHold(String fieldName, List<Address> addresses, FoldedText wanted)
      throws IOException {
    if (wanted.isEmpty() && addresses.isEmpty()) {
      // The field may be there with nobody in it.
      return MessageText.headerHolds(body(), root(), fieldName, wanted);
    }
    return MessageText.addressesHold(addresses, wanted);
  }

  private static boolean holds(@Nullable String field, FoldedText wanted) {
    return field != null && wanted.isIn(EncodedWords.decode(field));
  }

  /// True if the body of the message holds `wanted`, in any of its parts.
  public boolean bodyHolds(FoldedText wanted) throws IOException {
    return wanted.isEmpty() || MessageText.bodyHolds(body(), root(), wanted);
  }

  /// True if header or body of the message hold `wanted`.
  public boolean textHolds(FoldedText wanted) throws IOException {
    return wanted.isEmpty()
        || MessageText.anyHeaderHolds(body(), root(), wanted)
        || bodyHolds(wanted);
  }

  /// The day in the `Date` field, time and zone disregarded; empty if there is none.
  public Optional<LocalDate> sentDate() throws IOException {
    String date = envelope().date();
    return date == null ? Optional.empty() : SentDates.parse(date);
  }

  private Envelope envelope() throws IOException {
    if (envelope == null) {
      envelope = MimeSummarizer.envelopeOf(view, index);
    }
    return envelope;
  }

  private Part root() throws IOException {
    if (root == null) {
      root = MimeSummarizer.summaryOf(view, index).root();
    }
    return root;
  }

  private Body body() throws IOException {
    if (body == null) {
      body = view.body(index);
    }
    return body;
  }
}
