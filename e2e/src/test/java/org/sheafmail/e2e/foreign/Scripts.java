package org.sheafmail.e2e.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Scripts that lie among the test resources.
final class Scripts {
  private Scripts() {}

  /// Puts a script into a folder where a program finds it.
  static Path copy(String name, Path folder) throws IOException {
    Path script = folder.resolve(name);
    if (!Files.exists(script)) {
      try (InputStream resource = Scripts.class.getResourceAsStream(name)) {
        if (resource == null) {
          throw new IOException("no script " + name);
        }
        Files.copy(resource, script);
      }
    }
    return script;
  }
}
