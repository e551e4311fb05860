package org.sheafmail.cli.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sheafmail.protocol.MailboxName;

/// Reads sources to the end, for tests.
final class Mail {
  static final MailboxName TARGET = new MailboxName(List.of("Target"));

  private Mail() {}

  static List<SourceMessage> all(Path source, SourceOptions options) throws IOException {
    return all(source, Optional.of(TARGET), options);
  }

  static List<SourceMessage> all(Path source, Optional<MailboxName> prefix, SourceOptions options)
      throws IOException {
    try (MessageSource messages = Sources.open(source, prefix, options)) {
      List<SourceMessage> all = new ArrayList<>();
      for (SourceMessage next = messages.next(); next != null; next = messages.next()) {
        assertSizeAndDigestAreThoseOfTheBody(next);
        all.add(next);
      }
      return all;
    }
  }

  static List<SourceMessage> all(Path source) throws IOException {
    return all(source, SourceOptions.DEFAULT);
  }

  private static void assertSizeAndDigestAreThoseOfTheBody(SourceMessage message)
      throws IOException {
    try (InputStream in = message.body().open()) {
      byte[] octets = in.readAllBytes();
      if (octets.length != message.size() || !Digest.of(octets).equals(message.digest())) {
        throw new AssertionError("size or digest of " + message.origin() + " is wrong");
      }
    }
  }

  static String text(SourceMessage message) {
    try (InputStream in = message.body().open()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> texts(List<SourceMessage> messages) {
    return messages.stream().map(Mail::text).toList();
  }

  static Path file(Path directory, String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The lines with CRLF behind each.
  static String crlf(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }
}
