package org.sheafmail.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Lets the targets take turns, so that whatever disturbs the machine disturbs all of them alike.
final class Rounds {
  private final int warmups;
  private final int rounds;

  Rounds(Options options) {
    this.warmups = options.warmups;
    this.rounds = options.rounds;
  }

  /// One measurement.
  interface Measurement<T extends Target> {
    /// Does the work once.
    ///
    /// @param round counts from 0, warm-ups included, to make names that are new
    /// @return what took how many nanoseconds; a measurement may be of several things
    Map<String, Long> run(T target, int round) throws IOException;
  }

  /// Everything measured: by what was done, then by target.
  <T extends Target> Map<String, Map<String, Series>> interleave(
      List<T> targets, Measurement<T> measurement) throws IOException {
    Map<String, Map<String, Series>> all = new LinkedHashMap<>();
    for (int round = 0; round < warmups + rounds; round++) {
      for (T target : targets) {
        // Nobody pays for what the one before left to be written.
        Child.run("", List.of("sync"));
        Map<String, Long> nanos = measurement.run(target, round);
        if (round >= warmups) {
          nanos.forEach((what, taken) ->
              all.computeIfAbsent(what, _ -> new LinkedHashMap<>())
                  .computeIfAbsent(target.name(), _ -> new Series())
                  .add(taken));
        }
      }
    }
    return all;
  }

  /// The times one target took for one thing.
  static final class Series {
    private final List<Double> seconds = new ArrayList<>();

    void add(long nanos) {
      seconds.add(nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }

    int size() {
      return seconds.size();
    }

    double median() {
      List<Double> sorted = seconds.stream().sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double min() {
      return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double max() {
      return seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
  }
}
