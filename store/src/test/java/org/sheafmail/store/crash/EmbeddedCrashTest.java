package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.crash.CrashRun.End;
import org.sheafmail.store.crash.CrashRun.Fault;
import org.sheafmail.store.embedded.EmbeddedStore;

/// The embedded store on a disk whose power fails, which fails to sync, which is full, whose
/// process is killed: at any operation, in recovery too, several times in a row.
///
/// `-Dsheaf.crash.seed=N` runs that seed alone, `-Dsheaf.crash.runs=N` so many of them, and
/// `-Dsheaf.crash.backup.runs=N` so many with backups.
class EmbeddedCrashTest {
  static final StoreOpener EMBEDDED =
      (disk, random, clock) ->
          EmbeddedStore.open(
              disk, SmallOptions.drawnFrom(random, false), new TestSummarizer(1), clock);

  static final CrashRun.Plan PLAN =
      new CrashRun.Plan(5, 40, List.of(Fault.values()), List.of(End.values()), 8 << 10, 0);

  /// The same with a backup now and then, while clients go on, or before an opening.
  static final CrashRun.Plan WITH_BACKUPS =
      new CrashRun.Plan(5, 40, List.of(Fault.values()), List.of(End.values()), 8 << 10, 12);

  private static LongStream seeds(String property, long runs) {
    Long only = Long.getLong("sheaf.crash.seed");
    return only != null
        ? LongStream.of(only)
        : LongStream.range(0, Long.getLong(property, runs)).parallel();
  }

  @Test
  void whatWasAcknowledgedIsThereAndNothingElseIsInPart() {
    Statistics statistics = new Statistics();
    seeds("sheaf.crash.runs", 2000).forEach(seed -> run(seed, PLAN, statistics));

    requireMet(
        statistics,
        "openings in which the power failed",
        "openings in which the process died",
        "openings in which the disk failed",
        "checks of all octets",
        "openings that found 0 open actions done",
        "openings that found 1 open actions done",
        "openings that found 2 open actions done",
        "actions refused",
        "compactions done",
        "compactions given up",
        "compactions the power failed in");
  }

  @Test
  void aBackupIsTheOneBeforeOrTheNewOneAndOfOneMoment() {
    Statistics statistics = new Statistics();
    seeds("sheaf.crash.backup.runs", 100).forEach(seed -> run(seed, WITH_BACKUPS, statistics));

    requireMet(
        statistics,
        "backups made",
        "backups cut short",
        "backups, then a power cut",
        "restores done",
        "restores cut short");
  }

  /// The runs met what they are for.
  private static void requireMet(Statistics statistics, String... all) {
    if (Long.getLong("sheaf.crash.seed") == null) {
      for (String what : all) {
        assertThat(statistics.of(what)).as("%s in %s", what, statistics).isPositive();
      }
    }
  }

  static void run(long seed, CrashRun.Plan plan, Statistics statistics) {
    try {
      new CrashRun(seed, plan, EMBEDDED, statistics).run();
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed " + seed + ", again with -Dsheaf.crash.seed=" + seed + ": " + e.getMessage(), e);
    }
  }
}
