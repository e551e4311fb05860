package org.sheafmail.server.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.BodyStructure.Disposition;
import org.sheafmail.protocol.BodyStructure.Parameter;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Envelope.Address;

/// Writes a [Summary] in the form of docs/formats/summary.md.
final class SummaryWriter {
  /// Of the form, and of what [StructureScanner] makes of a message: it rises with either.
  static final int VERSION = 1;

  static final int SENDER_IS_FROM = 1;
  static final int REPLY_TO_IS_FROM = 2;

  static final int BASIC = 0;
  static final int TEXT = 1;
  static final int MESSAGE = 2;
  static final int MULTIPART = 3;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  private SummaryWriter() {}

  static byte[] write(Summary summary) {
    SummaryWriter writer = new SummaryWriter();
    writer.number(VERSION);
    writer.envelope(summary.envelope());
    writer.part(summary.root(), 0);
    return writer.out.toByteArray();
  }

  private void envelope(Envelope envelope) {
    boolean senderIsFrom = envelope.sender().equals(envelope.from());
    boolean replyToIsFrom = envelope.replyTo().equals(envelope.from());
    number((senderIsFrom ? SENDER_IS_FROM : 0) | (replyToIsFrom ? REPLY_TO_IS_FROM : 0));
    nstring(envelope.date());
    nstring(envelope.subject());
    addresses(envelope.from());
    if (!senderIsFrom) {
      addresses(envelope.sender());
    }
    if (!replyToIsFrom) {
      addresses(envelope.replyTo());
    }
    addresses(envelope.to());
    addresses(envelope.cc());
    addresses(envelope.bcc());
    nstring(envelope.inReplyTo());
    nstring(envelope.messageId());
  }

  private void addresses(List<Address> addresses) {
    number(addresses.size());
    for (Address address : addresses) {
      nstring(address.name());
      nstring(address.sourceRoute());
      nstring(address.mailbox());
      nstring(address.host());
    }
  }

  /// @param base where the body of the part around this one begins, or the part before it ends
  private void part(Part part, long base) {
    BodyStructure structure = part.structure();
    number(
        switch (structure) {
          case BodyStructure.Basic _ -> BASIC;
          case BodyStructure.Text _ -> TEXT;
          case BodyStructure.Message _ -> MESSAGE;
          case BodyStructure.Multipart _ -> MULTIPART;
        });
    number(part.start() - base);
    number(part.bodyStart() - part.start());
    number(part.end() - part.bodyStart());
    nstring(structure.subtype());
    parameters(structure.parameters());
    disposition(structure.disposition());
    number(structure.language().size());
    structure.language().forEach(this::nstring);
    nstring(structure.location());
    switch (structure) {
      case BodyStructure.Basic basic -> {
        nstring(basic.type());
        fields(basic.fields());
      }
      case BodyStructure.Text text -> {
        fields(text.fields());
        number(text.lines());
      }
      case BodyStructure.Message message -> {
        fields(message.fields());
        number(message.lines());
        envelope(message.envelope());
        part(part.parts().getFirst(), part.bodyStart());
      }
      case BodyStructure.Multipart _ -> parts(part);
    }
  }

  private void parts(Part multipart) {
    number(multipart.parts().size());
    long base = multipart.bodyStart();
    for (Part part : multipart.parts()) {
      part(part, base);
      base = part.end();
    }
  }

  private void fields(BodyStructure.Fields fields) {
    nstring(fields.id());
    nstring(fields.description());
    nstring(fields.encoding());
    nstring(fields.md5());
  }

  private void parameters(List<Parameter> parameters) {
    number(parameters.size());
    for (Parameter parameter : parameters) {
      nstring(parameter.attribute());
      nstring(parameter.value());
    }
  }

  private void disposition(@Nullable Disposition disposition) {
    if (disposition == null) {
      nstring(null);
    } else {
      nstring(disposition.type());
      parameters(disposition.parameters());
    }
  }

  /// Seven bits in each octet, the lowest first; the eighth says that more follow.
  private void number(long number) {
    while (number >= 0x80) {
      out.write(((int) number & 0x7F) | 0x80);
      number >>>= 7;
    }
    out.write((int) number);
  }

  private void nstring(@Nullable String text) {
    if (text == null) {
      number(0);
    } else {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      number(octets.length + 1L);
      out.writeBytes(octets);
    }
  }
}
