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
