package org.sheafmail.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.Repository;

/// Rules about the files themselves, whatever is in them.
class RepositoryRulesTest {
  private static final int LINES_MAX = 600;
  private static final Set<String> TEXT =
      Set.of(
          "java", "md", "xml", "tsv", "txt", "toml", "sh", "yml", "yaml", "properties", "config");

  /// Written in two pieces, so that this file does not hold what it looks for.
  private static final Pattern LEFT_OPEN = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern MACHINE =
      Pattern.compile(
          "/ro"
              + "ot/|(^|[^a-z0-9])/wo"
              + "rk/|(?i)\b(nexus|artifactory|mirror)[.][a-z]|repo1[.]maven");

  @Test
  void nothingIsLeftForLater() {
    assertThat(linesWith(LEFT_OPEN)).isEmpty();
  }

  @Test
  void noMergeIsLeftHalfDone() {
    assertThat(linesWith(Pattern.compile("^(<{7}|={7}|>{7})( |$)"))).isEmpty();
  }

  @Test
  void noFileKnowsTheMachineItWasWrittenOn() {
    assertThat(linesWith(MACHINE)).isEmpty();
  }

  @Test
  void noTestIsSwitchedOff() {
    Pattern off = Pattern.compile("^\\s*@Dis" + "abled|Assumptions[.]|assumeT" + "rue");
    assertThat(linesWith(off)).isEmpty();
  }

  @Test
  void noSourceFileIsLongerThanAPersonReads() {
    List<String> tooLong =
        texts().stream()
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> Repository.text(file).lines().count() > LINES_MAX)
            .map(Path::toString)
            .toList();
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyFileOfOneAppendIsThere() {
    List<String> names =
        Repository.sources("main").stream().map(file -> file.getFileName().toString()).toList();
    assertThat(names)
        .contains(
            "ImapSession.java",
            "CommandParser.java",
            "AppendCommand.java",
            "AppendHandler.java",
            "AppendTransaction.java",
            "EmbeddedAppend.java",
            "ResponseWriter.java");
  }

  @Test
  void theReadmeShowsTheCommandsAUserStartsWith() {
    assertThat(Repository.text(Path.of("README.md")))
        .contains("./sheaf demo", "./sheaf serve", "./sheaf user add");
  }

  @Test
  void everyFormatOnDiskHasAPage() {
    assertThat(Repository.files())
        .filteredOn(file -> file.startsWith("docs/formats") && file.toString().endsWith(".md"))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void everyLinkBetweenTheDocumentsLeadsSomewhere() {
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    Repository.files().stream()
        .filter(file -> file.toString().endsWith(".md"))
        .forEach(file ->
            link.matcher(Repository.text(file))
                .results()
                .forEach(match ->
                    assertThat(Repository.root().resolve(file).resolveSibling(match.group(1)))
                        .as("link in %s", file)
                        .exists()));
  }

  @Test
  void theScriptsCanBeRun() {
    assertThat(List.of("sheaf", "check", ".ci/run"))
        .allSatisfy(
            script -> assertThat(Files.isExecutable(Repository.root().resolve(script))).isTrue());
  }

  private static List<String> linesWith(Pattern pattern) {
    return texts().stream()
        .flatMap(file ->
            Repository.text(file)
                .lines()
                .filter(line -> pattern.matcher(line).find())
                .map(line -> file + ": " + line.strip()))
        .toList();
  }

  private static List<Path> texts() {
    return Repository.files().stream().filter(RepositoryRulesTest::isText).toList();
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    // Scripts have no ending; neither have inputs of fuzz tests, which are no text.
    return dot < 0
        ? !file.toString().contains("/resources/")
        : TEXT.contains(name.substring(dot + 1));
  }
}
