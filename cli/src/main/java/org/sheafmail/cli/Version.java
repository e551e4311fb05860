package org.sheafmail.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// What `--version` tells.
final class Version implements IVersionProvider {
  /// The version of this build, as Maven wrote it down.
  static String number() throws IOException {
    try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream("version"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "sheaf " + number(),
      "IMAP4rev1 with MULTIAPPEND, LITERAL+ and UIDPLUS, on Java " + Runtime.version()
    };
  }
}
