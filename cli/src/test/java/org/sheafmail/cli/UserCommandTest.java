package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.server.auth.Authenticator;
import org.sheafmail.server.auth.UsersFile;

class UserCommandTest {
  @TempDir private Path dir;

  private Run user(String input, String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "user";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--data";
    all[args.length + 2] = dir.toString();
    return Run.withInput(input, all);
  }

  private Optional<String> logIn(String user, String password) throws IOException {
    SecureRandom random = new SecureRandom();
    return new Authenticator(new UsersFile(dir, random), random).check(user, password);
  }

  @Test
  void anAddedUserCanLogInWithTheFirstLineOfStandardInput() throws IOException {
    assertThat(user("s3cret ö\nanything\n", "add", "ada").exitCode()).isZero();
    assertThat(logIn("ada", "s3cret ö")).contains("ada");
    assertThat(logIn("ada", "anything")).isEmpty();
  }

  @Test
  void listPrintsTheNamesAndNothingElse() {
    user("a", "add", "grace");
    user("a", "add", "ada");
    assertThat(user("", "list").out()).isEqualTo("ada\ngrace\n");
  }

  @Test
  void aNewPasswordReplacesTheOldOne() throws IOException {
    user("old", "add", "ada");
    assertThat(user("new", "passwd", "ada").exitCode()).isZero();
    assertThat(logIn("ada", "old")).isEmpty();
    assertThat(logIn("ada", "new")).contains("ada");
  }

  @Test
  void aRemovedUserCannotLogIn() throws IOException {
    user("pw", "add", "ada");
    assertThat(user("", "remove", "ada").exitCode()).isZero();
    assertThat(logIn("ada", "pw")).isEmpty();
  }

  @Test
  void whatCannotBeDoneIsOneLineAndExitCodeTwo() throws IOException {
    user("pw", "add", "ada");
    Path file = Files.createFile(dir.resolve("file"));
    assertRefused(user("pw", "add", "ada"), "exists already");
    assertRefused(user("", "remove", "nobody"), "no user nobody");
    assertRefused(user("", "passwd", "ada"), "password of ada on standard input");
    assertRefused(Run.sheaf("user", "list", "--data", file.toString()), "no data directory");
    assertRefused(
        Run.withInput("pw", "user", "add", "ada", "--data", file.toString()), "not a directory");
    assertRefused(
        Run.sheaf("user", "list", "--data", dir.resolve("typo").toString()), "no data directory");
    assertThat(dir.resolve("typo")).doesNotExist();
  }

  @Test
  void aDamagedUsersFileIsNamedWithItsLine() throws IOException {
    Files.writeString(dir.resolve("users"), "rubbish\n");
    assertRefused(user("", "list"), "line 1");
  }

  private static void assertRefused(Run run, String words) {
    assertThat(run.err()).contains(words);
    assertThat(run.errLines()).isEqualTo(1);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
