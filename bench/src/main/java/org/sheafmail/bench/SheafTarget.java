package org.sheafmail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// `sheaf serve` as its own process, as any user would start it.
final class SheafTarget implements Target.ImapServer {
  private static final String PASSWORD = "bench-password";
  private static final Pattern READY = Pattern.compile("ready on imap://[^ ]*:(\\d+)");

  private final Child child;
  private final int port;

  /// @param sheaf the start script
  /// @param users accounts to make
  /// @param javaOptions for the server's JVM; empty for the script's own choice
  SheafTarget(Path sheaf, Path dir, int users, String javaOptions) throws IOException {
    String script = sheaf.toAbsolutePath().toString();
    Path data = Files.createTempDirectory(dir, "sheaf-");
    for (int user = 0; user < users; user++) {
      Child.run(
          PASSWORD + "\n", List.of(script, "user", "add", "u" + user, "--data", data.toString()));
    }
    ProcessBuilder builder =
        new ProcessBuilder(script, "serve", "--data", data.toString(), "--imap", "127.0.0.1:0");
    if (!javaOptions.isEmpty()) {
      builder.environment().put("JAVA_OPTS", javaOptions);
    }
    child = Child.start(builder, dir.resolve("sheaf.log"));
    port = Integer.parseInt(child.await(READY));
  }

  @Override
  public String name() {
    return "sheaf";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String password() {
    return PASSWORD;
  }

  @Override
  public ImapConnection connect(int user) throws IOException {
    return ImapConnection.open(port, "u" + user, PASSWORD);
  }

  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public void close() throws IOException {
    child.close();
  }
}
