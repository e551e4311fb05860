package org.sheafmail.protocol.response;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// Envelopes on the wire, both directions.
final class Envelopes {
  private Envelopes() {}

  /// ```
  /// envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP
  ///   env-cc SP env-bcc SP env-in-reply-to SP env-message-id ")"
  /// ```
  static Envelope parse(WireReader in) throws IOException {
    in.octet('(');
    String date = in.nstring();
    in.sp();
    String subject = in.nstring();
    List<List<Envelope.Address>> addresses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      in.sp();
      addresses.add(parseAddresses(in));
    }
    in.sp();
    String inReplyTo = in.nstring();
    in.sp();
    String messageId = in.nstring();
    in.octet(')');
    return new Envelope(
        date,
        subject,
        addresses.get(0),
        addresses.get(1),
        addresses.get(2),
        addresses.get(3),
        addresses.get(4),
        addresses.get(5),
        inReplyTo,
        messageId);
  }

  /// rfc3501/envelope
  static void write(WireWriter out, Envelope envelope) throws IOException {
    out.octet('(');
    out.nstring(envelope.date());
    out.sp();
    out.nstring(envelope.subject());
    writeAddresses(out, envelope.from());
    writeAddresses(out, envelope.sender());
    writeAddresses(out, envelope.replyTo());
    writeAddresses(out, envelope.to());
    writeAddresses(out, envelope.cc());
    writeAddresses(out, envelope.bcc());
    out.sp();
    out.nstring(envelope.inReplyTo());
    out.sp();
    out.nstring(envelope.messageId());
    out.octet(')');
  }

  /// `"(" 1*address ")" / nil`. Some servers write `()` or put spaces between addresses.
  private static List<Envelope.Address> parseAddresses(WireReader in) throws IOException {
    if (!in.at('(')) {
      in.nil();
      return List.of();
    }
    List<Envelope.Address> addresses = new ArrayList<>();
    in.octet('(');
    while (!in.at(')')) {
      if (in.at(' ')) {
        in.sp();
      }
      addresses.add(parseAddress(in));
    }
    in.octet(')');
    return addresses;
  }

  private static void writeAddresses(WireWriter out, List<Envelope.Address> addresses)
      throws IOException {
    out.sp();
    if (addresses.isEmpty()) {
      out.ascii("NIL");
      return;
    }
    out.octet('(');
    for (Envelope.Address address : addresses) {
      writeAddress(out, address);
    }
    out.octet(')');
  }

  /// `address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"`
  private static Envelope.Address parseAddress(WireReader in) throws IOException {
    in.octet('(');
    String name = in.nstring();
    in.sp();
    String sourceRoute = in.nstring();
    in.sp();
    String mailbox = in.nstring();
    in.sp();
    String host = in.nstring();
    in.octet(')');
    return new Envelope.Address(name, sourceRoute, mailbox, host);
  }

  private static void writeAddress(WireWriter out, Envelope.Address address) throws IOException {
    out.octet('(');
    out.nstring(address.name());
    out.sp();
    out.nstring(address.sourceRoute());
    out.sp();
    out.nstring(address.mailbox());
    out.sp();
    out.nstring(address.host());
    out.octet(')');
  }
}
