package org.sheafmail.e2e.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;
import org.sheafmail.e2e.SheafProcess.Result;

/// What `sheaf` tells the person and the script that starts it.
class ServeIT {
  private static final int USAGE = 2;
  private static final int CONNECT = 4;

  @TempDir Path data;

  @Test
  void serveTellsWhereItListensAndEndsAtSigterm() throws Exception {
    SheafProcess.addUser(data, "ada");
    try (SheafProcess sheaf = SheafProcess.serve(data)) {
      try (ImapTalk ada = sheaf.login("ada")) {
        assertThat(ada.greeting()).startsWith("* OK ");
        assertThat(ada.ok("NOOP").isOk()).isTrue();
      }
      assertThat(sheaf.terminate()).isIn(0, 143);
    }
  }

  @Test
  void whatWasAppendedIsThereAfterARestart() throws Exception {
    SheafProcess.addUser(data, "ada");
    byte[] message = "Subject: kept\r\n\r\nover the restart\r\n".getBytes(US_ASCII);
    try (SheafProcess sheaf = SheafProcess.serve(data);
        ImapTalk ada = sheaf.login("ada")) {
      assertThat(ada.append("INBOX", List.of(message, message)).isOk()).isTrue();
    }
    try (SheafProcess sheaf = SheafProcess.serve(data);
        ImapTalk ada = sheaf.login("ada")) {
      assertThat(ada.ok("SELECT INBOX").all()).contains("* 2 EXISTS");
      assertThat(ada.body(2)).isEqualTo(message);
    }
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefusedInOneLine() throws Exception {
    SheafProcess.addUser(data, "ada");
    try (SheafProcess _ = SheafProcess.serve(data)) {
      Result second =
          SheafProcess.run("", "serve", "--data", data.toString(), "--imap", "127.0.0.1:0");
      assertThat(second.exitCode()).isEqualTo(USAGE);
      assertOneLine(second);
      assertThat(second.err()).contains(data.toString());
    }
  }

  @Test
  void anAddressInUseIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Result result = SheafProcess.run("", "serve", "--data", data.toString(), "--imap", address);
      assertThat(result.exitCode()).isEqualTo(CONNECT);
      assertOneLine(result);
      assertThat(result.err()).contains(address);
    }
  }

  @Test
  void aDataDirectoryThatIsAFileIsToldInOneLine() throws Exception {
    Path file = Files.createFile(data.resolve("file"));
    Result result = SheafProcess.run("", "serve", "--data", file.toString());
    assertThat(result.exitCode()).isEqualTo(USAGE);
    assertOneLine(result);
    assertThat(result.err()).contains(file.toString());
  }

  @Test
  void aWrongOptionIsToldInOneLineThatPointsToTheHelp() throws Exception {
    Result result = SheafProcess.run("", "serve", "--date", data.toString());
    assertThat(result.exitCode()).isEqualTo(USAGE);
    assertOneLine(result);
    assertThat(result.err()).contains("--help");
  }

  @Test
  void anUnknownCommandIsToldInOneLine() throws Exception {
    Result result = SheafProcess.run("", "sreve");
    assertThat(result.exitCode()).isEqualTo(USAGE);
    assertOneLine(result);
  }

  @Test
  void helpNamesEveryCommandAndEveryExitCode() throws Exception {
    Result result = SheafProcess.run("", "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("serve", "demo", "user", "bench", "Exit codes");
  }

  @Test
  void usersComeAndGoWhileTheServerRuns() throws Exception {
    SheafProcess.addUser(data, "ada");
    try (SheafProcess sheaf = SheafProcess.serve(data)) {
      assertThat(mayLogIn(sheaf, "bob", SheafProcess.PASSWORD)).isFalse();
      SheafProcess.addUser(data, "bob");
      assertThat(mayLogIn(sheaf, "bob", SheafProcess.PASSWORD)).isTrue();
      assertThat(user("", "list").out().lines()).containsExactly("ada", "bob");

      assertThat(user("another\n", "passwd", "bob").exitCode()).isZero();
      assertThat(mayLogIn(sheaf, "bob", SheafProcess.PASSWORD)).isFalse();
      assertThat(mayLogIn(sheaf, "bob", "another")).isTrue();

      assertThat(user("", "remove", "bob").exitCode()).isZero();
      assertThat(mayLogIn(sheaf, "bob", "another")).isFalse();
      assertThat(mayLogIn(sheaf, "ada", SheafProcess.PASSWORD)).isTrue();
    }
  }

  @Test
  void aUserThatIsThereOrIsNotIsToldInOneLine() throws Exception {
    SheafProcess.addUser(data, "ada");
    Result again = user("secret\n", "add", "ada");
    assertThat(again.exitCode()).isEqualTo(USAGE);
    assertOneLine(again);
    Result nobody = user("", "remove", "bob");
    assertThat(nobody.exitCode()).isEqualTo(USAGE);
    assertOneLine(nobody);
  }

  private Result user(String input, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 3];
    all[0] = "user";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--data";
    all[arguments.length + 2] = data.toString();
    return SheafProcess.run(input, all);
  }

  private static boolean mayLogIn(SheafProcess sheaf, String user, String password)
      throws IOException {
    try (ImapTalk talk = new ImapTalk(sheaf.port())) {
      return talk.send("LOGIN " + user + " \"" + password + "\"").isOk();
    }
  }

  private static void assertOneLine(Result result) {
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.out()).isEmpty();
  }
}
