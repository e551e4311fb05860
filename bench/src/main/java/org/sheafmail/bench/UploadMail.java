package org.sheafmail.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// The mail that is uploaded: the same messages as an mbox and as a Maildir.
record UploadMail(Path mbox, Path maildir, int messages, long octets) {
  static final int SIZE_MIN = 200;

  private static final String LINE = "All work and no play makes Jack a dull boy, he said again.\n";

  /// Writes it. Fewer messages of the same kind are the first of more.
  ///
  /// @param dir made for it
  /// @param mixed for sizes from 1 to 64 KiB, most of them small, instead of `size`
  static UploadMail write(Path dir, int messages, int size, boolean mixed) throws IOException {
    Path mbox = dir.resolve("mail.mbox");
    Path maildir = dir.resolve("maildir");
    for (String part : new String[] {"cur", "new", "tmp"}) {
      Files.createDirectories(maildir.resolve(part));
    }
    Random random = new Random(3502);
    long octets = 0;
    try (BufferedWriter all = Files.newBufferedWriter(mbox, StandardCharsets.US_ASCII)) {
      for (int i = 0; i < messages; i++) {
        String text = message(i, mixed ? 1024 << random.nextInt(1 + random.nextInt(7)) : size);
        octets += text.length();
        all.write("From writer@example.org Thu Apr 14 11:06:56 2016\n" + text + "\n");
        String name = "%d.%d.bench:2,S".formatted(1_460_632_016L + i, i);
        Files.writeString(maildir.resolve("cur").resolve(name), text);
      }
    }
    return new UploadMail(mbox, maildir, messages, octets);
  }

  private static String message(int number, int size) {
    StringBuilder text = new StringBuilder(size);
    text.append(
            "From: Writer <writer@example.org>\nTo: Reader <reader@example.org>\nSubject: Number ")
        .append(number)
        .append("\nMessage-ID: <")
        .append(number)
        .append("@bench.example.org>\nDate: Thu, 14 Apr 2016 11:06:56 +0000\n\n");
    while (text.length() + LINE.length() <= size) {
      text.append(LINE);
    }
    return text.toString();
  }
}
