package org.sheafmail.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// A [Sink] in a process of its own.
final class SinkTarget implements Target {
  private static final Pattern READY = Pattern.compile("ready on port (\\d+)");

  private final Child child;
  private final int port;

  SinkTarget(Path dir) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Sink.class.getName(),
            dir.resolve("sink").toString());
    child = Child.start(builder, dir.resolve("sink.log"));
    port = Integer.parseInt(child.await(READY));
  }

  @Override
  public String name() {
    return "sink";
  }

  @Override
  public Uplink connect(int user) throws IOException {
    return new SinkConnection(port);
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
