package org.sheafmail.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `sheaf upload` as a process of its own, which can be interrupted and killed.
public final class UploadProcess {
  private final Process process;
  private final BufferedReader lines;

  /// @param options of the virtual machine
  /// @param arguments of `sheaf`
  public UploadProcess(List<String> options, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Sheaf.class.getName()));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Kills it, as `kill -9` does. What it has said can still be read.
  public void kill() {
    process.toHandle().destroyForcibly(); // The process itself would close its streams.
  }

  /// Ctrl-C.
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /// What it says up to the first line with these words.
  public String until(String words) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      if (line.contains(words)) {
        return said.toString();
      }
    }
    throw new IOException("it never says " + words + ": " + said);
  }

  /// Waits for its end.
  ///
  /// @return what it says until then
  public String rest() throws IOException, InterruptedException {
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
    }
    process.waitFor();
    return said.toString();
  }

  /// How it ended; 128 and the number of the signal if it was killed.
  public int exitCode() {
    return process.exitValue();
  }
}
