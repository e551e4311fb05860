package org.sheafmail.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.Repository;
import org.sheafmail.e2e.rules.RequirementTables.Row;

/// Holds the tables of `docs/rfc/`, the code and the tests together.
class TraceTest {
  private static final Set<String> LEVELS = Set.of("MUST", "SHOULD", "MAY");
  private static final Set<String> SIDES = Set.of("server", "client", "both");

  @Test
  void everyRowIsWellFormedAndItsNameUnique() {
    List<Row> rows = RequirementTables.rows();
    assertThat(rows).hasSizeGreaterThan(100);
    assertThat(rows).extracting(Row::citation).doesNotHaveDuplicates();
    for (Row row : rows) {
      assertThat(row.name()).as(row.citation()).matches("[a-z0-9][a-z0-9-]*");
      assertThat(row.level()).as(row.citation()).isIn(LEVELS);
      assertThat(row.side()).as(row.citation()).isIn(SIDES);
      assertThat(row.section()).as(row.citation()).isNotBlank();
      assertThat(row.text()).as(row.citation()).isNotBlank();
    }
  }

  @Test
  void everyTableIsNamedInItsReadme() {
    String readme = Repository.text(Path.of("docs/rfc/README.md"));
    RequirementTables.tables()
        .forEach(table -> assertThat(readme).contains(table.getFileName().toString()));
  }

  @Test
  void everyCitationNamesARow() {
    Set<String> known =
        RequirementTables.rows().stream().map(Row::citation).collect(Collectors.toSet());
    Map<String, ?> cited = RequirementTables.citedAnywhere();
    assertThat(cited.entrySet()).filteredOn(entry -> !known.contains(entry.getKey())).isEmpty();
  }

  @Test
  void everyMustIsKeptSomewhereInTheCode() {
    assertThat(binding()).isSubsetOf(RequirementTables.citedByCode().keySet());
  }

  @Test
  void everyMustIsProvenByATest() {
    assertThat(binding()).isSubsetOf(RequirementTables.citedByTests().keySet());
  }

  private static List<String> binding() {
    return RequirementTables.rows().stream().filter(Row::binds).map(Row::citation).toList();
  }
}
