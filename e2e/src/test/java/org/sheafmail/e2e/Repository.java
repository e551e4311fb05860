package org.sheafmail.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files of this project, as they lie on the disk.
public final class Repository {
  private static final Set<String> NOT_OURS = Set.of(".git", "target", ".idea", ".vscode");

  private Repository() {}

  /// The folder that holds everything.
  public static Path root() {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      if (Files.exists(dir.resolve("check")) && Files.exists(dir.resolve("docs/rfc"))) {
        return dir;
      }
    }
    throw new IllegalStateException("not inside the repository: " + Path.of("").toAbsolutePath());
  }

  /// Every file that belongs to the project, relative to [#root].
  public static List<Path> files() {
    Path root = root();
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(root::relativize)
          .filter(Repository::ours)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ours(Path file) {
    for (Path part : file) {
      if (NOT_OURS.contains(part.toString())) {
        return false;
      }
    }
    // In a linked worktree `.git` is a file.
    return !file.toString().equals(".git");
  }

  /// Java sources, of programs or of tests, relative to [#root].
  public static List<Path> sources(String mainOrTest) {
    String part = "src/" + mainOrTest + "/java";
    return files().stream()
        .filter(file -> file.toString().contains(part) && file.toString().endsWith(".java"))
        .toList();
  }

  /// The text of a file.
  public static String text(Path relative) {
    try {
      return Files.readString(root().resolve(relative), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(relative.toString(), e);
    }
  }
}
