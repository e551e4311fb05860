package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.BodyStructure.Disposition;
import org.sheafmail.protocol.BodyStructure.Parameter;
import org.sheafmail.protocol.Requirement;

/// What becomes of well-formed and of broken messages, one sample at a time.
class StructureScannerTest {
  private static void assertOutline(String sample, String expected) throws IOException {
    assertThat(Outline.of(Samples.sample(sample).body())).isEqualTo(expected);
  }

  @Test
  void aMessageWithoutContentTypeIsPlainText() throws IOException {
    assertOutline(
        "plain",
        """
        TEXT/PLAIN CHARSET=US-ASCII lines=3 [We start in the northern field.\\r\\n\\r...]
        """);
  }

  @Test
  void partsOfPartsAreFound() throws IOException {
    assertOutline(
        "mixed",
        """
        MULTIPART/mixed boundary=outer bound
          MULTIPART/alternative boundary=alt
            TEXT/plain charset=utf-8 lines=0 [Hello in plain text]
            TEXT/html charset=utf-8 lines=0 [<p>Hello in <b>HTML</b> =C3=A9</p>]
          image/png name=wheat.png [AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaG...]
          application/pdf name*0*=utf-8''Ernte name*1*=%20Bericht.pdf [%PDF-]
        """);
  }

  @Test
  void aPartTellsAllItsFields() throws IOException {
    Part root = StructureScanner.scan(Samples.sample("mixed").body()).root();

    assertThat(root.parts().get(1).structure())
        .isEqualTo(
            new BodyStructure.Basic(
                "image",
                "png",
                List.of(new Parameter("name", "wheat.png")),
                new BodyStructure.Fields(
                    "<wheat@sheaf.example>",
                    "a picture of wheat",
                    "base64",
                    root.parts().get(1).end() - root.parts().get(1).bodyStart(),
                    "Q2hlY2sgSW50ZWdyaXR5IQ=="),
                new Disposition(
                    "attachment",
                    List.of(new Parameter("filename", "wheat.png"), new Parameter("size", "1024"))),
                List.of("en", "de"),
                "http://sheaf.example/wheat.png"));
  }

  @Test
  void aMessageInAMessageHasItsOwnEnvelopeAndParts() throws IOException {
    assertOutline(
        "forwarded",
        """
        MULTIPART/mixed boundary=fwd
          TEXT/plain lines=1 [see below\\r\\n]
          MESSAGE/rfc822 lines=14
            MULTIPART/mixed boundary=inner
              TEXT/PLAIN CHARSET=US-ASCII lines=0 [implicit text]
              MESSAGE/rfc822 lines=2
                TEXT/PLAIN CHARSET=US-ASCII lines=0 [at the core]
        """);
    Part root = StructureScanner.scan(Samples.sample("forwarded").body()).root();
    assertThat(root.parts().get(1).structure())
        .isInstanceOfSatisfying(
            BodyStructure.Message.class,
            message -> {
              assertThat(message.envelope().subject()).isEqualTo("inner");
              assertThat(message.envelope().from().getFirst().mailbox()).isEqualTo("cy");
            });
  }

  @Test
  void aDigestIsOfMessagesUnlessAPartSaysOtherwise() throws IOException {
    assertOutline(
        "digest",
        """
        MULTIPART/digest boundary=d
          MESSAGE/RFC822 lines=2
            TEXT/PLAIN CHARSET=US-ASCII lines=0 [first]
          MESSAGE/RFC822 lines=2
            TEXT/PLAIN CHARSET=US-ASCII lines=0 [second]
          TEXT/plain lines=0 [not a message]
        """);
  }

  @Test
  void aDeliveryReportIsNoMessageOfItsOwn() throws IOException {
    assertOutline(
        "delivery-report",
        """
        MULTIPART/report report-type=delivery-status boundary=r
          TEXT/PLAIN CHARSET=US-ASCII lines=0 [Could not deliver.]
          message/delivery-status [Reporting-MTA: dns; mx.sheaf.example\\...]
          TEXT/rfc822-headers lines=0 [Subject: the lost one]
        """);
  }

  @Test
  void anEncodedMessageIsNotDecoded() throws IOException {
    assertOutline(
        "message-in-base64",
        """
        MESSAGE/rfc822 lines=1
          TEXT/PLAIN CHARSET=US-ASCII lines=1 [U3ViamVjdDogaGlkZGVuDQoNCmhpZGRlbiB0Z...]
        """);
  }

  @Test
  void aLastPartWithoutClosingDelimiterEndsWithTheMessage() throws IOException {
    assertOutline(
        "missing-close",
        """
        MULTIPART/mixed boundary=b
          TEXT/PLAIN CHARSET=US-ASCII lines=0 [first]
          TEXT/html lines=0 [<p>second]
        """);
  }

  @Test
  void aMultipartWithoutPartsIsPlainText() throws IOException {
    assertOutline(
        "missing-boundary-parameter",
        """
        TEXT/PLAIN CHARSET=US-ASCII lines=4 [--b\\r\\n\\r\\nfirst\\r\\n--b--\\r\\n]
        """);
    assertOutline(
        "boundary-never-met",
        """
        TEXT/PLAIN CHARSET=US-ASCII lines=4 [--b\\r\\n\\r\\nfirst\\r\\n--b--\\r\\n]
        """);
    assertOutline(
        "only-close-delimiter",
        """
        TEXT/PLAIN CHARSET=US-ASCII lines=3 [preamble\\r\\n--b--\\r\\nepilogue\\r\\n]
        """);
    assertOutline("preamble-only", "TEXT/PLAIN CHARSET=US-ASCII lines=0 []\n");
  }

  @Test
  void partsWithoutOctetsAreParts() throws IOException {
    assertOutline(
        "empty-parts",
        """
        MULTIPART/mixed boundary=b
          TEXT/PLAIN CHARSET=US-ASCII lines=0 []
          TEXT/PLAIN CHARSET=US-ASCII lines=0 []
          TEXT/html lines=0 []
          MULTIPART/mixed boundary=c
            TEXT/PLAIN CHARSET=US-ASCII lines=0 []
        """);
  }

  @Test
  void anOuterDelimiterEndsWhatIsOpenInside() throws IOException {
    assertOutline(
        "inner-not-closed",
        """
        MULTIPART/mixed boundary=out
          MULTIPART/alternative boundary=in
            TEXT/PLAIN CHARSET=US-ASCII lines=0 [one]
            TEXT/PLAIN CHARSET=US-ASCII lines=0 [two]
          TEXT/PLAIN CHARSET=US-ASCII lines=0 [three]
        """);
    assertOutline(
        "boundary-in-header",
        """
        MULTIPART/mixed boundary=b
          TEXT/html lines=0 []
          TEXT/PLAIN CHARSET=US-ASCII lines=0 [two]
        """);
  }

  @Test
  void theLongestBoundaryWins() throws IOException {
    assertOutline(
        "boundary-is-prefix",
        """
        MULTIPART/mixed boundary=b
          MULTIPART/mixed boundary=b-1
            TEXT/PLAIN CHARSET=US-ASCII lines=1 [one\\r\\n--bx is text]
          TEXT/PLAIN CHARSET=US-ASCII lines=0 [two]
        """);
  }

  @Test
  void ofEqualBoundariesTheInnermostWins() throws IOException {
    assertOutline(
        "same-boundary-twice",
        """
        MULTIPART/mixed boundary=b
          MULTIPART/mixed boundary=b
            TEXT/PLAIN CHARSET=US-ASCII lines=0 [one]
          TEXT/PLAIN CHARSET=US-ASCII lines=0 [two]
        """);
  }

  @Test
  void whiteSpaceAfterABoundaryDoesNotCount() throws IOException {
    assertOutline(
        "boundary-with-trailing-space",
        """
        MULTIPART/mixed boundary=b \s
          TEXT/PLAIN CHARSET=US-ASCII lines=0 [one]
        """);
  }

  @Test
  void theFirstDelimiterMayTakeThePlaceOfTheEmptyLine() throws IOException {
    assertOutline(
        "no-separator-before-boundary",
        """
        MULTIPART/mixed boundary=b
          TEXT/html lines=0 [<p>one</p>]
        """);
  }

  @Test
  void withoutAnEmptyLineTheBodyBeginsWhereTheFieldsEnd() throws IOException {
    assertOutline(
        "no-separator",
        """
        TEXT/PLAIN CHARSET=US-ASCII lines=2 [Hello Ben, this is already the text\\r...]
        """);
    assertOutline(
        "blank-separator",
        """
        TEXT/PLAIN CHARSET=US-ASCII lines=3 [This is the text: all of it.\\r\\n\\r\\nN...]
        """);
    assertOutline(
        "prose",
        """
        TEXT/PLAIN CHARSET=US-ASCII lines=2 [This is prose, not a message\\r\\nwith ...]
        """);
  }

  @Test
  void fieldsAfterTheLostSeparatorBelongToTheBody() throws IOException {
    Summary summary =
        StructureScanner.scan(ArrayBody.of("To: a@b\nno field\nSubject: in the body\n"));

    assertThat(summary.envelope().subject()).isNull();
    assertThat(summary.envelope().to()).hasSize(1);
  }

  @Test
  void aLineInTheHeaderThatIsNoFieldIsPassedOver() throws IOException {
    assertOutline("junk-in-header", "TEXT/PLAIN CHARSET=US-ASCII lines=1 [body\\r\\n]\n");
    assertOutline(
        "mbox-from-line", "TEXT/PLAIN CHARSET=US-ASCII lines=2 [body\\r\\n>From here on\\r\\n]\n");
    assertOutline("byte-order-mark", "TEXT/PLAIN CHARSET=US-ASCII lines=1 [body\\r\\n]\n");
  }

  @Test
  void aLineEndsWithLineFeedWithOrWithoutCarriageReturn() throws IOException {
    assertOutline("bare-lf", "TEXT/PLAIN CHARSET=US-ASCII lines=2 [line one\\nline two\\n]\n");
    assertOutline(
        "mixed-line-ends",
        "TEXT/PLAIN CHARSET=US-ASCII lines=2 [body with\\rlone CR\\r\\nand LF\\nend]\n");
  }

  @Test
  void brokenContentTypesAreReadAsWellAsTheyCan() throws IOException {
    assertOutline("content-type-broken", "TEXT/PLAIN lines=1 [plain after all\\r\\n]\n");
    assertOutline("content-type-nonsense", "APPLICATION/OCTET-STREAM /=/ \" [AAECAwQ=\\r\\n]\n");
    assertOutline(
        "content-type-lenient",
        "TEXT/plain charset=utf-8 name=my holiday format=flowed empty= quoted=a \"b\" c lines=1 [text\\r\\n]\n");
    assertOutline("content-type-comments", "TEXT/Html charset=us-ascii lines=1 [<p>\\r\\n]\n");
  }

  @Test
  @Requirement("rfc3501/bodystructure")
  void ofDuplicateFieldsTheFirstCounts() throws IOException {
    assertOutline("duplicate-fields", "TEXT/html lines=1 [<p>which?</p>\\r\\n]\n");
  }

  @Test
  void linesLongerThanTheBufferAreOneLine() throws IOException {
    String text = "Subject: x\n\n" + "a".repeat(200_000) + "\n" + "b".repeat(65_535) + "\nc\n";

    Part root = StructureScanner.scan(ArrayBody.of(text)).root();

    assertThat(root.bodyStart()).isEqualTo(14);
    assertThat(root.structure())
        .isInstanceOfSatisfying(
            BodyStructure.Text.class, body -> assertThat(body.lines()).isEqualTo(3));
  }

  @Test
  void aLineBreakSplitBetweenTwoReadsBelongsToTheDelimiter() throws IOException {
    for (int fill = 65_400; fill < 65_600; fill++) {
      String header = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n";
      ArrayBody body = ArrayBody.of(header + "x".repeat(fill) + "\n--b--\n");

      Part part = StructureScanner.scan(body).root().parts().getFirst();

      assertThat(part.end() - part.bodyStart()).isEqualTo(fill);
    }
  }
}
