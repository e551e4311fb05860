package org.sheafmail.e2e.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.sheafmail.e2e.Repository;

/// The tables of `docs/rfc/` and what cites them.
final class RequirementTables {
  private static final Pattern NAME = Pattern.compile("\\b(rfc\\d+/[a-z0-9][a-z0-9-]*)");
  private static final Pattern ANNOTATION =
      Pattern.compile("@Requirement\\(([^)]*)\\)", Pattern.DOTALL);

  private RequirementTables() {}

  /// One row.
  record Row(String table, String name, String level, String side, String section, String text) {
    String citation() {
      return table + "/" + name;
    }

    /// True for what the server must keep.
    boolean binds() {
      return level.equals("MUST") && !side.equals("client");
    }
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Path file : tables()) {
      String table = file.getFileName().toString().replace(".tsv", "");
      Repository.text(file).lines().skip(1).map(line -> row(table, line)).forEach(rows::add);
    }
    return rows;
  }

  static List<Path> tables() {
    return Repository.files().stream()
        .filter(file -> file.startsWith("docs/rfc") && file.toString().endsWith(".tsv"))
        .toList();
  }

  private static Row row(String table, String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != 5) {
      throw new AssertionError(table + ": not five columns: " + line);
    }
    return new Row(table, cells[0], cells[1], cells[2], cells[3], cells[4]);
  }

  /// What main code cites, with the files that do.
  static Map<String, Set<Path>> citedByCode() {
    Map<String, Set<Path>> cited = new TreeMap<>();
    for (Path source : Repository.sources("main")) {
      collect(Repository.text(source), source, cited);
    }
    return cited;
  }

  /// What tests prove through `@Requirement`, with the files that do.
  static Map<String, Set<Path>> citedByTests() {
    Map<String, Set<Path>> cited = new TreeMap<>();
    for (Path source : Repository.sources("test")) {
      List<String> annotations =
          ANNOTATION
              .matcher(Repository.text(source))
              .results()
              .map(annotation -> annotation.group(1))
              .toList();
      annotations.forEach(text -> collect(text, source, cited));
    }
    return cited;
  }

  private static void collect(String text, Path source, Map<String, Set<Path>> cited) {
    for (MatchResult match : NAME.matcher(text).results().toList()) {
      cited.computeIfAbsent(match.group(1), _ -> new TreeSet<>()).add(source);
    }
  }

  /// Both maps in one.
  static Map<String, Set<Path>> citedAnywhere() {
    Map<String, Set<Path>> all = new LinkedHashMap<>(citedByCode());
    citedByTests().forEach((name, files) -> all.merge(name, files, RequirementTables::union));
    return all;
  }

  private static Set<Path> union(Set<Path> some, Set<Path> others) {
    Set<Path> union = new TreeSet<>(some);
    union.addAll(others);
    return union;
  }
}
