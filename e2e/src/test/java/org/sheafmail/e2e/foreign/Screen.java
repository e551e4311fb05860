package org.sheafmail.e2e.foreign;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A program for a person at a terminal, used through tmux: keys go in, the screen is read.
final class Screen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Program tmux;
  private final Path socket;

  /// Starts a command in a terminal of 120 × 40. It stays on the screen when the command has ended.
  Screen(Path home, List<String> command) throws Exception {
    this.tmux = new Program(home);
    this.socket = home.resolve("tmux");
    List<String> start =
        new ArrayList<>(
            List.of("new-session", "-d", "-x", "120", "-y", "40", "-s", "screen", "--"));
    start.addAll(command);
    tmux(start.toArray(String[]::new));
    tmux("set-option", "-g", "remain-on-exit", "on");
  }

  private String tmux(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-S", socket.toString(), "-f", "/dev/null"));
    command.addAll(List.of(arguments));
    return tmux.ok(command.toArray(String[]::new));
  }

  /// Presses keys by their tmux names: `Enter`, `q`, `C-c`.
  void press(String... keys) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("send-keys", "-t", "screen"));
    arguments.addAll(List.of(keys));
    tmux(arguments.toArray(String[]::new));
  }

  /// Types a text as it is.
  void type(String text) throws Exception {
    tmux("send-keys", "-t", "screen", "-l", "--", text);
  }

  /// Waits until the screen shows every one of these texts.
  void shows(String... texts) {
    await()
        .alias("a screen that shows " + List.of(texts))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::text, screen -> List.of(texts).stream().allMatch(screen::contains));
  }

  /// Waits until the screen shows this text no more.
  void hides(String text) {
    await().atMost(PATIENCE).until(this::text, screen -> !screen.contains(text));
  }

  /// Waits until the program has ended.
  void ends() {
    await()
        .atMost(PATIENCE)
        .until(() -> tmux("list-panes", "-F", "#{pane_dead}").strip().equals("1"));
  }

  private String text() throws Exception {
    return tmux("capture-pane", "-p", "-t", "screen");
  }

  @Override
  public void close() throws IOException {
    try {
      tmux("kill-server");
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
