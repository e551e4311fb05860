package org.sheafmail.cli.upload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.UploadProcess;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.source.SourceOptions;
import org.sheafmail.cli.source.Sources;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.protocol.MailboxName;

/// What tests of whole uploads share: mail to upload, a quick and impatient way to do so, and cuts.
abstract class Uploading {
  static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";

  /// No pauses: the proxy sees to it that the server is done before the next connection.
  static final Patience IMPATIENT =
      new Patience(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1), _ -> {});

  @TempDir Path directory;

  static UploadSettings settings(BatchLimits limits, int connections) {
    return new UploadSettings(
        limits, OptionalLong.empty(), OptionalLong.empty(), Duration.ZERO, IMPATIENT, connections);
  }

  static final BatchLimits SMALL = new BatchLimits(2000, 8000, 10, 5000, Duration.ofSeconds(5));

  /// A few dozen; `-Dsheaf.upload.seeds=500` for a thorough look.
  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("sheaf.upload.seeds", 30));
  }

  /// What a server that takes no batches, tells no UIDs and asks for each literal does not offer.
  static final String MASK = " (MULTIAPPEND|UIDPLUS|LITERAL\\+|LITERAL-)(?=[ \\]\r])";

  Upload upload(InetSocketAddress address, UploadEvents events) {
    return upload(address, events, 1);
  }

  Upload upload(InetSocketAddress address, UploadEvents events, int connections) {
    return Upload.to(
        () -> MailServer.connect(address, "ada", "secret"),
        "imap://ada@example.org",
        new Upload.State(directory.resolve("state"), directory.resolve("refused"), false),
        settings(SMALL, connections),
        events,
        Clock.systemUTC(),
        () -> false);
  }

  static Upload.Source source(Path file, MailboxName mailbox) {
    return new Upload.Source(
        file.toString(), _ -> Sources.open(file, Optional.of(mailbox), SourceOptions.DEFAULT));
  }

  /// A source whose messages go to the mailboxes of their labels.
  static Upload.Source labelled(Path file) {
    return new Upload.Source(
        file.toString(), _ -> Sources.open(file, Optional.empty(), SourceOptions.DEFAULT));
  }

  Tally run(InetSocketAddress address, Path file, MailboxName mailbox) throws Exception {
    try (Upload upload = upload(address, new UploadEvents() {})) {
      upload.run(List.of(source(file, mailbox)));
      return upload.tally();
    }
  }

  /// An mbox with messages of many sizes, some of them alike, some without Message-ID.
  Path mbox(Random random, int messages) throws IOException {
    return mbox(random, messages, directory.resolve("box"));
  }

  static Path mbox(Random random, int messages, Path file) throws IOException {
    StringBuilder mbox = new StringBuilder();
    for (int i = 0; i < messages; i++) {
      mbox.append(FROM);
      int number = random.nextInt(8) == 0 ? 0 : i;
      if (random.nextInt(4) != 0) {
        mbox.append("Message-ID: <").append(number).append("@example.org>\n");
      }
      int size = random.nextInt(12) == 0 ? 6000 : number == 0 ? 50 : random.nextInt(700);
      mbox.append("Subject: ")
          .append(number)
          .append("\n\n")
          .append("x".repeat(size))
          .append("\n\n");
    }
    return Files.writeString(file, mbox, StandardCharsets.ISO_8859_1);
  }

  static List<String> texts(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    try (var messages = Sources.open(file, Optional.empty(), SourceOptions.DEFAULT)) {
      for (SourceMessage m = messages.next(); m != null; m = messages.next()) {
        texts.add(new String(m.body().open().readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }
    return texts;
  }

  static MailboxName mailbox(TestInfo info, int seed) {
    return new MailboxName(
        List.of(info.getTestMethod().orElseThrow().getName(), Integer.toString(seed)));
  }

  static Cut randomCut(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Cut(random.nextInt(20_000), Long.MAX_VALUE, "");
      case 1 -> new Cut(Long.MAX_VALUE, random.nextInt(2_000), "");
      case 2 ->
          new Cut(Long.MAX_VALUE, Long.MAX_VALUE, random.nextBoolean() ? "APPENDUID" : "COPYUID");
      default -> new Cut(300 + random.nextInt(1000), Long.MAX_VALUE, "");
    };
  }

  /// A cut that lets the first login through: a server never reached is not waited for.
  static Cut afterLogin(Random random) {
    return new Cut(400 + random.nextInt(20_000), Long.MAX_VALUE, "");
  }

  /// What is left of long texts so that a failure can be read: the first lines and the length.
  static List<String> shortened(List<String> texts) {
    return texts.stream()
        .map(text -> text.length() + " " + text.replaceAll("x{10,}", "x").strip())
        .toList();
  }

  /// `sheaf upload` in a process of its own, in small batches.
  UploadProcess process(String url, Path file, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("upload", file.toString(), url));
    arguments.add("--no-plan");
    arguments.addAll(List.of(more));
    return process(arguments);
  }

  UploadProcess process(List<String> arguments) throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "secret\n");
    List<String> all = new ArrayList<>(arguments);
    all.addAll(
        List.of(
            "--password-file",
            password.toString(),
            "--state",
            directory.resolve("state").toString(),
            "--batch-octets",
            "3000",
            "--verbose"));
    return new UploadProcess(List.of(), all);
  }
}
