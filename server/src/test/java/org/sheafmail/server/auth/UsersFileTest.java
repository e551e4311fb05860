package org.sheafmail.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
  @TempDir private Path directory;
  private UsersFile users;
  private Authenticator authenticator;

  @BeforeEach
  void open() {
    users = new UsersFile(directory, new SecureRandom());
    authenticator = new Authenticator(users, new SecureRandom());
  }

  @Test
  void aUserAddedCanLogInAndIsListed() throws Exception {
    users.add("anna", "secret one");

    assertThat(users.list()).containsExactly("anna");
    assertThat(authenticator.check("anna", "secret one")).contains("anna");
    assertThat(authenticator.check("anna", "secret two")).isEmpty();
    assertThat(authenticator.check("berta", "secret one")).isEmpty();
  }

  @Test
  void aServerThatRunsSeesWhatAnotherProcessChanges() throws Exception {
    users.add("anna", "old");
    assertThat(authenticator.check("anna", "old")).contains("anna");
    var other = new UsersFile(directory, new SecureRandom());

    other.passwd("anna", "new");
    assertThat(authenticator.check("anna", "old")).isEmpty();
    assertThat(authenticator.check("anna", "new")).contains("anna");

    other.remove("anna");
    assertThat(authenticator.check("anna", "new")).isEmpty();
  }

  @Test
  void anEmptyDirectoryHasNoUsers() throws Exception {
    assertThat(users.list()).isEmpty();
    assertThat(authenticator.check("anna", "")).isEmpty();
    assertThat(Files.exists(directory.resolve("users"))).isFalse();
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() throws Exception {
    users.add("anna", "x");

    assertThatThrownBy(() -> users.add("anna", "y"))
        .isInstanceOf(UserException.class)
        .hasMessage("user anna exists already");
    assertThatThrownBy(() -> users.remove("berta")).hasMessage("there is no user berta");
    assertThatThrownBy(() -> users.passwd("berta", "x")).hasMessage("there is no user berta");
    assertThatThrownBy(() -> users.add("two\nlines", "x")).isInstanceOf(UserException.class);
    assertThatThrownBy(() -> users.add("carla", "")).isInstanceOf(UserException.class);
    assertThat(users.list()).containsExactly("anna");
  }

  @Test
  void namesAndPasswordsAreComparedAfterSaslprep() throws Exception {
    users.add("J\u00F6rg", "caf\u00E9"); // composed

    assertThat(authenticator.check("Jo\u0308rg", "cafe\u0301")).contains("J\u00F6rg");
  }

  @Test
  void theFileIsForItsOwnerAlone() throws Exception {
    users.add("anna", "x");

    assertThat(Files.getPosixFilePermissions(directory.resolve("users")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(directory.resolve("users"))).doesNotContain("\tx");
  }

  @Test
  void aDamagedFileIsRefusedWithItsLine() throws Exception {
    users.add("anna", "x");
    Path file = directory.resolve("users");
    Files.writeString(file, Files.readString(file).replace("end ", "berta\thash\nend "));

    assertThatThrownBy(users::list)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 3: expected three fields");
    assertThatThrownBy(() -> users.add("carla", "x")).isInstanceOf(IOException.class);
  }

  @Test
  void anyChangedOctetIsNoticed() throws Exception {
    users.add("anna", "x");
    String whole = Files.readString(directory.resolve("users"));

    for (int i = 0; i < whole.length(); i++) {
      StringBuilder changed = new StringBuilder(whole);
      changed.setCharAt(i, (char) (whole.charAt(i) ^ 1));
      assertThatThrownBy(() -> UserTable.parse(changed.toString()))
          .as("octet %s", i)
          .isInstanceOf(IOException.class);
      String cut = whole.substring(0, i);
      assertThatThrownBy(() -> UserTable.parse(cut)).isInstanceOf(IOException.class);
    }
    assertThat(UserTable.parse(whole).users()).containsKey("anna");
  }

  @Test
  void aRepairKeepsTheUsersWhoseLinesCanBeUnderstood() throws Exception {
    users.add("anna", "x");
    users.add("berta", "y");
    users.add("carla", "z");
    Path file = directory.resolve("users");
    String whole = Files.readString(file);
    Files.writeString(file, whole.replaceFirst("berta\t.argon2id", "berta\t\\$argon3id"));
    byte[] damaged = Files.readAllBytes(file);

    UsersFile.Repaired repaired = users.repair(Instant.parse("2026-03-01T12:00:00Z")).orElseThrow();

    assertThat(repaired.kept()).containsExactly("anna", "carla");
    assertThat(repaired.lost()).containsExactly("berta");
    assertThat(repaired.original()).isEqualTo(directory.resolve("users.damaged-20260301T120000Z"));
    assertThat(repaired.original()).hasBinaryContent(damaged);
    assertThat(users.list()).containsExactly("anna", "carla");
    assertThat(authenticator.check("carla", "z")).contains("carla");
    assertThat(users.repair(Instant.EPOCH)).isEmpty();
    assertThat(Files.readString(file)).startsWith(whole.lines().findFirst().orElseThrow());
  }

  @Test
  void whateverOctetChangesARepairMakesASoundFile() throws Exception {
    users.add("anna", "x");
    users.add("berta", "y");
    Path file = directory.resolve("users");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i += 7) {
      byte[] changed = whole.clone();
      changed[i] ^= (byte) 0x81; // Which is no UTF-8 any more.
      Files.write(file, changed);

      assertThat(users.repair(Instant.ofEpochSecond(i))).as("octet %s", i).isPresent();
      assertThat(List.of("anna", "berta")).as("octet %s", i).containsAll(users.list());
    }
  }

  @Test
  void costsThatWouldStallTheServerAreRefused() {
    assertThatThrownBy(() ->
            Argon2id.parse(
                "$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scramKeysOfAnUnknownUserStayTheSame() throws Exception {
    users.add("anna", "x");
    ScramKeys once = authenticator.scram("berta");

    assertThat(authenticator.scram("berta")).isEqualTo(once);
    assertThat(new Authenticator(users, new SecureRandom()).scram("berta")).isEqualTo(once);
    assertThat(authenticator.scram("carla").salt()).isNotEqualTo(once.salt());
    assertThat(authenticator.scram("anna").iterations()).isEqualTo(once.iterations());
  }
}
