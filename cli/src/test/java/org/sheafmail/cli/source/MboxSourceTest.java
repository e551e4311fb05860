package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.cli.source.Mail.crlf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.cli.source.SourceMessage.LeftOut;
import org.sheafmail.cli.source.SourceMessage.Refused;
import org.sheafmail.cli.source.SourceMessage.Send;
import org.sheafmail.cli.source.SourceOptions.CrPolicy;
import org.sheafmail.cli.source.SourceOptions.EmptyPolicy;
import org.sheafmail.cli.source.SourceOptions.LabelPolicy;
import org.sheafmail.cli.source.SourceOptions.NulPolicy;
import org.sheafmail.protocol.Flag;

class MboxSourceTest {
  private static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";

  @TempDir Path directory;

  private List<SourceMessage> mbox(String content) throws IOException {
    return Mail.all(Mail.file(directory, "box", content));
  }

  private List<SourceMessage> mbox(String content, MboxFormat format) throws IOException {
    return Mail.all(Mail.file(directory, "box", content), options(Optional.of(format), List.of()));
  }

  private static SourceOptions options(Optional<MboxFormat> format, List<DateRule> dates) {
    return new SourceOptions(
        format,
        dates,
        ZoneOffset.UTC,
        NulPolicy.KEEP,
        CrPolicy.KEEP,
        EmptyPolicy.REJECT,
        LabelPolicy.MAILBOXES,
        false);
  }

  @Test
  void messagesAreSplitAtFromLinesAfterEmptyLines() throws IOException {
    List<SourceMessage> messages =
        mbox(FROM + "Subject: a\n\none\n\n" + FROM + "Subject: b\n\ntwo\n\n");

    assertThat(Mail.texts(messages))
        .containsExactly(crlf("Subject: a", "", "one"), crlf("Subject: b", "", "two"));
    assertThat(messages).extracting(message -> message.origin().offset()).containsExactly(0L, 65L);
    assertThat(messages).allMatch(message -> message.verdict() instanceof Send);
  }

  @Test
  void aFromLineInTheMiddleOfAParagraphAndProseAfterAnEmptyLineAreText() throws IOException {
    List<SourceMessage> messages =
        mbox(FROM + "Subject: a\n\none\n" + FROM + "two\n\nFrom here on it rained.\nthree\n");

    assertThat(Mail.texts(messages))
        .containsExactly(
            crlf("Subject: a", "", "one", FROM.strip(), "two", "")
                + crlf("From here on it rained.", "three"));
  }

  @Test
  void aFromLineWithoutDateSeparatesIfAHeaderFollows() throws IOException {
    List<SourceMessage> messages =
        mbox("From \nSubject: a\n\none\n\nFrom \nSubject: b\n\ntwo\n\nFrom \nwas missing\n");

    assertThat(Mail.texts(messages))
        .containsExactly(
            crlf("Subject: a", "", "one"),
            crlf("Subject: b", "", "two", "", "From ", "was missing"));
  }

  @Test
  void filesWithCrLfAreReadAlike() throws IOException {
    String content = FROM + "Subject: a\n\none\n\n" + FROM + "Subject: b\n\n>From two\n";

    assertThat(Mail.texts(mbox(content.replace("\n", "\r\n"))))
        .isEqualTo(Mail.texts(mbox(content)))
        .hasSize(2);
  }

  @Test
  void contentLengthProtectsFromLinesInTheBody() throws IOException {
    String body = "one\n\n" + FROM + ">From two\n";
    String content =
        FROM + "Content-Length: " + body.length() + "\n\n" + body + "\n" + FROM + "X: b\n\nc\n";

    assertThat(Mail.texts(mbox(content)))
        .containsExactly(
            crlf("Content-Length: " + body.length(), "", "one", "", FROM.strip(), ">From two"),
            crlf("X: b", "", "c"));
  }

  @Test
  void contentLengthWithEscapedFromLinesIsMboxcl() throws IOException {
    String body = "one\n\n>From two\n>>From three\n";
    String content =
        FROM + "Content-Length: " + body.length() + "\n\n" + body + "\n" + FROM + "X: b\n\nc\n";

    assertThat(Mail.text(mbox(content).getFirst())).endsWith("From two\r\n>>From three\r\n");
    assertThat(Mail.text(mbox(content).getFirst())).doesNotContain("\n>From two");
    assertThat(Mail.text(mbox(content, MboxFormat.MBOXCL2).getFirst())).contains("\n>From two");
    assertThat(Mail.text(mbox(content, MboxFormat.MBOXRD).getFirst())).contains("\n>From three");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "5", "99999", "-1", "many", "99999999999999999999"})
  void aContentLengthThatPointsNowhereIsIgnored(String length) throws IOException {
    String content =
        FROM
            + "Content-Length: 4\n\none\n\n"
            + FROM
            + "Content-Length: "
            + length
            + "\n\ntwo two two\n\n"
            + FROM
            + "X: c\n\nthree\n";

    assertThat(Mail.texts(mbox(content)))
        .containsExactly(
            crlf("Content-Length: 4", "", "one"),
            crlf("Content-Length: " + length, "", "two two two"),
            crlf("X: c", "", "three"));
  }

  @Test
  void theLastMessageNeedsNoEmptyLineAndNoLineEnd() throws IOException {
    assertThat(Mail.texts(mbox(FROM + "X: a\n\nend"))).containsExactly("X: a\r\n\r\nend");
  }

  @Test
  void aMessageWithoutOctetsIsRefused() throws IOException {
    assertThat(mbox(FROM + "\n" + FROM + "X: b\n\nb\n"))
        .extracting(message -> message.verdict().getClass())
        .isEqualTo(List.of(Refused.class, Send.class));
  }

  @Test
  void aFileWithoutOctetsIsAnMboxWithoutMessages() throws IOException {
    assertThat(Mail.all(Mail.file(directory, "empty", ""))).isEmpty();
  }

  @Test
  void aFileThatIsNoMboxIsNotTakenForOne() throws IOException {
    Path file = Mail.file(directory, "notes", "From the diary of nobody\n\n\n");

    assertThatThrownBy(() -> Mail.all(file)).isInstanceOf(UnknownSourceException.class);
    assertThatThrownBy(() -> mbox("no mail", MboxFormat.MBOXRD))
        .isInstanceOf(NotMboxException.class);
  }

  @Test
  void flagsComeFromTheHeadersOfMailPrograms() throws IOException {
    List<SourceMessage> messages =
        mbox(
            FROM
                + "Status: RO\nX-Status: AF\nX-Keywords: $Work in(out\n\n1\n\n"
                + FROM
                + "X-Mozilla-Status: 1005\nX-Mozilla-Keys: $label1\n\n2\n\n"
                + FROM
                + "X-Mozilla-Status: 0009\n\n3\n");

    assertThat(messages.get(0).flags())
        .containsExactlyInAnyOrder(
            Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED, new Flag("$Work"), new Flag("in_out"));
    assertThat(messages.get(1).flags())
        .containsExactlyInAnyOrder(
            Flag.SEEN, Flag.FLAGGED, MailFlags.FORWARDED, new Flag("$label1"));
    assertThat(messages.get(2).verdict()).isInstanceOf(LeftOut.class);
  }

  @Test
  void theInternalDateIsTheBestThatIsThere() throws IOException {
    String received = "Received: from a by b\n\tfor <c>; Fri, 15 Apr 2016 10:00:00 +0200\n";
    String date = "Date: Sat, 16 Apr 2016 10:00:00 +0200\n";
    String saved = "From - Thu Apr 14 11:06:56 2022\n";

    List<SourceMessage> messages =
        mbox(
            FROM
                + received
                + date
                + "\na\n\n"
                + saved
                + date
                + received
                + "\nb\n\n"
                + saved
                + date
                + "\nc\n\n"
                + saved
                + "X: d\n\nd\n");

    assertThat(messages)
        .extracting(message -> message.internalDate().orElseThrow().rule())
        .containsExactly(DateRule.FROM_LINE, DateRule.RECEIVED, DateRule.DATE, DateRule.FILE_TIME);
    assertThat(messages.get(1).internalDate().orElseThrow().at())
        .isEqualTo(OffsetDateTime.parse("2016-04-15T10:00:00+02:00"));
  }

  @Test
  void theRuleForTheInternalDateCanBeChosen() throws IOException {
    Path file = Mail.file(directory, "box", FROM + "Date: Sat, 16 Apr 2016 10:00:00 +0200\n\na\n");

    SourceMessage message =
        Mail.all(file, options(Optional.empty(), List.of(DateRule.DATE))).getFirst();

    assertThat(message.internalDate().orElseThrow())
        .isEqualTo(
            new InternalDate(OffsetDateTime.parse("2016-04-16T10:00:00+02:00"), DateRule.DATE));
  }

  @Test
  void aLargeMessageIsReadFromItsFile() throws IOException {
    String line = "0123456789012345678901234567890123456789\n";
    String body = line.repeat(2 * MessageReader.IN_MEMORY_MAX / line.length());

    SourceMessage message = mbox(FROM + "X: a\n\n" + body).getFirst();

    assertThat(message.body()).isInstanceOf(MessageBody.InFile.class);
    assertThat(Mail.text(message)).isEqualTo(crlf("X: a", "") + body.replace("\n", "\r\n"));
  }

  @Test
  void linesLongerThanAnyBufferAreLinesAllTheSame() throws IOException {
    String longLine = "x".repeat(600 * 1024);

    assertThat(mbox(FROM + "X: a\n\n" + longLine + "\n\n" + FROM + "X: b\n\nb\n"))
        .extracting(SourceMessage::size)
        .containsExactly(longLine.length() + 10L, 11L);
  }

  @Test
  void archivesFoundInTheWildGiveTheirMessages() throws IOException {
    Path corpus = Path.of(System.getProperty("sheaf.corpus", "../../shared/corpus"), "mbox");
    if (!Files.isDirectory(corpus)) {
      return; // Not part of the project; the tests above have messages of their own.
    }
    Map<String, Integer> expected =
        Map.of(
            "hyperkitty_2016_april.mbox", 3,
            "mbox_complex.mbox", 2,
            "mbox_iso8859_encoding.mbox", 1,
            "mbox_multipart.mbox", 2,
            "mbox_no_fields.mbox", 6,
            "mbox_unixfrom_encoding.mbox", 1,
            "mbox_unknown_encoding.mbox", 1,
            "pipermail_2015_november.mbox", 4);
    for (var entry : expected.entrySet()) {
      assertThat(Mail.all(corpus.resolve(entry.getKey())))
          .as(entry.getKey())
          .hasSize(entry.getValue())
          .allMatch(m -> m.internalDate().orElseThrow().rule() == DateRule.FROM_LINE);
    }
  }
}
