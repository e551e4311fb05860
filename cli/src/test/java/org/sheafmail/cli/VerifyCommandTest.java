package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.cli.upload.MailServer;

class VerifyCommandTest {
  private static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";

  @TempDir Path directory;
  private MailServer server;
  private Path secret;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer();
    secret = Files.writeString(directory.resolve("secret"), "secret\n");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /// A message for each body; its Message-ID is its first word.
  private Path box(String name, String... bodies) throws IOException {
    StringBuilder mbox = new StringBuilder();
    for (String body : bodies) {
      String id = body.split(" ", -1)[0];
      mbox.append(FROM).append("Message-ID: <").append(id).append(">\n");
      mbox.append("X-Gmail-Labels: A,B\n\n").append(body).append("\n\n");
    }
    return Files.writeString(directory.resolve(name), mbox, StandardCharsets.ISO_8859_1);
  }

  private Run sheaf(String command, Path source, String... more) {
    List<String> args = new ArrayList<>(List.of(command, source.toString(), server.url("Old")));
    args.addAll(List.of("--password-file", secret.toString()));
    Stream.of(more).forEach(args::add);
    return Run.sheaf(args.toArray(String[]::new));
  }

  private void upload(Path source) {
    Run run = sheaf("upload", source, "--state", directory.resolve("state").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "size", "hash"})
  void whatWasUploadedIsThere(String depth) throws IOException {
    // Alike in all but their octets, and one large enough to be hashed in pieces.
    Path box = box("box", "one", "two", "two", "x ".repeat(700_000));
    upload(box);

    Run run = sheaf("verify", box, "--by", depth);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "Mailbox  Expected  There  Missing  Different  Twice  Other",
            "Old/A           4      4        0          0      0      0",
            "Old/B           4      4        0          0      0      0",
            "Compared by " + depth + ": all 8 messages are there.");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void whatIsMissingDifferentOrThereTwiceIsNamed() throws IOException {
    upload(box("uploaded", "one", "two", "three", "three", "other"));
    Path box = box("box", "one", "two but longer", "three", "four");

    Run run = sheaf("verify", box);

    assertThat(run.exitCode()).isEqualTo(10);
    assertThat(run.out())
        .contains("Old/A           4      5        1          1      1      1")
        .endsWith(
            "Compared by size: of 8 messages 2 missing, 2 different, 2 there more than once.\n");
    assertThat(run.err().lines().filter(line -> line.contains("Old/A")))
        .containsExactly(
            "Missing in Old/A: " + box + " at 291 <four>, 49 octets",
            "Different in Old/A: "
                + box
                + " at 92 <two>, 58 octets; there it has 47 octets (UID 2)",
            "More than once in Old/A: UID 4 <three>, 51 octets",
            "Not from the sources in Old/A: UID 5 <other>, 51 octets");
  }

  @Test
  void octetsThatDifferAreFoundByTheirHash() throws IOException {
    upload(box("uploaded", "one 1"));
    Path box = box("box", "one 2");

    assertThat(sheaf("verify", box).exitCode()).isZero();
    Run byHash = sheaf("verify", box, "--by", "hash");

    assertThat(byHash.exitCode()).isEqualTo(10);
    assertThat(byHash.err()).contains("Different in Old/A: " + box + " <one>");
  }

  @Test
  void aMailboxThatIsNotThereHasNothing() throws IOException {
    Path box = box("box", "one");

    Run run = sheaf("verify", box, "--by", "count");

    assertThat(run.exitCode()).isEqualTo(10);
    assertThat(run.out()).contains("Compared by count: of 2 messages 2 missing.");
  }

  @Test
  void otherMailIsAMismatchOnlyWhenAskedFor() throws IOException {
    upload(box("uploaded", "one", "two"));
    Path box = box("box", "one");

    assertThat(sheaf("verify", box).exitCode()).isZero();
    assertThat(sheaf("verify", box, "--exact").exitCode()).isEqualTo(10);
  }

  @Test
  void whatWasTooLargeToBeMeantIsNotMissed() throws IOException {
    Path box = box("box", "one", "x ".repeat(1000));
    String state = directory.resolve("state").toString();

    Run run = sheaf("upload", box, "--state", state, "--skip-larger", "1000", "--verify");

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(sheaf("verify", box, "--skip-larger", "1000").exitCode()).isZero();
    assertThat(sheaf("verify", box).exitCode()).isEqualTo(10);
  }

  @Test
  void linesOfJsonEndWithTheSummary() throws IOException {
    upload(box("uploaded", "one"));

    Run run = sheaf("verify", box("box", "one", "two"), "--json");

    assertThat(run.exitCode()).isEqualTo(10);
    assertThat(run.out().lines())
        .startsWith(
            "{\"type\":\"mailbox\",\"mailbox\":\"Old/A\",\"expected\":2,\"there\":1,\"missing\":1,"
                + "\"different\":0,\"twice\":0,\"other\":0}")
        .endsWith(
            "{\"type\":\"summary\",\"status\":\"failed\",\"compared-by\":\"size\",\"expected\":4,"
                + "\"missing\":2,\"different\":0,\"twice\":0,\"other\":0,\"reason\":\"\"}");
  }
}
