package org.sheafmail.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sheafmail.bench.Rounds.Series;

/// Prints what was measured as Markdown tables.
final class Report {
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void heading(String text) {
    out.println();
    out.println("## " + text);
    out.println();
  }

  void line(String text) {
    out.println(text);
  }

  /// The first row of a table and the rule below it.
  void head(List<String> cells) {
    row(cells);
    row(Collections.nCopies(cells.size(), "---"));
  }

  void row(List<?> cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(cell).append(" |");
    }
    out.println(row);
  }

  /// A number with so many decimals, the same in every country.
  static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /// What the figures are of.
  static String machine() {
    return "%d processors, %s %s, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version());
  }

  /// One row for each target. The last column says how many times as fast as that target the first
  /// one is.
  ///
  /// @param messages handled in the time measured
  /// @param octets handled in the time measured
  void throughput(Map<String, Series> byTarget, long messages, long octets) {
    Map.Entry<String, Series> first = byTarget.entrySet().iterator().next();
    double base = first.getValue().median();
    head(
        List.of(
            "target",
            "median s",
            "min",
            "max",
            "messages/s",
            "MiB/s",
            first.getKey() + " against it"));
    byTarget.forEach((target, series) -> {
      double median = series.median();
      row(
          List.of(
              target,
              number(median, 3),
              number(series.min(), 3),
              number(series.max(), 3),
              number(messages / median, 0),
              number(octets / median / (1 << 20), 1),
              number(median / base, 2) + "×"));
    });
  }

  /// One row for each tool. How many times as fast as the others the first is, goes by messages a
  /// second: not all need have uploaded as many.
  void uploads(String title, Map<String, UploadTimes> byTool) {
    Map.Entry<String, UploadTimes> first = byTool.entrySet().iterator().next();
    heading(title);
    head(
        List.of(
            "tool",
            "messages",
            "rounds",
            "whole process, s",
            "min",
            "max",
            "messages/s",
            first.getKey() + " against it",
            "first APPEND to last OK, s",
            first.getKey() + " against it",
            "peak memory MiB"));
    byTool.forEach((tool, times) -> row(upload(tool, times, first.getValue())));
  }

  private static List<String> upload(String tool, UploadTimes times, UploadTimes first) {
    List<String> cells = new ArrayList<>(List.of(tool, Integer.toString(times.messages)));
    cells.add(Integer.toString(times.appends.size()));
    if (times.whole.size() == 0) {
      cells.addAll(Collections.nCopies(5, "–"));
    } else {
      cells.add(number(times.whole.median(), 3));
      cells.add(number(times.whole.min(), 3));
      cells.add(number(times.whole.max(), 3));
      cells.add(number(times.rate(), 0));
      cells.add(number(first.rate() / times.rate(), 2) + "×");
    }
    cells.add(number(times.appends.median(), 3));
    cells.add(number(first.appendRate() / times.appendRate(), 2) + "×");
    long peak = times.peakKibibytes.get();
    cells.add(peak == 0 ? "–" : Long.toString(peak / 1024));
    return cells;
  }

  /// One row for each thing done, one column for each target.
  void operations(Map<String, Map<String, Series>> byWhat) {
    List<String> targets = List.copyOf(byWhat.values().iterator().next().keySet());
    List<String> head = new ArrayList<>(List.of("operation", targets.getFirst() + " s"));
    for (String target : targets.subList(1, targets.size())) {
      head.add(target + " s");
      head.add(targets.getFirst() + " against it");
    }
    head(head);
    byWhat.forEach(this::operation);
  }

  private void operation(String what, Map<String, Series> byTarget) {
    List<Series> series = List.copyOf(byTarget.values());
    double base = series.getFirst().median();
    List<String> cells = new ArrayList<>(List.of("`" + what + "`", number(base, 4)));
    for (Series other : series.subList(1, series.size())) {
      cells.add(number(other.median(), 4));
      cells.add(number(other.median() / base, 2) + "×");
    }
    row(cells);
  }
}
