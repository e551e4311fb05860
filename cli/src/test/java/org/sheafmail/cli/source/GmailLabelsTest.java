package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.source.SourceOptions.CrPolicy;
import org.sheafmail.cli.source.SourceOptions.EmptyPolicy;
import org.sheafmail.cli.source.SourceOptions.LabelPolicy;
import org.sheafmail.cli.source.SourceOptions.NulPolicy;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;

class GmailLabelsTest {
  private static final String FROM = "From 1530@xxx Thu Apr 14 11:06:56 +0000 2016\n";

  @TempDir Path directory;

  private SourceMessage message(String labels, LabelPolicy policy) throws IOException {
    Path file =
        Mail.file(
            directory,
            "All mail Including Spam and Trash.mbox",
            FROM + "X-GM-THRID: 1530\nX-Gmail-Labels: " + labels + "\nSubject: a\n\na\n");
    var options =
        new SourceOptions(
            Optional.empty(),
            List.of(),
            ZoneOffset.UTC,
            NulPolicy.KEEP,
            CrPolicy.KEEP,
            EmptyPolicy.REJECT,
            policy,
            false);
    return Mail.all(file, Optional.empty(), options).getFirst();
  }

  private static List<String> mailboxes(SourceMessage message) {
    return Stream.concat(Stream.of(message.mailbox()), message.copies().stream())
        .map(MailboxName::toString)
        .toList();
  }

  @Test
  void labelsBecomeMailboxesAndFlags() throws IOException {
    SourceMessage message =
        message(
            "Inbox,Important,Starred,Unread,\"Work/A, B\",Category Updates", LabelPolicy.MAILBOXES);

    assertThat(mailboxes(message)).containsExactly("INBOX", "Work/A, B");
    assertThat(message.flags()).containsExactlyInAnyOrder(Flag.FLAGGED, GmailLabels.IMPORTANT);
    assertThat(message.internalDate().orElseThrow())
        .isEqualTo(
            new InternalDate(OffsetDateTime.parse("2016-04-14T11:06:56Z"), DateRule.FROM_LINE));
  }

  @Test
  void encodedAndLocalisedLabelsAreUnderstood() throws IOException {
    SourceMessage message =
        message(
            "=?UTF-8?Q?Posteingang,Ge=C3=B6ffnet,B=C3=BCro,?=\n =?UTF-8?Q?Entw=C3=BCrfe?=",
            LabelPolicy.MAILBOXES);

    assertThat(mailboxes(message)).containsExactly("INBOX", "Büro", "Drafts");
    assertThat(message.flags()).containsExactlyInAnyOrder(Flag.SEEN, Flag.DRAFT);
  }

  @Test
  void whatHasNoLabelWasArchived() throws IOException {
    assertThat(mailboxes(message("Opened,Important", LabelPolicy.MAILBOXES)))
        .containsExactly("Archive");
    assertThat(mailboxes(message("Archived,Opened", LabelPolicy.MAILBOXES)))
        .containsExactly("Archive");
  }

  @Test
  void labelsBecomeKeywordsOnRequest() throws IOException {
    SourceMessage message = message("Inbox,Work/(A B),Opened", LabelPolicy.KEYWORDS);

    assertThat(mailboxes(message)).containsExactly("All mail Including Spam and Trash");
    assertThat(message.flags())
        .containsExactlyInAnyOrder(Flag.SEEN, new Flag("Inbox"), new Flag("Work/_A_B_"));
  }
}
