package org.sheafmail.cli.upload;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Rows under a heading, columns as wide as they need to be. An empty column is left out.
///
/// @param numbers the columns that are set to the right, counted from 0
public record Table(List<String> heading, Set<Integer> numbers, List<List<String>> rows) {
  private static final String GAP = "  ";

  public Table {
    heading = List.copyOf(heading);
    numbers = Set.copyOf(numbers);
    rows = List.copyOf(rows);
  }

  /// The table, line by line.
  ///
  /// @param bold makes the heading stand out
  public List<String> lines(UnaryOperator<String> bold) {
    int[] widths = new int[heading.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      widths[i] = widest == 0 ? 0 : Math.max(widest, heading.get(i).length());
    }
    List<String> lines = new ArrayList<>();
    lines.add(bold.apply(line(heading, widths)));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(numbers.contains(i) ? padding + row.get(i) : row.get(i) + padding);
        line.append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
