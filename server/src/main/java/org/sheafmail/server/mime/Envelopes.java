package org.sheafmail.server.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Envelope.Address;

/// Builds the envelope of a message from its header (RFC 3501 §7.4.2).
final class Envelopes {
  /// The envelope of a message without a header.
  static final Envelope EMPTY = of(HeaderFields.NONE);

  private Envelopes() {}

  /// A field that should be there once counts where it is first met; recipients are gathered from
  /// all of their fields, as the obsolete syntax allows (RFC 5322 §4.5.3).
  static Envelope of(HeaderFields header) {
    // rfc3501/envelope: Sender and Reply-To are never empty where there is a From.
    List<Address> from = addresses(header.first("from"));
    List<Address> sender = addresses(header.first("sender"));
    List<Address> replyTo = addresses(header.first("reply-to"));
    return new Envelope(
        header.first("date"),
        header.first("subject"),
        from,
        sender.isEmpty() ? from : sender,
        replyTo.isEmpty() ? from : replyTo,
        recipients(header.all("to")),
        recipients(header.all("cc")),
        recipients(header.all("bcc")),
        header.first("in-reply-to"),
        header.first("message-id"));
  }

  private static List<Address> addresses(@Nullable String field) {
    return field == null ? List.of() : AddressParser.parse(field);
  }

  private static List<Address> recipients(List<String> fields) {
    if (fields.size() == 1) {
      return addresses(fields.getFirst());
    }
    List<Address> all = new ArrayList<>();
    for (String field : fields) {
      all.addAll(AddressParser.parse(field));
    }
    return all;
  }
}
