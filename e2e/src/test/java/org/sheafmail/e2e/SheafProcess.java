package org.sheafmail.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./sheaf` as a user runs it: a process of its own, started by the script, ended by its id.
public final class SheafProcess implements AutoCloseable {
  /// What a user is added with by [#addUser].
  public static final String PASSWORD = "correct horse";

  private static final Pattern READY =
      Pattern.compile("Sheaf is ready on imap://(?:127\\.0\\.0\\.1|localhost):(\\d+)");
  private static final long SECONDS_MAX = 120;

  private final Process process;
  private final int port;

  private SheafProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// What a command that ended left behind.
  public record Result(int exitCode, String out, String err) {}

  /// Runs `./sheaf` with these arguments and `input` as its standard input, to its end.
  public static Result run(String input, String... arguments) throws IOException {
    return finish(start(false, List.of(), arguments), input);
  }

  /// Runs `./sheaf` under a command that starts what follows it, such as `env JAVA_OPTS=-Xmx64m`.
  public static Result runWithin(List<String> command, String... arguments) throws IOException {
    return finish(start(false, command, arguments), "");
  }

  private static Result finish(Process process, String input) throws IOException {
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    } catch (IOException e) {
      // It ended without reading: its exit code tells why.
      assert !process.isAlive() : e;
    }
    String out = text(process.getInputStream());
    return new Result(await(process), out, err.join());
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes an account with [#PASSWORD].
  public static void addUser(Path data, String name) throws IOException {
    Result result = run(PASSWORD + "\n", "user", "add", name, "--data", data.toString());
    if (result.exitCode() != 0) {
      throw new IOException("sheaf user add: " + result.err());
    }
  }

  /// Starts `sheaf serve` on a free port and waits until it says it is ready.
  public static SheafProcess serve(Path data, String... more) throws IOException {
    return serveWithin(List.of(), data, more);
  }

  /// Starts a server under a command that starts what follows it, such as `env JAVA_OPTS=-Xmx64m`.
  public static SheafProcess serveWithin(List<String> command, Path data, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--data", data.toString(), "--imap", "127.0.0.1:0"));
    arguments.addAll(List.of(more));
    return started(start(true, command, arguments.toArray(String[]::new)));
  }

  /// Starts a server and kills it after so long, ready or not.
  public static void killStarting(Path data, long milliseconds) throws IOException {
    Process process =
        start(true, List.of(), "serve", "--data", data.toString(), "--imap", "127.0.0.1:0");
    try {
      process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    await(process);
  }

  /// Starts a command and kills it as soon as something is so, if it has not ended by itself
  /// before.
  public static void killWhen(BooleanSupplier isSo, String... arguments) throws IOException {
    Process process = start(true, List.of(), arguments);
    while (process.isAlive() && !isSo.getAsBoolean()) {
      Thread.onSpinWait();
    }
    process.destroyForcibly();
    await(process);
  }

  /// Starts a command that serves, and waits until it says it is ready.
  public static SheafProcess ready(String... arguments) throws IOException {
    return started(start(true, List.of(), arguments));
  }

  private static SheafProcess started(Process process) throws IOException {
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    StringBuilder seen = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.append(line).append('\n');
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        // Read on, or the server would block once the pipe is full.
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
        return new SheafProcess(process, Integer.parseInt(ready.group(1)));
      }
    }
    throw new IOException("ended with " + await(process) + " before it was ready:\n" + seen);
  }

  private static Process start(boolean oneStream, List<String> within, String... arguments)
      throws IOException {
    trustTheBuild();
    List<String> command = new ArrayList<>(within);
    command.add(Repository.root().resolve("sheaf").toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(oneStream).start();
  }

  /// Keeps the script from building once more what the build that runs this test has just built.
  private static synchronized void trustTheBuild() throws IOException {
    Path jar = Repository.root().resolve("cli/target/sheaf.jar");
    Path stamp = jar.resolveSibling("sheaf.stamp");
    if (!Files.exists(jar)) {
      return;
    }
    FileTime built = Files.getLastModifiedTime(jar);
    if (!Files.exists(stamp)) {
      Files.createFile(stamp);
    } else if (Files.getLastModifiedTime(stamp).compareTo(built) >= 0) {
      return;
    }
    Files.setLastModifiedTime(stamp, built);
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /// Logs in as a user made by [#addUser].
  public ImapTalk login(String user) throws IOException {
    ImapTalk talk = new ImapTalk(port);
    talk.ok("LOGIN " + user + " \"" + PASSWORD + "\"");
    return talk;
  }

  /// SIGTERM, as service managers send it.
  ///
  /// @return the exit code
  public int terminate() {
    process.destroy();
    return await(process);
  }

  /// SIGKILL: the process gets no chance to finish anything.
  public void kill() {
    process.destroyForcibly();
    await(process);
  }

  private static int await(Process process) {
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("sheaf did not end within " + SECONDS_MAX + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      terminate();
    }
  }
}
