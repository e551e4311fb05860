package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheafTest {
  @Test
  void helpShowsExamplesFirst() {
    Run run = Run.sheaf("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).containsSubsequence("Examples:", "sheaf demo", "Usage:", "Exit codes:");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void withoutArgumentsItShowsTheHelp() {
    assertThat(Run.sheaf()).isEqualTo(Run.sheaf("--help"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve", "user", "user add", "compact"})
  void everyCommandHasHelp(String command) {
    Run run = Run.sheaf((command + " --help").split(" ", -1));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: sheaf " + command);
  }

  @Test
  void versionTellsTheBuildAndWhatItSpeaks() {
    Run run = Run.sheaf("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("sheaf ").contains("MULTIAPPEND").doesNotContain("$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nonsense", "nonsense", "user", "user add", "user list --nonsense x"})
  void wrongUsageIsOneLineAndExitCodeTwo(String line) {
    Run run = Run.sheaf(line.split(" ", -1));
    assertThat(run.errLines()).isEqualTo(1);
    assertThat(run.err()).startsWith("sheaf").contains("--help");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void benchKnowsItsOwnOptions() {
    Run run = Run.sheaf("bench", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("--rounds");
  }
}
