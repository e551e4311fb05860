package org.sheafmail.e2e.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.SheafProcess;
import org.sheafmail.e2e.SheafProcess.Result;

/// A long life: clients go on for hours (`-Psoak`, `-Dsheaf.soak.minutes=N`), the server is killed
/// now and then, compacts and writes snapshots. All that was answered stays true, and neither
/// memory nor disk grows.
@Tag("soak")
class SoakIT {
  private static final long MINUTES = Long.getLong("sheaf.soak.minutes", 120);
  private static final long ROUND_SECONDS = Long.getLong("sheaf.soak.round.seconds", 60);
  private static final long SEED = Long.getLong("sheaf.soak.seed", 1);

  /// Rounds after which everything has the size it will keep.
  private static final int ROUNDS_TO_SETTLE = 4;

  /// Journal files made ahead and snapshots come and go in lots of this size.
  private static final long DISK_SLACK_MIB = 200;

  private static final long HEAP_SLACK_MIB = 24;
  private static final Pattern REACHABLE = Pattern.compile("\\nTotal +\\d+ +(\\d+)");

  @TempDir Path data;

  private final List<Crowd> crowds = List.of(new Crowd("ada", 3), new Crowd("bob", 2));
  private final Random random = new Random(SEED);
  private long heapSettled;
  private long diskSettled;
  private int kills;

  @Test
  void whatWasAnsweredStaysTrueForHoursAndNeitherMemoryNorDiskGrows() throws Exception {
    SheafProcess.addUser(data, "ada");
    SheafProcess.addUser(data, "bob");
    try (SheafProcess sheaf = serve()) {
      for (Crowd crowd : crowds) {
        crowd.prepare(sheaf);
      }
    }
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    for (int round = 1; System.nanoTime() < end; ) {
      try (SheafProcess sheaf = serve()) {
        check(sheaf);
        // Some processes live long enough to show what they keep for ever.
        for (int left = 1 + random.nextInt(4); left > 0 && System.nanoTime() < end; left--) {
          work(sheaf, round++, left == 1 && random.nextInt(4) > 0);
        }
      }
      checkStore();
    }
    try (SheafProcess sheaf = serve()) {
      check(sheaf);
    }
    System.out.printf("soak of %d minutes, seed %d, %d kills%n", MINUTES, SEED, kills);
    crowds.forEach(crowd -> System.out.println(crowd.tally()));
  }

  private SheafProcess serve() throws IOException {
    return SheafProcess.serveWithin(List.of("env", "JAVA_OPTS=-Xmx256m"), data);
  }

  private void check(SheafProcess sheaf) throws IOException {
    for (Crowd crowd : crowds) {
      crowd.check(sheaf);
    }
  }

  private void work(SheafProcess sheaf, int round, boolean kill) throws Exception {
    List<Crowd.Shift> shifts = new ArrayList<>();
    for (Crowd crowd : crowds) {
      shifts.add(crowd.start(sheaf, 1, random));
    }
    shifts.getFirst().work(TimeUnit.SECONDS.toMillis(ROUND_SECONDS));
    if (kill) {
      kills++;
      measure(sheaf, round, "at work, to be killed");
    }
    shifts.forEach(Crowd.Shift::stop);
    if (kill) {
      sheaf.kill();
    }
    for (Crowd.Shift shift : shifts) {
      shift.join();
    }
    if (!kill) {
      measure(sheaf, round, "at rest");
    }
  }

  /// What the process and its directory have grown to.
  private void measure(SheafProcess sheaf, int round, String when) throws Exception {
    long heap = heapMib(sheaf.pid());
    long disk = diskMib();
    System.out.printf(
        "round %d, %s: heap %d MiB reachable, resident %d MiB, disk %d MiB%n",
        round, when, heap, residentMib(sheaf.pid()), disk);
    if (round <= ROUNDS_TO_SETTLE) {
      heapSettled = Math.max(heapSettled, heap);
      diskSettled = Math.max(diskSettled, disk);
    } else {
      assertThat(heap).as("heap in MiB").isLessThan(heapSettled + HEAP_SLACK_MIB);
      assertThat(disk).as("disk in MiB").isLessThan(diskSettled + DISK_SLACK_MIB);
    }
  }

  /// What can still be reached. The size of the heap a moment after a collection would count what
  /// has been allocated since, which under a collector at leisure may be most of it.
  private static long heapMib(long pid) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      // What is being worked on just then counts too, and is not what we look for.
      Matcher reachable = REACHABLE.matcher(output(jcmd, Long.toString(pid), "GC.class_histogram"));
      if (!reachable.find()) {
        throw new IOException("the heap of " + pid + " is not known");
      }
      least = Math.min(least, Long.parseLong(reachable.group(1)) >> 20);
    }
    return least;
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static long residentMib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
      }
    }
    throw new IOException("the memory of " + pid + " is not known");
  }

  private long diskMib() throws IOException {
    long octets = 0;
    try (Stream<Path> files = Files.list(data.resolve("store"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        octets += file.toFile().length(); // 0 for one that was removed just now.
      }
    }
    return octets >> 20;
  }

  /// The store's own check of every frame and body, while no server has it.
  private void checkStore() throws IOException {
    Result result = SheafProcess.run("", "check", "--data", data.toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
  }
}
