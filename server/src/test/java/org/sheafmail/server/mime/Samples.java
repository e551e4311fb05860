package org.sheafmail.server.mime;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Messages to try things on: the project's own, and a collection outside of it where there is one.
final class Samples {
  /// Names the folder of the collection; by default `../shared/corpus` beside the project.
  private static final String CORPUS_PROPERTY = "sheaf.corpus";

  private Samples() {}

  record Sample(String name, ArrayBody body) {
    byte[] octets() {
      return body.octets();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// The project's own samples, by name.
  static List<Sample> own() throws IOException {
    return read(directory());
  }

  /// All there are.
  static List<Sample> all() throws IOException {
    List<Sample> all = new ArrayList<>(own());
    Path corpus = corpus();
    if (Files.isDirectory(corpus)) {
      all.addAll(read(corpus));
    }
    return all;
  }

  static Sample sample(String name) throws IOException {
    return new Sample(name, body(directory().resolve(name + ".eml")));
  }

  private static ArrayBody body(Path file) throws IOException {
    return new ArrayBody(Files.readAllBytes(file));
  }

  private static Path corpus() {
    String override = System.getProperty(CORPUS_PROPERTY);
    return override == null ? Path.of("../../shared/corpus") : Path.of(override);
  }

  private static Path directory() {
    try {
      return Path.of(Objects.requireNonNull(Samples.class.getResource("/samples")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Sample> read(Path directory) throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Samples::isMessage).sorted().toList()) {
        samples.add(new Sample(file.getFileName().toString(), body(file)));
      }
    }
    return samples;
  }

  private static boolean isMessage(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".eml") || name.endsWith(".msg") || name.endsWith(".mbox");
  }
}
