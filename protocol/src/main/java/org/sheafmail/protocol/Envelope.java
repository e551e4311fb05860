package org.sheafmail.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `FETCH ENVELOPE` tells of a message (RFC 3501 §7.4.2): header fields as they stand,
/// unfolded, encoded words left as they are. `null` is `NIL`: the field is absent.
///
/// An absent `Sender` or `Reply-To` is filled in from `From` by whoever builds the value, as the
/// RFC demands. Address lists are empty where the RFC says `NIL`.
///
/// Octets of 8 bits, which no header should have, are read as UTF-8 or, where they are not, as
/// windows-1252; they are written as UTF-8. There is no NUL, CR or LF in a string.
public record Envelope(
    @Nullable String date,
    @Nullable String subject,
    List<Address> from,
    List<Address> sender,
    List<Address> replyTo,
    List<Address> to,
    List<Address> cc,
    List<Address> bcc,
    @Nullable String inReplyTo,
    @Nullable String messageId) {

  public Envelope {
    from = List.copyOf(from);
    sender = List.copyOf(sender);
    replyTo = List.copyOf(replyTo);
    to = List.copyOf(to);
    cc = List.copyOf(cc);
    bcc = List.copyOf(bcc);
  }

  /// One address, or a mark of RFC 3501 §7.4.2's group syntax: a `null` host begins the group named
  /// in `mailbox`, a `null` mailbox and host end it.
  public record Address(
      @Nullable String name,
      @Nullable String sourceRoute,
      @Nullable String mailbox,
      @Nullable String host) {}
}
