package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

class PlanCommandTest {
  private static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";

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

  private static String message(String header, String body) {
    return FROM + header + "\n" + body + "\n\n";
  }

  private Path box(String... messages) throws IOException {
    return Files.writeString(
        directory.resolve("box"), String.join("", messages), StandardCharsets.ISO_8859_1);
  }

  private Run sheaf(String command, Path source, String url, String... more) {
    List<String> args = new ArrayList<>(List.of(command, source.toString(), url));
    args.addAll(List.of("--password-file", secret.toString()));
    args.addAll(List.of("--state", directory.resolve("state").toString()));
    Stream.of(more).forEach(args::add);
    return Run.sheaf(args.toArray(String[]::new));
  }

  private String url() {
    return server.url("");
  }

  @Test
  void aPlanSaysWhatGoesWhereAndSendsNothing() throws IOException {
    Path box =
        box(
            message("X-Gmail-Labels: Inbox,Work\n", "one"),
            message("X-Gmail-Labels: Sent\n", "two"));

    Run run = sheaf("plan", box, url());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "Mailbox     Messages       Size  Dates",
            "INBOX              1  35 octets  from-line 1",
            "Sent (new)         1  29 octets  from-line 1",
            "Work (new)         1  35 octets  from-line 1",
            "",
            "2 messages, 64 octets to send; 1 copy made on the server.",
            "The server takes a batch whole, in one round trip (MULTIAPPEND, LITERAL+).",
            "Nothing was sent.");
    assertThat(server.texts(MailboxName.INBOX)).isEmpty();
    assertThat(sheaf("upload", box, url(), "--dry-run").out()).isEqualTo(run.out());
    assertThat(server.texts(MailboxName.INBOX)).isEmpty();
  }

  @Test
  void aPlanNamesWhatTheServerWouldNotTake() throws IOException {
    Path box = box(message("Message-ID: <big@x>\n", "x".repeat(20_000)), message("", "two"));

    Run run = sheaf("plan", box, server.url("Old"));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains("Refused: " + box + " <big@x>, 19.6 KiB: the server takes messages of 10000")
        .contains("1 message, 7 octets to send; 1 that cannot be uploaded.");
  }

  @Test
  void whatIsNotAskedForIsCountedAlone() throws IOException {
    Path box =
        box(
            message("X-Gmail-Labels: Work\n", "one"),
            message("X-Gmail-Labels: Work/Old\n", "two"),
            message("X-Gmail-Labels: Trash\n", "three"),
            FROM.replace("2016", "2001") + "X-Gmail-Labels: Work\n\nfour\n\n");

    assertThat(sheaf("plan", box, url(), "--include", "w*", "--since", "2016-04-14").out())
        .contains("Work (new)", "Work/Old (new)", "; 2 not asked for.")
        .doesNotContain("Trash");
    assertThat(sheaf("plan", box, url(), "--exclude", "Work/*", "--before", "2016-04-14").out())
        .contains("1 message, 30 octets to send; 3 not asked for.");
    assertThat(sheaf("plan", box, url(), "--skip-larger", "31").out())
        .contains("2 messages, 59 octets to send; 2 left out.");
  }

  @Test
  void mailboxesAreMappedAndUploadedWhereThePlanSays() throws IOException {
    Path box =
        box(
            message("X-Gmail-Labels: Work/2019\n", "one"),
            message("X-Gmail-Labels: 50% *new*\n", "two"));
    String[] maps = {"--map", "Work=Old/Jobs"};

    assertThat(sheaf("plan", box, url(), maps).out())
        .contains(
            "50_ _new_ (new)      50% *new* (what this server can have in a name)",
            "Old/Jobs/2019 (new)  Work/2019 (--map)");

    assertThat(sheaf("upload", box, url(), maps).exitCode()).isZero();
    assertThat(server.texts(MailboxName.parse("Old/Jobs/2019", '/'))).hasSize(1);
    assertThat(server.texts(MailboxName.parse("50_ _new_", '/'))).hasSize(1);
    assertThat(sheaf("verify", box, url(), maps).exitCode()).isZero();
  }

  @Test
  void withoutAskingTheServerNothingIsSaidAboutIt() throws IOException {
    int portOfNobody = 1;
    Run run =
        Run.sheaf(
            "plan",
            box(message("", "one")).toString(),
            "imap://ada@127.0.0.1:" + portOfNobody + "/Old",
            "--offline");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Old             1").contains("The server was not asked.");
  }

  @Test
  void linesOfJsonEndWithTheSummary() throws IOException {
    Run run = sheaf("plan", box(message("", "one")), server.url("Old"), "--json");

    assertThat(run.out().lines())
        .containsExactly(
            "{\"type\":\"plan\",\"mailbox\":\"Old\",\"exists\":false,\"there\":0,\"from\":\"Old\","
                + "\"why\":\"\",\"messages\":1,\"octets\":7,\"undated\":0,\"dated-by-from-line\":1}",
            "{\"type\":\"summary\",\"status\":\"success\",\"messages\":1,\"octets\":7,\"copies\":0,"
                + "\"already\":0,\"not-asked-for\":0,\"left-out\":0,\"refused\":0,\"reason\":\"\"}");
  }

  @Test
  void anUploadTellsItsPlanBeforeItBegins() throws IOException {
    Path box = box(message("", "one"));

    assertThat(sheaf("upload", box, server.url("Old")).err())
        .containsSubsequence("Old (new)", "1 message, 7 octets to send.", "Reading ");
    assertThat(sheaf("upload", box, server.url("Old"), "--no-plan").err())
        .doesNotContain("to send");
  }

  @Test
  void whatEarlierRunsHaveStoredIsToldApart() throws IOException {
    sheaf("upload", box(message("", "one"), message("X-Gmail-Labels: A\n", "two")), url());
    Path box =
        box(
            message("", "one"),
            message("X-Gmail-Labels: A\n", "two"),
            message("", "three"),
            message("", "one"));

    Run run = sheaf("plan", box, url());

    // A message that occurs twice is stored once so far.
    assertThat(run.out()).contains("2 messages, 16 octets to send; 2 stored by an earlier run.");
    assertThat(sheaf("plan", box, url()).out()).isEqualTo(run.out());
    assertThat(sheaf("plan", box, url(), "--restart").out()).contains("4 messages, ");
    assertThat(sheaf("upload", box, url()).err()).contains("; 2 stored by an earlier run.");
    assertThat(sheaf("plan", box, url()).out()).contains("There is nothing to upload.");
  }

  @Test
  void nulOctetsAndEmptyMessagesAreToldOfBeforeAnythingIsSent() throws IOException {
    Path box = box(message("", "one"), message("", "t\0wo"), FROM + "\n", message("", "\0"));

    Run run = sheaf("upload", box, server.url("Old"), "--dry-run");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains("Warning: 2 messages with NUL octets, which many servers refuse (--on-nul): ")
        .contains(box + " at 54 is the first.")
        .contains("Refused: " + box + " at 109, 0 octets: empty");
    assertThat(sheaf("upload", box, server.url("Old")).err()).contains("2 messages with NUL");
    assertThat(sheaf("plan", box, server.url("Old"), "--on-nul", "strip").out())
        .doesNotContain("NUL");
  }

  @Test
  void aMapThatSaysNothingIsWrongUsage() throws IOException {
    Run run = sheaf("plan", box(message("", "one")), url(), "--map", "Work");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--map: expected OLD=NEW, found \"Work\"");
  }

  @Test
  void theTokenCommandIsRunAgainWhenTheServerDoesNotAcceptTheToken() throws IOException {
    Path runs = directory.resolve("runs");
    String command = "echo run >> " + runs + "; echo token$(grep -c run " + runs + ")";
    try (FakeImapServer tokens =
        FakeImapServer.play(
            """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi
            C~ A1 AUTHENTICATE XOAUTH2 .*
            S: A1 NO expired
            C~ A2 AUTHENTICATE XOAUTH2 .*
            S: A2 OK welcome
            C: A3 CAPABILITY
            S: * CAPABILITY IMAP4rev1
            S: A3 OK done
            C: A4 LIST "" ""
            S: * LIST (\\Noselect) "/" ""
            S: A4 OK done
            C: A5 LIST "" "*"
            S: A5 OK done
            C: A6 EXAMINE Old
            S: A6 NO none of that name
            C: A7 LOGOUT
            S: * BYE
            S: A7 OK done
            """)) {
      Run run =
          Run.sheaf(
              "plan",
              box(message("", "one")).toString(),
              "imap://ada@127.0.0.1:" + tokens.port() + "/Old",
              "--oauth2-token-command",
              command);

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("messages one by one (no MULTIAPPEND)");
      assertThat(runs).hasContent("run\nrun");
    }
  }
}
