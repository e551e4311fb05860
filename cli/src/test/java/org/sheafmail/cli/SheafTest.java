package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void coloursCanBeLeftOut() {
    assertThat(colouredTerminal("upload", "--help")).contains("\u001B[");
    assertThat(colouredTerminal("upload", "--help", "--no-color")).doesNotContain("\u001B[");
  }

  private static String colouredTerminal(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(Sheaf.run(new Terminal(System.in, printed, printed, null, true), args)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutArgumentsItShowsTheHelp() {
    assertThat(Run.sheaf()).isEqualTo(Run.sheaf("--help"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "serve",
        "user",
        "user add",
        "compact",
        "check",
        "export",
        "backup",
        "restore",
        "upload",
        "copy",
        "plan",
        "verify",
        "completion",
        "manual"
      })
  void everyCommandHasHelp(String command) {
    Run run = Run.sheaf((command + " --help").split(" ", -1));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: sheaf " + command);
  }

  @Test
  void theHelpOfAllNamesEachCommand() {
    assertThat(Run.sheaf("--help").out())
        .contains("  demo ", "  upload ", "  copy ", "  restore ", "  bench ", "  help ");
    assertThat(Run.sheaf("help", "copy").out()).contains("Usage: sheaf copy");
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

  @Test
  void optionsAreInGroupsAndLinesToCopyAreNotBroken() {
    String help = Run.sheaf("upload", "--help").out();

    assertThat(help)
        .containsSubsequence(
            "Examples:",
            "--password-command 'pass mail'" + System.lineSeparator(),
            "Usage: sheaf upload [OPTIONS] SOURCE... URL",
            "What is done:",
            "--dry-run",
            "What is read and where it goes:",
            "--map=OLD=NEW",
            "The server:",
            "--password-file",
            "What is told:",
            "--json");
    assertThat(Run.sheaf("help", "upload").out()).isEqualTo(help);
  }

  @Test
  void theManualPageHasEveryCommandAndOption() {
    Run run = Run.sheaf("manual");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith(".TH SHEAF 1")
        .contains(".SS sheaf user add", "\\fB\\-\\-batch\\-octets\\fR=\\fIN\\fR", ".B 130")
        .doesNotContain("null");
    for (String command : List.of("serve", "upload", "plan", "verify")) {
      Matcher options = Pattern.compile("--[a-z-]+").matcher(Run.sheaf("help", command).out());
      assertThat(options.results())
          .extracting(MatchResult::group)
          .allSatisfy(option -> assertThat(run.out().replace("\\-", "-")).contains(option));
    }
    // A line that begins with a dot is a request, and there are no others than these.
    assertThat(run.out().lines().filter(line -> line.startsWith(".")))
        .allMatch(line -> line.matches("[.](TH|SH|SS|PP|TP|B|I|nf|fi)( .*)?"));
  }

  @Test
  void bashCompletesCommandsAndOptions(@TempDir Path directory) throws Exception {
    Path script =
        Files.writeString(directory.resolve("sheaf.bash"), Run.sheaf("completion", "bash").out());

    assertThat(completed(script, "sheaf up")).contains("upload");
    assertThat(completed(script, "sheaf upload --pass"))
        .contains("--password-command", "--password-file");
    assertThat(completed(script, "sheaf user a")).contains("add");
  }

  private static String completed(Path script, String line) throws Exception {
    String bash =
        "source "
            + script
            + "; COMP_WORDS=("
            + line
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=\""
            + line
            + "\"; _complete_sheaf; echo \"${COMPREPLY[@]}\"";
    Process process = new ProcessBuilder("bash", "-c", bash).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void everyLongOptionMayBeAVariableAndTheCommandLineWins(@TempDir Path directory) {
    Map<String, String> environment =
        Map.of("SHEAF_ZONE", "Nowhere/Land", "SHEAF_MAX_WAIT", "", "SHEAF_HELP", "true");
    String[] plan = {"plan", "--offline", directory + "/none", "imap://ada@localhost/"};

    assertThat(Run.withEnvironment(environment, plan).err()).contains("--zone", "Nowhere/Land");
    String[] both = {"plan", "--offline", "--zone=UTC", directory + "/none", "imap://a@localhost/"};
    assertThat(Run.withEnvironment(environment, both).err()).contains("no such file or folder");
  }
}
