package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.upload.MailServer;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.MailboxName;

class UploadCommandTest {
  private static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";
  private static final MailboxName TARGET = new MailboxName(List.of("Target"));

  @TempDir Path directory;
  private MailServer server;
  private Path secret;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer("[limits.append]\nmessage-size-max = 10000\n");
    secret = Files.writeString(directory.resolve("secret"), "secret\n");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Path mbox(String... bodies) throws IOException {
    StringBuilder mbox = new StringBuilder();
    for (int i = 0; i < bodies.length; i++) {
      mbox.append(FROM).append("Message-ID: <m").append(i + 1).append("@example.org>\n\n");
      mbox.append(bodies[i]).append("\n\n");
    }
    return Files.writeString(directory.resolve("box"), mbox, StandardCharsets.ISO_8859_1);
  }

  private Run upload(String source, String url, String... more) {
    List<String> args = new ArrayList<>(List.of("upload", source, url));
    args.addAll(List.of("--password-file", secret.toString()));
    args.addAll(List.of("--state", directory.resolve("state").toString(), "--max-wait", "0"));
    Stream.of(more).forEach(args::add);
    return Run.sheaf(args.toArray(String[]::new));
  }

  @Test
  void anUploadSaysWhatIsStored() throws IOException {
    Run run = upload(mbox("one", "two").toString(), server.url("Target"));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("2 messages stored (").contains(" 0 refused.");
    assertThat(server.texts(TARGET)).hasSize(2);
    assertThat(upload(directory.resolve("box").toString(), server.url("Target")).out())
        .contains("0 messages stored", "2 stored by an earlier run");
    assertThat(upload(directory.resolve("box").toString(), server.url("Target"), "--restart").out())
        .contains("2 messages stored");
  }

  @Test
  void oneBadMessageOfFiveDoesNotCostTheOthersAndIsNamed() throws IOException {
    Path box = mbox("one", "two", "x".repeat(20_000), "a NUL \0 here", "five");

    Run run = upload(box.toString(), server.url("Target"));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).startsWith("3 messages stored").contains("2 refused");
    assertThat(server.texts(TARGET))
        .extracting(text -> text.substring(text.indexOf("\r\n\r\n") + 4).strip())
        .containsExactly("one", "two", "five");
    assertThat(run.err())
        .contains(
            box
                + " at 166 <m3@example.org>, 19.6 KiB, for Target: the server takes messages of 10000")
        .containsPattern("at \\d+ <m4@example.org>, 46 octets, for Target: NO .*NUL");
    assertThat(directory.resolve("state/refused/refused.tsv"))
        .content()
        .contains("<m3@example.org>", "<m4@example.org>");
    assertThat(upload(box.toString(), server.url("Target")).exitCode()).isEqualTo(3);
    assertThat(server.texts(TARGET)).hasSize(3);
  }

  @Test
  void ifEverythingIsRefusedTheExitCodeSaysSo() throws IOException {
    assertThat(upload(mbox("a\0", "b\0").toString(), server.url("Target")).exitCode()).isEqualTo(6);
  }

  @Test
  void errorsCanBeLimited() throws IOException {
    Run run = upload(mbox("a\0", "b\0", "c").toString(), server.url("Target"), "--max-errors", "1");

    assertThat(run.exitCode()).isEqualTo(8);
    assertThat(run.err()).contains("Stopped: more than 1 messages refused");
  }

  @Test
  void aWrongPasswordIsExitCodeFive() throws IOException {
    Files.writeString(secret, "wrong\n");

    assertThat(upload(mbox("a").toString(), server.url("Target")).exitCode()).isEqualTo(5);
  }

  @Test
  void aServerThatIsNotThereIsExitCodeFour() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Run run = upload(mbox("a").toString(), "imap://ada@127.0.0.1:" + port + "/Target");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("cannot connect");
  }

  @Test
  void aSourceThatIsNoMailIsExitCodeSeven() throws IOException {
    Path notes = Files.writeString(directory.resolve("notes"), "Buy milk.\n");

    assertThat(upload(notes.toString(), server.url("Target")).exitCode()).isEqualTo(7);
    assertThat(upload(directory + "/none", server.url("Target")).exitCode()).isEqualTo(7);
  }

  @Test
  void usageErrorsAreExitCodeTwo() throws IOException {
    Path box = mbox("a");

    assertThat(upload(box.toString(), "http://example.org/").exitCode()).isEqualTo(2);
    assertThat(upload(box.toString(), server.url(""), "--date", "guess").exitCode()).isEqualTo(2);
    assertThat(upload(box.toString(), server.url(""), "--on-nul", "eat").exitCode()).isEqualTo(2);
    assertThat(Run.sheaf("upload", box.toString()).exitCode()).isEqualTo(2);
  }

  @Test
  void aPasswordInTheUrlWorksAndIsWarnedOf() throws IOException {
    String url = server.url("Target").replace("ada@", "ada:secret@");
    Run run =
        Run.sheaf(
            "upload", mbox("a").toString(), url, "--state", directory.resolve("s").toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("Warning: a password in the URL").doesNotContain("secret@");
  }

  @Test
  void anUploadCanBeVerifiedAtItsEnd() throws IOException {
    Path box = mbox("one", "a NUL \0 here");

    Run partial = upload(box.toString(), server.url("Target"), "--verify=hash");
    assertThat(partial.exitCode()).isEqualTo(3);
    assertThat(partial.out())
        .containsSubsequence("1 message stored", "Compared by hash: of 2 messages 1 missing.");

    Run all = upload(mbox("one").toString(), server.url("Target"), "--verify");
    assertThat(all.exitCode()).isZero();
    assertThat(all.out()).contains("Compared by size: all 1 message");
    upload(mbox("one").toString(), server.url("Target"), "--restart");
    Run twice = upload(mbox("one").toString(), server.url("Target"), "--verify", "--json");
    assertThat(twice.exitCode()).isEqualTo(10);
    assertThat(twice.out().lines().toList().getLast())
        .startsWith("{\"type\":\"summary\",\"status\":\"failed\"");
  }

  @Test
  void aTraceShowsTheConversationWithoutMessagesAndSecrets() throws IOException {
    Path trace = directory.resolve("trace");

    upload(mbox("my dear").toString(), server.url("Target"), "--trace", trace.toString());

    assertThat(trace)
        .content()
        .startsWith("1 S: * OK")
        .contains("1 C: A", "APPEND Target", "<41 octets>")
        .doesNotContain("my dear", "secret");
    assertThat(Files.getPosixFilePermissions(trace))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aConnectionThatCannotBeMadeSaysWhereToAndWhy() throws IOException {
    String box = mbox("a").toString();
    String tls = server.url("Target").replace("imap://", "imaps://");

    assertThat(upload(box, tls).err())
        .contains("127.0.0.1 port " + server.address().getPort() + ": it does not begin with TLS");
    assertThat(upload(box, "imap://ada@nowhere..invalid/").err())
        .contains("nowhere..invalid port 143: no such host");
    Run untrusted = upload(box, tls, "--trust", directory.resolve("none.pem").toString());
    assertThat(untrusted.exitCode()).isEqualTo(2);
    assertThat(untrusted.err()).contains("none.pem");
  }

  @Test
  void aTokenThatCannotBeHadIsSaid() throws IOException {
    Run run = upload(mbox("a").toString(), server.url("T"), "--oauth2-token-command", "exit 3");

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("token");
  }

  @Test
  void quietSaysOnlyWhatWentWrong() throws IOException {
    Run run = upload(mbox("one", "a\0").toString(), server.url("Target"), "--quiet");

    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).singleElement().asString().startsWith("Refused: ");
    assertThat(upload(mbox("two").toString(), server.url("Target"), "-v").err())
        .contains("1 message appended in Target, ");
  }

  @Test
  void linesOfJsonEndWithTheSummary() throws IOException {
    Path report = directory.resolve("report.jsonl");
    Run run =
        upload(
            mbox("a", "b\0").toString(),
            server.url("Target"),
            "--json",
            "--report",
            report.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    List<String> lines = run.out().lines().toList();
    assertThat(lines)
        .allMatch(line -> line.startsWith("{\"type\":\""))
        .anyMatch(line -> line.contains("\"outcome\":\"refused\"") && line.contains("<m2@"));
    assertThat(lines.getLast())
        .startsWith("{\"type\":\"summary\",\"status\":\"partial\",\"found\":2,\"stored\":1,");
    assertThat(report).content().isEqualTo(run.out());
  }

  @Test
  void noMoreOctetsAreSentThanAllowedAndTheNextRunGoesOn() throws IOException {
    String box = mbox("x".repeat(400), "x".repeat(400), "x".repeat(400)).toString();

    Run run = upload(box, server.url("Target"), "--max-octets", "1000");

    assertThat(run.exitCode()).isEqualTo(ExitCode.LIMIT.code());
    assertThat(run.out()).contains("2 messages stored");
    assertThat(run.err()).contains("Stopped: stopped before more than 1000 octets are sent");
    assertThat(upload(box, server.url("Target"), "--max-octets", "1000").exitCode()).isZero();
    assertThat(server.texts(TARGET)).hasSize(3);
  }

  @Test
  void limitsOfNothingAreWrongUsage() throws IOException {
    Run run = upload(mbox("one").toString(), server.url("Target"), "--rate", "0");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains("--rate and --bandwidth are 1 at the least");
  }

  @Test
  void emptyMessagesMayBeNothingToBeMissed() throws IOException {
    Path box = Files.writeString(directory.resolve("box"), FROM + "\n" + FROM + "\none\n");

    assertThat(upload(box.toString(), server.url("Target")).exitCode()).isEqualTo(3);
    Run run = upload(box.toString(), server.url("Other"), "--on-empty", "skip");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Left out: " + box + ": empty");
  }

  @Test
  void aServerMayBeGoodForLessThanItSays() throws IOException {
    String box = mbox("one", "two", "three").toString();
    Path trace = directory.resolve("trace");

    Run run =
        upload(
            box,
            server.url("Target"),
            "--no-multiappend",
            "--no-literal-plus",
            "--trace",
            trace.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readAllLines(trace))
        .filteredOn(line -> line.matches("1 C: \\w+ APPEND .*"))
        .hasSize(3)
        .noneMatch(line -> line.contains("+}"));
    assertThat(server.texts(TARGET)).hasSize(3);
  }

  @Test
  void aServerThatWantsToBeLeftAloneForLongerThanWeWaitIsToBeTriedLater() throws IOException {
    String script =
        """
        S: * OK [CAPABILITY IMAP4rev1] hi
        C~ (\\w+) LOGIN .*
        S: $1 OK welcome
        C~ (\\w+) CAPABILITY
        S: * CAPABILITY IMAP4rev1 LITERAL+ MULTIAPPEND
        S: $1 OK done
        C~ (\\w+) LIST "" ""
        S: * LIST (\\Noselect) "/" ""
        S: $1 OK done
        C~ (\\w+) LIST "" "\\*"
        S: $1 OK done
        C~ (\\w+) EXAMINE Target
        S: * OK [UIDVALIDITY 7] ids
        S: * OK [UIDNEXT 1] next
        S: $1 OK done
        C~ (\\w+) APPEND Target .*\\{\\d+\\+\\}
        C: Message-ID: <m1@example.org>
        C:\s
        C: one
        C:\s
        S: $1 NO [UNAVAILABLE] come back tomorrow
        C~ (\\w+) LOGOUT
        S: * BYE
        S: $1 OK done
        """;
    try (FakeImapServer busy = FakeImapServer.play(script)) {
      String url = "imap://ada@127.0.0.1:" + busy.port() + "/Target";
      Run run = upload(mbox("one").toString(), url, "--no-plan");

      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.TEMPORARY.code());
      assertThat(run.err())
          .contains("the server wants us to wait: NO [UNAVAILABLE] come back tomorrow");
    }
  }

  @Test
  void whatStopsAfterSomeMessagesAreStoredIsPartlyDone() throws IOException {
    Path notes = Files.writeString(directory.resolve("notes"), "From the diary of nobody\n");

    Run run =
        Run.sheaf(
            "upload",
            mbox("one").toString(),
            notes.toString(),
            server.url("Target"),
            "--password-file",
            secret.toString(),
            "--state",
            directory.resolve("state").toString(),
            "--no-plan",
            "--json");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.SOURCE.code());
    assertThat(server.texts(TARGET)).hasSize(1);
    assertThat(run.out().lines().toList().getLast())
        .startsWith("{\"type\":\"summary\",\"status\":\"partial\"");
  }

  @Test
  void aPasswordFileThatIsNotThereIsNamed() throws IOException {
    Path nowhere = directory.resolve("nowhere");

    Run run =
        Run.sheaf(
            "upload",
            mbox("one").toString(),
            server.url("Target"),
            "--password-file",
            nowhere.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains("cannot read the password file " + nowhere + ": no such file");
  }

  @Test
  void nobodyButTheOwnerMayReadANewReport() throws IOException {
    Path report = directory.resolve("report");

    upload(mbox("one").toString(), server.url("Target"), "--report", report.toString());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report)))
        .isEqualTo("rw-------");
  }

  private static void assertFailedAtLast(Run run, int exitCode, String reason) {
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out().lines().filter(line -> line.contains("\"type\":\"summary\""))).hasSize(1);
    assertThat(run.out().lines().toList().getLast())
        .startsWith("{\"type\":\"summary\",\"status\":\"failed\"")
        .contains(reason);
  }

  @Test
  void thereIsOneSummaryHoweverItEnds() throws IOException {
    String box = mbox("one").toString();
    String url = server.url("Target");
    upload(box, url);
    assertFailedAtLast(
        upload(box, url, "--restart", "--verify", "--json"),
        10,
        "the server does not have what the sources have");
    assertFailedAtLast(upload(box, url, "--no-such-option", "--json"), 2, "--no-such-option");
    assertFailedAtLast(upload(box, "imap://127.0.0.1", "--json"), 2, "user");
    assertFailedAtLast(upload(box, "imap://ada@nowhere..invalid/", "--json"), 4, "no such host");
    String missing = directory.resolve("missing").toString();
    assertFailedAtLast(upload(missing, url, "--json"), 7, "missing");
    for (String command : List.of("plan", "verify")) {
      assertFailedAtLast(
          Run.sheaf(command, missing, url, "--password-file", secret.toString(), "--json"),
          7,
          "missing");
    }
  }

  @Test
  void messagesThatAreSkippedByWishAreNotMissedByTheVerification() throws IOException {
    Run run =
        upload(
            mbox("one", "x".repeat(5000)).toString(),
            server.url("Target"),
            "--skip-larger",
            "1000",
            "--verify",
            "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().toList().getLast())
        .startsWith("{\"type\":\"summary\",\"status\":\"success\"")
        .contains("\"left-out\":1");
  }

  @Test
  void aMessageThatCannotGoAsBinaryIsPutAside() throws IOException {
    Path box = mbox("one", "a NUL \0 here");

    Run plan = upload(box.toString(), server.url("Target"), "--on-nul", "binary", "--dry-run");
    Run run = upload(box.toString(), server.url("Target"), "--on-nul", "binary");

    assertThat(List.of(plan.exitCode(), run.exitCode())).containsOnly(3);
    assertThat(plan.out()).contains("<m2@example.org>", "does not take binary messages (BINARY)");
    assertThat(run.err()).contains("<m2@example.org>", "does not take binary messages (BINARY)");
    assertThat(server.texts(TARGET)).hasSize(1);
  }
}
