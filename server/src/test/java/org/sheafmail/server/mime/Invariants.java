package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Envelope.Address;

/// What holds of the summary of any message whatever.
final class Invariants {
  private final byte[] octets;
  private int parts;

  private Invariants(byte[] octets) {
    this.octets = octets;
  }

  static void check(Summary summary, byte[] octets) {
    Invariants invariants = new Invariants(octets);
    assertThat(summary.root().start()).isZero();
    assertThat(summary.root().end()).isEqualTo(octets.length);
    invariants.envelope(summary.envelope());
    invariants.part(summary.root(), 0);
    assertThat(invariants.parts).isLessThanOrEqualTo(StructureScanner.PARTS_MAX);
  }

  private void part(Part part, int depth) {
    parts++;
    assertThat(depth).isLessThanOrEqualTo(StructureScanner.DEPTH_MAX);
    nesting(part);
    BodyStructure structure = part.structure();
    nstring(structure.type());
    nstring(structure.subtype());
    nstring(structure.location());
    structure.language().forEach(Invariants::nstring);
    structure.parameters().forEach(Invariants::parameter);
    if (structure.disposition() != null) {
      nstring(structure.disposition().type());
      structure.disposition().parameters().forEach(Invariants::parameter);
    }
    switch (structure) {
      case BodyStructure.Basic basic -> fields(part, basic.fields());
      case BodyStructure.Text text -> {
        fields(part, text.fields());
        assertThat(text.lines()).isEqualTo(lines(part));
      }
      case BodyStructure.Message message -> {
        fields(part, message.fields());
        assertThat(message.lines()).isEqualTo(lines(part));
        assertThat(message.body()).isEqualTo(part.parts().getFirst().structure());
        envelope(message.envelope());
      }
      case BodyStructure.Multipart multipart ->
          assertThat(multipart.parts())
              .isEqualTo(part.parts().stream().map(Part::structure).toList());
    }
    part.parts().forEach(inner -> part(inner, depth + 1));
  }

  private static void nesting(Part part) {
    long position = part.bodyStart();
    for (Part inner : part.parts()) {
      assertThat(inner.start()).isGreaterThanOrEqualTo(position);
      assertThat(inner.end()).isLessThanOrEqualTo(part.end());
      position = inner.end();
    }
  }

  private long lines(Part part) {
    long lines = 0;
    for (int i = (int) part.bodyStart(); i < part.end(); i++) {
      lines += octets[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static void fields(Part part, BodyStructure.Fields fields) {
    assertThat(fields.octets()).isEqualTo(part.end() - part.bodyStart());
    nstring(fields.id());
    nstring(fields.description());
    nstring(fields.encoding());
    nstring(fields.md5());
  }

  private static void parameter(BodyStructure.Parameter parameter) {
    assertThat(parameter.attribute()).isNotEmpty();
    nstring(parameter.attribute());
    nstring(parameter.value());
  }

  private void envelope(Envelope envelope) {
    nstring(envelope.date());
    nstring(envelope.subject());
    nstring(envelope.inReplyTo());
    nstring(envelope.messageId());
    for (List<Address> addresses :
        List.of(
            envelope.from(),
            envelope.sender(),
            envelope.replyTo(),
            envelope.to(),
            envelope.cc(),
            envelope.bcc())) {
      addresses(addresses);
    }
    if (!envelope.from().isEmpty()) {
      assertThat(envelope.sender()).isNotEmpty();
      assertThat(envelope.replyTo()).isNotEmpty();
    }
  }

  /// Groups are opened and closed in turn, and no other address lacks its mailbox or host.
  private static void addresses(List<Address> addresses) {
    boolean inGroup = false;
    for (Address address : addresses) {
      nstring(address.name());
      nstring(address.sourceRoute());
      nstring(address.mailbox());
      nstring(address.host());
      if (address.host() == null) {
        assertThat(address.mailbox() == null).isEqualTo(inGroup);
        inGroup = !inGroup;
      } else {
        assertThat(address.mailbox()).isNotNull();
      }
    }
    assertThat(inGroup).isFalse();
  }

  /// No character that UTF-8 or an nstring could not hold, and no line break.
  private static void nstring(@Nullable String text) {
    if (text != null) {
      assertThat(text.chars()).allMatch(c -> c > 0 && c != '\r' && c != '\n');
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
    }
  }
}
