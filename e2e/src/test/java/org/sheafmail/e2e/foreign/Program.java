package org.sheafmail.e2e.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of somebody else, run to its end in a home of its own.
final class Program {
  /// Every Debian has this user.
  private static final String ORDINARY_USER = "mail";

  private static final long SECONDS_MAX = 120;

  private final Path home;

  Program(Path home) {
    this.home = home;
  }

  /// What a program that ended left behind; output and errors in one text.
  record Result(int exitCode, String printed) {}

  /// Runs a command to its end.
  Result run(List<String> command) throws Exception {
    return run(command, "");
  }

  Result run(List<String> command, String input) throws Exception {
    Path output = Files.createTempFile("sheaf-e2e-", ".out");
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().putAll(environment());
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    }
    boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    String printed = Files.readString(output);
    Files.delete(output);
    if (!ended) {
      process.destroyForcibly().waitFor();
      throw new IOException(command + " did not end: " + printed);
    }
    return new Result(process.exitValue(), printed);
  }

  /// Runs a command that must succeed and returns what it printed.
  String ok(String... command) throws Exception {
    Result result = run(List.of(command));
    if (result.exitCode() != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + result.exitCode() + ": " + result.printed());
    }
    return result.printed();
  }

  private Map<String, String> environment() {
    return Map.of("HOME", home.toString(), "TERM", "screen", "LC_ALL", "C.UTF-8");
  }

  /// The command, run by somebody who is not root, and the home given to them: the c-client library
  /// opens no files for root.
  List<String> asOrdinaryUser(List<String> command) throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      return command;
    }
    giveAway(home);
    List<String> wrapped = new ArrayList<>(List.of("runuser", "-u", ORDINARY_USER, "--", "env"));
    environment().forEach((name, value) -> wrapped.add(name + "=" + value));
    wrapped.addAll(command);
    return wrapped;
  }

  private static void giveAway(Path tree) throws IOException {
    UserPrincipal user =
        tree.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ORDINARY_USER);
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            return visitFile(folder, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.setOwner(file, user);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
