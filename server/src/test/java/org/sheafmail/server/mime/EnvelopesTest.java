package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Envelope.Address;
import org.sheafmail.protocol.Requirement;

class EnvelopesTest {
  private static Envelope envelope(String message) throws IOException {
    return StructureScanner.scan(ArrayBody.of(message)).envelope();
  }

  @Test
  @Requirement("rfc3501/envelope")
  void senderAndReplyToAreFromUnlessTheySayOtherwise() throws IOException {
    Address from = new Address("Ada", null, "ada", "x.example");

    Envelope alone = envelope("From: Ada <ada@x.example>\nReply-To:\n\n");
    Envelope told = envelope("From: Ada <ada@x.example>\nSender: b@x\nReply-To: c@x\n\n");

    assertThat(alone.sender()).containsExactly(from);
    assertThat(alone.replyTo()).containsExactly(from);
    assertThat(told.from()).containsExactly(from);
    assertThat(told.sender()).containsExactly(new Address(null, null, "b", "x"));
    assertThat(told.replyTo()).containsExactly(new Address(null, null, "c", "x"));
  }

  @Test
  @Requirement("rfc3501/envelope")
  void anAbsentFieldIsNilAndAnEmptyOneIsEmpty() throws IOException {
    assertThat(envelope("\nbody"))
        .isEqualTo(
            new Envelope(
                null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null,
                null));
    Envelope empty = envelope("Date:\nSubject: \nIn-Reply-To:\nMessage-ID:\t\n\n");
    assertThat(empty.date()).isEmpty();
    assertThat(empty.subject()).isEmpty();
    assertThat(empty.inReplyTo()).isEmpty();
    assertThat(empty.messageId()).isEmpty();
  }

  @Test
  void fieldsAreUnfoldedAndNothingElse() throws IOException {
    Envelope envelope = StructureScanner.scan(Samples.sample("folded").body()).envelope();

    assertThat(envelope.subject()).isEqualTo("a long\tsubject over  three lines");
    assertThat(envelope.from())
        .containsExactly(new Address("Ada Miller", null, "ada", "sheaf.example"));
    assertThat(envelope.to()).hasSize(2);
  }

  @Test
  void encodedWordsStayAsTheyAre() throws IOException {
    Envelope envelope = StructureScanner.scan(Samples.sample("encoded-words").body()).envelope();

    assertThat(envelope.subject()).startsWith("=?utf-8?B?");
    assertThat(envelope.to().getFirst().name()).isEqualTo("=?iso-8859-1?Q?J=F6rg_M=FCller?=");
  }

  @Test
  void octetsOfEightBitsAreReadAsUtf8OrElseAsWindows1252() throws IOException {
    assertThat(StructureScanner.scan(Samples.sample("raw-latin1").body()).envelope().subject())
        .isEqualTo("\u00dcberraschung");
    assertThat(StructureScanner.scan(Samples.sample("raw-utf8-header").body()).envelope().subject())
        .startsWith("\u00dcberraschung");
  }

  @Test
  void ofDuplicateFieldsTheFirstCountsButRecipientsAreGathered() throws IOException {
    Envelope envelope = StructureScanner.scan(Samples.sample("duplicate-fields").body()).envelope();

    assertThat(envelope.subject()).isEqualTo("first");
    assertThat(envelope.from()).extracting(Address::mailbox).containsExactly("a");
    assertThat(envelope.to()).extracting(Address::mailbox).containsExactly("c", "d");
  }
}
