package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sheafmail.cli.source.SourceMessage.Send;

/// Mail as others have it: whatever is in the corpus beside the project, and always the samples.
class CorpusTest {
  private static final Path SAMPLES = Path.of("src", "test", "resources", "sources");
  private static final Path CORPUS = Path.of("..", "..", "shared", "corpus");

  /// Messages in mbox files in the wild, counted by hand.
  private static final Map<String, Integer> COUNTS =
      Map.of(
          "hyperkitty_2016_april.mbox", 3,
          "mbox_complex.mbox", 2,
          "mbox_iso8859_encoding.mbox", 1,
          "mbox_multipart.mbox", 2,
          "mbox_no_fields.mbox", 6,
          "mbox_unixfrom_encoding.mbox", 1,
          "mbox_unknown_encoding.mbox", 1,
          "pipermail_2015_november.mbox", 4,
          "takeout.mbox", 2,
          "thunderbird.mbox", 2);

  private static List<Path> files() throws IOException {
    try (Stream<Path> samples = Files.walk(SAMPLES);
        Stream<Path> corpus = Files.isDirectory(CORPUS) ? Files.walk(CORPUS) : Stream.empty()) {
      return Stream.concat(samples, corpus)
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".md"))
          .toList();
    }
  }

  @TestFactory
  List<DynamicTest> everyMessageIsReadOctetForOctet() throws IOException {
    return files().stream()
        .map(file -> DynamicTest.dynamicTest(file.toString(), () -> read(file)))
        .toList();
  }

  private static void read(Path file) throws IOException {
    List<SourceMessage> messages = Mail.all(file);

    assertThat(messages).isNotEmpty().allMatch(message -> message.verdict() instanceof Send);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (text.startsWith("From ")) {
      Integer count = COUNTS.get(String.valueOf(file.getFileName()));
      if (count != null) {
        assertThat(messages).hasSize(count);
      }
      assertThat(messages).noneMatch(message -> Mail.text(message).startsWith("From "));
    } else {
      assertThat(messages).hasSize(1);
      assertThat(Mail.text(messages.getFirst())).isEqualTo(text.replaceAll("(?<!\r)\n", "\r\n"));
    }
  }

  @TestFactory
  List<DynamicTest> messagesOfAFolderAreInOneMailbox() {
    return Stream.of(SAMPLES.resolve("single"), CORPUS)
        .filter(Files::isDirectory)
        .map(folder -> DynamicTest.dynamicTest(folder.toString(), () -> countMailboxes(folder)))
        .toList();
  }

  private static void countMailboxes(Path folder) throws IOException {
    long single;
    try (Stream<Path> files = Files.list(folder)) {
      single = files.filter(file -> file.toString().matches(".*\\.(eml|msg|txt)")).count();
    }
    Map<String, Long> mailboxes =
        Mail.all(folder).stream()
            .filter(message -> message.verdict() instanceof Send)
            .collect(
                Collectors.groupingBy(
                    message -> message.mailbox().toString(), TreeMap::new, Collectors.counting()));

    assertThat(mailboxes).containsEntry("Target", single);
  }
}
