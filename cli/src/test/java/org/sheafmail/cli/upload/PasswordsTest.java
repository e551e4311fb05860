package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
  private static final TargetUrl TARGET = TargetUrl.parse("imaps://alice@example.org/");
  private static final Map<String, String> VARIABLE = Map.of(Passwords.VARIABLE, "of-variable");

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(home.resolve("secret"), "of-file\nmore\n");
    Files.writeString(
        home.resolve(".netrc"),
        """
        machine other.example.org login alice password wrong
        machine example.org
          login bob password wrong
        machine example.org login alice password of-netrc
        default login anonymous password wrong
        """);
  }

  private static InputStream input() {
    return new ByteArrayInputStream("of-input\nmore\n".getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> find(
      Optional<String> command, Optional<Path> from, Map<String, String> environment)
      throws IOException, InterruptedException {
    return new Passwords(command, from, input(), environment, Passwords.VARIABLE, home)
        .find(TARGET);
  }

  @Test
  void thePasswordOfOneAccountIsNotGivenToAnother() throws Exception {
    var passwords =
        new Passwords(
            Optional.empty(), Optional.empty(), input(), VARIABLE, "SHEAF_FROM_PASSWORD", home);

    assertThat(passwords.find(TARGET)).contains("of-netrc");
  }

  @Test
  void theMostExplicitPlaceWins() throws Exception {
    assertThat(find(Optional.of("echo of-command"), Optional.of(file), VARIABLE))
        .contains("of-command");
    assertThat(find(Optional.empty(), Optional.of(file), VARIABLE)).contains("of-file");
    assertThat(find(Optional.empty(), Optional.empty(), VARIABLE)).contains("of-variable");
    assertThat(find(Optional.empty(), Optional.empty(), Map.of())).contains("of-netrc");
    Files.delete(home.resolve(".netrc"));
    assertThat(find(Optional.empty(), Optional.empty(), Map.of())).isEmpty();
  }

  @Test
  void theFileMayBeTheStandardInput() throws Exception {
    assertThat(find(Optional.empty(), Optional.of(Path.of("-")), VARIABLE)).contains("of-input");
  }

  @Test
  void authinfoIsLookedAtAfterNetrcAndMayHaveQuotes() throws Exception {
    Files.writeString(
        home.resolve(".netrc"), "machine other.example.org login alice password wrong\n");
    Files.writeString(
        home.resolve(".authinfo"),
        "machine example.org login alice port imaps password \"of authinfo\"\n");

    assertThat(find(Optional.empty(), Optional.empty(), Map.of())).contains("of authinfo");
  }

  @Test
  void aCommandThatFailsIsAnError() {
    assertThatThrownBy(() -> find(Optional.of("echo x; false"), Optional.empty(), VARIABLE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed");
    assertThatThrownBy(() -> find(Optional.of("true"), Optional.empty(), VARIABLE))
        .hasMessageContaining("no line with a password");
  }

  @Test
  void aCommandThatDoesNotEndIsEnded() {
    SecretCommand sleeping =
        new SecretCommand("echo early; exec sleep 600", "a password", Duration.ofMillis(1));

    assertThatThrownBy(sleeping::run).hasMessageContaining("did not end within");
  }

  @Test
  void ofACommandThatFailsOnlyTheProgramIsNamed() {
    SecretCommand failing = new SecretCommand("KEY=s3cret exec false --pin 1234", "a password");

    assertThatThrownBy(failing::run)
        .hasMessage("the command for a password (exec …) failed with exit code 1");
  }

  @Test
  void aCommandMayPrintMoreThanAnybodyReads() throws Exception {
    assertThat(new SecretCommand("echo first; yes | head -c 1000000", "a password").run())
        .isEqualTo("first");
  }
}
