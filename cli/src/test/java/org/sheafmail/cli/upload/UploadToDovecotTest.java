package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.source.SourceOptions;
import org.sheafmail.cli.source.Sources;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.protocol.MailboxName;

/// Uploads to a server by other people.
@Tag("foreign")
class UploadToDovecotTest extends Uploading {
  /// Dovecot refuses the whole batch for one message, and does not tell for which.
  private static final String MAIL_SIZE_MAX =
      """
      mail_plugins = quota
      plugin {
        quota = count:User quota
        quota_vsizes = yes
        quota_max_mail_size = 20k
      }
      """;

  @TempDir static Path home;
  private static Dovecot dovecot;

  @BeforeAll
  static void start() throws IOException {
    dovecot = new Dovecot(home, MAIL_SIZE_MAX);
  }

  @AfterAll
  static void stop() {
    dovecot.close();
  }

  private static List<String> texts(MailboxName mailbox) throws IOException {
    try (var client = MailServer.connect(dovecot.address(), "ada", "secret")) {
      return MailServer.texts(MailServer.messages(client, mailbox));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereverTheConnectionIsCutEachMessageArrivesOnce(int seed, TestInfo info) throws Exception {
    whereverTheConnectionIsCut("", seed, mailbox(info, seed));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void withoutBatchesAsWell(int seed, TestInfo info) throws Exception {
    whereverTheConnectionIsCut(MASK, seed, mailbox(info, seed));
  }

  private void whereverTheConnectionIsCut(String mask, int seed, MailboxName mailbox)
      throws Exception {
    Random random = new Random(seed);
    Path file = mbox(random, 10 + random.nextInt(40));
    int cuts = 1 + random.nextInt(6);
    try (var proxy =
        new CuttingProxy(
            dovecot.address(),
            mask,
            n -> n == 0 ? afterLogin(random) : n <= cuts ? randomCut(random) : Cut.NEVER)) {
      Tally tally = run(proxy.address(), file, mailbox);

      assertThat(tally.refused()).isZero();
    }
    assertThat(shortened(texts(mailbox))).isEqualTo(shortened(texts(file)));
  }

  @ParameterizedTest(name = "without \"{0}\"")
  @ValueSource(strings = {"", " MULTIAPPEND(?=[ \\]\r])"})
  void anAnswerThatIsSwallowedAfterTheCommitCostsNothing(String mask, TestInfo info)
      throws Exception {
    Path file = mbox(new Random(5), 40);
    MailboxName mailbox = mailbox(info, mask.length());
    try (var proxy =
        new CuttingProxy(
            dovecot.address(),
            mask,
            n -> n < 3 ? new Cut(Long.MAX_VALUE, Long.MAX_VALUE, "APPENDUID") : Cut.NEVER)) {
      Tally tally = run(proxy.address(), file, mailbox);

      assertThat(tally.stored()).isEqualTo(40);
      assertThat(proxy.connections()).isGreaterThan(3);
    }
    assertThat(shortened(texts(mailbox))).isEqualTo(shortened(texts(file)));
  }

  @Test
  void oneMessageTooLargeOfManyIsFoundAndTheOthersAreStored(TestInfo info) throws Exception {
    StringBuilder mbox = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      mbox.append(FROM).append("Message-ID: <").append(i).append("@example.org>\n\n");
      mbox.append(("line " + i + "\n").repeat(i == 4 ? 5000 : 3)).append("\n");
    }
    Path file = Files.writeString(directory.resolve("box"), mbox, StandardCharsets.ISO_8859_1);
    List<String> refused = new ArrayList<>();
    var listening =
        new UploadEvents() {
          @Override
          public void refused(
              SourceMessage message,
              MailboxName to,
              String reason,
              Optional<Path> kept,
              Tally tally) {
            refused.add(message.messageId().orElseThrow() + " " + reason);
          }
        };
    try (Upload upload = upload(dovecot.address(), listening)) {
      upload.run(List.of(source(file, mailbox(info, 0))));

      assertThat(upload.tally().stored()).isEqualTo(8);
    }
    assertThat(refused).singleElement().asString().startsWith("<4@example.org> NO [");
    assertThat(texts(mailbox(info, 0))).hasSize(8).noneMatch(text -> text.contains("<4@"));
  }

  @Test
  void aMessageWithNulArrivesAsItIs(TestInfo info) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("box"),
            FROM + "Subject: one\n\na\n\n" + FROM + "Subject: nul\n\na\0b\n\n",
            StandardCharsets.ISO_8859_1);
    SourceOptions usual = SourceOptions.DEFAULT;
    SourceOptions options =
        new SourceOptions(
            usual.mboxFormat(),
            usual.dates(),
            usual.zone(),
            SourceOptions.NulPolicy.BINARY,
            usual.bareCr(),
            usual.empty(),
            usual.labels(),
            usual.expunged());
    MailboxName mailbox = mailbox(info, 0);
    try (Upload upload = upload(dovecot.address(), new UploadEvents() {})) {
      upload.run(
          List.of(
              new Upload.Source(
                  file.toString(), _ -> Sources.open(file, Optional.of(mailbox), options))));

      assertThat(upload.tally().stored()).isEqualTo(2);
    }
    // FETCH has no room for NUL either: Dovecot shows another octet in its place.
    assertThat(texts(mailbox).getLast()).matches("(?s)Subject: nul\r\n\r\na[^a]b\r\n");
  }
}
