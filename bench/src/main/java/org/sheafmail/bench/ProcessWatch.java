package org.sheafmail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// What the system says of a process: descriptors, memory, and (through `strace`) disk syncs.
final class ProcessWatch {
  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long ATTACH_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);
  private static final List<String> SYNC_CALLS = List.of("fsync(", "fdatasync(", "msync(");

  private final Path proc;
  private final long pid;

  ProcessWatch(long pid) {
    this.pid = pid;
    this.proc = Path.of("/proc", Long.toString(pid));
  }

  /// Something to do while the process is watched.
  interface Work {
    void run() throws IOException;
  }

  /// The most file descriptors the process was seen with while `work` ran.
  int descriptors(Work work) throws IOException {
    Sampler sampler = new Sampler();
    Thread thread = Thread.ofPlatform().daemon().start(sampler);
    try {
      work.run();
    } finally {
      sampler.done = true;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sampler.most;
  }

  private final class Sampler implements Runnable {
    private volatile boolean done;
    private volatile int most;

    @Override
    public void run() {
      while (!done) {
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
          most = Math.max(most, (int) open.count());
        } catch (IOException e) {
          return; // The process has ended: whoever runs the work will hear of it.
        }
        LockSupport.parkNanos(SAMPLE_NANOS);
      }
    }
  }

  /// The most memory the process ever had in RAM (`VmHWM`), in MiB.
  long peakMebibytes() throws IOException {
    for (String line : Files.readAllLines(proc.resolve("status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no VmHWM in " + proc);
  }

  /// Looks again and again, as long as the process lives, how much memory it and those it has
  /// started have in RAM.
  static void peakOfTree(Process process, AtomicLong peakKibibytes) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (process.isAlive()) {
            long now =
                Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .mapToLong(handle -> residentKibibytes(handle.pid()))
                    .sum();
            peakKibibytes.accumulateAndGet(now, Math::max);
            LockSupport.parkNanos(SAMPLE_NANOS);
          }
        });
  }

  private static long residentKibibytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0; // It has ended.
    }
  }

  /// How often the process forced data to the disk while `work` ran, in any of its threads.
  ///
  /// @param dir for the list of calls
  int syncs(Path dir, Work work) throws IOException {
    Path calls = Files.createTempFile(dir, "syncs", ".strace");
    ProcessBuilder strace =
        new ProcessBuilder(
            "strace",
            "-f",
            "-e",
            "trace=fsync,fdatasync,msync",
            "-o",
            calls.toString(),
            "-p",
            Long.toString(pid));
    try (Child child = Child.start(strace, dir.resolve("strace.log"))) {
      awaitAttached(child, dir);
      work.run();
    }
    try (Stream<String> lines = Files.lines(calls)) {
      return (int) lines.filter(line -> SYNC_CALLS.stream().anyMatch(line::contains)).count();
    }
  }

  private void awaitAttached(Child strace, Path dir) throws IOException {
    long end = System.nanoTime() + ATTACH_NANOS_MAX;
    while (!attached()) {
      if (!strace.isAlive() || System.nanoTime() > end) {
        throw new IOException(
            "strace cannot watch process "
                + pid
                + ": "
                + Files.readString(dir.resolve("strace.log")).strip());
      }
      LockSupport.parkNanos(SAMPLE_NANOS);
    }
  }

  private boolean attached() throws IOException {
    try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
      return threads.allMatch(ProcessWatch::traced);
    }
  }

  private static boolean traced(Path thread) {
    try {
      return Files.readAllLines(thread.resolve("status")).stream()
          .noneMatch(line -> line.matches("TracerPid:\\s+0"));
    } catch (IOException e) {
      return true; // The thread has ended.
    }
  }
}
