package org.sheafmail.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.cli.upload.MailServer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.Account;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

/// Mail goes out of one store to files and from there into another, and is the same.
class ExportCommandTest {
  private static final MailboxName INBOX = MailboxName.INBOX;
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-03-04T23:59:58+01:00");

  @TempDir Path directory;

  private MailStore store;
  private Account account;

  /// A message as it is shown to a client.
  private record Shown(String octets, Set<String> flags, OffsetDateTime date) {}

  @BeforeEach
  void openStore() throws IOException {
    store =
        EmbeddedStore.open(
            FileDisk.open(Files.createDirectories(directory.resolve("data/store"))),
            EmbeddedOptions.defaults(),
            new MimeSummarizer(),
            Clock.systemUTC());
    account = store.account("ada");
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private Shown add(MailboxName mailbox, String octets, OffsetDateTime date, Flag... flags)
      throws IOException {
    byte[] message = octets.getBytes(ISO_8859_1);
    try (var append = (AppendTransaction) account.beginAppend(mailbox)) {
      append.add(
          Set.of(flags),
          date,
          Channels.newChannel(new ByteArrayInputStream(message)),
          message.length);
      assertThat(append.commit()).isInstanceOf(Appended.class);
    }
    return new Shown(octets, Stream.of(flags).map(Flag::name).collect(Collectors.toSet()), date);
  }

  private Run export(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("export", "--data", directory.resolve("data").toString(), "ada"));
    arguments.addAll(List.of(more));
    return Run.sheaf(arguments.toArray(String[]::new));
  }

  private Run upload(Path source, MailServer server, String mailbox) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "secret\n");
    return Run.sheaf(
        "upload",
        source.toString(),
        server.url(mailbox),
        "--no-special-use",
        "--password-file",
        secret.toString(),
        "--state",
        directory.resolve("state").toString());
  }

  private static List<Shown> shown(MailServer server, MailboxName mailbox) {
    return server.messages(mailbox).stream().map(ExportCommandTest::shown).toList();
  }

  private static Shown shown(Response.Fetch message) {
    String octets =
        message
            .first(FetchData.SectionIs.class)
            .flatMap(FetchData.SectionIs::octets)
            .orElseThrow()
            .toString(ISO_8859_1);
    Set<String> flags = new TreeSet<>();
    message
        .first(FetchData.Flags.class)
        .orElseThrow()
        .flags()
        .forEach(flag -> flags.add(flag.name()));
    flags.remove("\\Recent");
    return new Shown(
        octets, flags, message.first(FetchData.InternalDate.class).orElseThrow().dateTime());
  }

  private static List<String> odd() {
    String head = "Subject: odd\r\n\r\n";
    return List.of(
        head + "From here on\r\n>From there\r\n>>From nowhere\r\nFrom: x\r\n>Fro\r\n>\r\n",
        "From someone Thu Apr 14 11:06:56 2016\r\n\r\ntext\r\n",
        head + "\r\n\r\nFrom x@y Thu Apr 14 11:06:56 2016\r\nSubject: not a message\r\n\r\nx\r\n",
        head + "no final line end",
        head + "ends in a carriage return\r",
        head + "ends in several line ends\r\n\r\n\r\n",
        head + "bare \n line \n\n\nFrom ends\n",
        head + "bare \r carriage \r\r\n returns",
        head + "\u00e4\u00f6\u00ff\u0080 8 bit \u00c3\u00a4\r\n",
        "x",
        "\r\n",
        "\n",
        ">",
        "From ",
        ">>>From",
        "Status: RO\r\nX-Status: AF\r\nX-Keywords: wrong\r\nX-Mozilla-Status: 0009\r\n\r\nx\r\n",
        "X-Sheaf-Export: octets=1; date=2026-03-04T23:59:58Z\nStatus: O\nX-Status: \n"
            + "X-Keywords: \nx",
        "X-Gmail-Labels: Elsewhere\r\n\r\nlabelled\r\n",
        "Content-Length: 5\r\n\r\n12345\r\n\r\nFrom a@b Thu Apr 14 11:06:56 2016\r\n\r\n",
        "X-IMAP: 1 2\r\nSubject: INTERNAL DATA\r\n\r\nnot ours\r\n",
        head + ">".repeat(300_000) + "From \r\n" + "From ".repeat(100_000));
  }

  private static List<String> samples() throws IOException {
    List<String> samples = new ArrayList<>();
    for (Path folder :
        List.of(Path.of("../server/src/test/resources/samples"), Path.of("../../shared/corpus"))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(f -> f.toString().matches(".*\\.(eml|msg)")).toList()) {
            samples.add(new String(Files.readAllBytes(file), ISO_8859_1));
          }
        }
      }
    }
    // IMAP has no room for a NUL octet in a message, nor for a message of none.
    samples.removeIf(sample -> sample.isEmpty() || sample.indexOf('\0') >= 0);
    return samples.stream().distinct().toList();
  }

  private List<Shown> fill(MailboxName mailbox, List<String> messages) throws IOException {
    List<Flag> flags =
        List.of(
            Flag.SEEN,
            Flag.ANSWERED,
            Flag.FLAGGED,
            Flag.DELETED,
            Flag.DRAFT,
            new Flag("$Forwarded"),
            new Flag("work"),
            new Flag("a+b~c/d,e;f:2,S"));
    Random random = new Random(1);
    List<Shown> filled = new ArrayList<>();
    for (String message : messages) {
      OffsetDateTime date =
          OffsetDateTime.of(1971 + random.nextInt(120), 2, 28, 1, 2, 3, 0, ZoneOffset.UTC)
              .withOffsetSameInstant(
                  ZoneOffset.ofHoursMinutes(random.nextInt(12), random.nextInt(60)));
      Flag[] drawn = flags.stream().filter(_ -> random.nextInt(3) == 0).toArray(Flag[]::new);
      filled.add(add(mailbox, message, date, drawn));
    }
    return filled;
  }

  @ParameterizedTest(name = "by {0}")
  @ValueSource(strings = {"--mbox", "--maildir"})
  void everyMessageComesBackOctetForOctetWithItsFlagsKeywordsAndDate(String format)
      throws Exception {
    List<String> messages = new ArrayList<>(odd());
    messages.addAll(samples());
    List<Shown> filled = fill(INBOX, messages);
    Path out = directory.resolve("out");

    Run run = export("INBOX", format, out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(filled.size() + " messages of 1 mailboxes");
    try (MailServer server = new MailServer()) {
      Run back = upload(out, server, "Target");
      assertThat(back.exitCode()).as(back.err()).isZero();
      List<Shown> found = shown(server, new MailboxName(List.of("Target")));
      assertThat(found).hasSameSizeAs(filled);
      for (int i = 0; i < filled.size(); i++) {
        assertThat(found.get(i)).as("message %d", i + 1).isEqualTo(filled.get(i));
      }
    }
  }

  @ParameterizedTest(name = "by {0}")
  @ValueSource(strings = {"--mbox", "--maildir"})
  void aWholeAccountComesBackUnderTheSameNames(String format) throws Exception {
    List<MailboxName> names =
        Stream.of(
                "Lists/IETF",
                "Lists",
                "a.b",
                "lists",
                "x.eml",
                "Entw\u00fcrfe/\u65e5\u672c",
                "mbox",
                "dovecot",
                "1",
                ".hidden",
                "con:?",
                "INBOX/below",
                "cur")
            .map(name -> MailboxName.parse(name, '/'))
            .toList();
    List<Shown> inbox = fill(INBOX, odd());
    List<List<Shown>> filled = new ArrayList<>();
    for (MailboxName name : names) {
      account.create(name);
      filled.add(List.of(add(name, "Subject: in " + name.hashCode() + "\r\n\r\n", DATE)));
    }
    Path out = directory.resolve("out");

    Run run = export(format, out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    try (MailServer server = new MailServer()) {
      Run back = upload(out, server, "");
      assertThat(back.exitCode()).as(back.err()).isZero();
      assertThat(shown(server, INBOX)).isEqualTo(inbox);
      for (int i = 0; i < names.size(); i++) {
        assertThat(shown(server, names.get(i))).as("%s", names.get(i)).isEqualTo(filled.get(i));
      }
    }
  }

  @ParameterizedTest(name = "by {0}")
  @ValueSource(strings = {"--mbox", "--maildir"})
  void keywordsBeyondTheLettersOfAMaildirComeBackToo(String format) throws Exception {
    Flag[] all = IntStream.range(0, 60).mapToObj(i -> new Flag("key-" + i)).toArray(Flag[]::new);
    List<Shown> filled = new ArrayList<>();
    filled.add(add(INBOX, "Subject: a\r\n\r\n", DATE, all));
    filled.add(add(INBOX, "Subject: b\r\n\r\n", DATE, all[59], all[1]));
    filled.add(add(INBOX, "Subject: c\r\n\r\n", DATE.withOffsetSameInstant(ZoneOffset.UTC)));
    Path out = directory.resolve("out");

    assertThat(export("INBOX", format, out.toString()).exitCode()).isZero();
    try (MailServer server = new MailServer()) {
      assertThat(upload(out, server, "INBOX").exitCode()).isZero();
      assertThat(shown(server, INBOX)).isEqualTo(filled);
    }
  }

  @Test
  void otherProgramsFindFlagsAndDatesWhereTheyLook() throws Exception {
    OffsetDateTime date = OffsetDateTime.parse("2016-04-04T11:06:56+02:00");
    add(INBOX, "Subject: a\r\n\r\nFrom x\r\n", date, Flag.SEEN, Flag.FLAGGED, new Flag("work"));
    Path mbox = directory.resolve("out.mbox");
    Path maildir = directory.resolve("maildir");
    export("INBOX", "--mbox", mbox.toString());
    export("--maildir", maildir.toString());

    assertThat(Files.readString(mbox))
        .isEqualTo(
            """
            From sheaf Mon Apr  4 09:06:56 2016
            X-Sheaf-Export: octets=23; date=2016-04-04T11:06:56+02:00
            Status: RO
            X-Status: F
            X-Keywords: work
            Subject: a\r
            \r
            >From x\r

            """);
    try (Stream<Path> files = Files.list(maildir.resolve("cur"))) {
      Path file = files.findFirst().orElseThrow();
      assertThat(file.getFileName())
          .hasToString("0000000001.U1.sheaf,S=22,D=1459760816+0200:2,FSa");
      assertThat(Files.readString(file)).isEqualTo("Subject: a\r\n\r\nFrom x\r\n");
      assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(date.toInstant());
    }
    assertThat(maildir.resolve("dovecot-keywords")).hasContent("0 work");
  }

  @Test
  void nothingIsReplacedUnlessThatIsAskedFor() throws Exception {
    add(INBOX, "Subject: a\r\n\r\n", DATE);
    Path file = Files.writeString(directory.resolve("out"), "dear to somebody", UTF_8);
    Path folder = Files.createDirectory(directory.resolve("folder"));
    Files.writeString(folder.resolve("letter"), "dear to somebody", UTF_8);

    assertThat(export("INBOX", "--mbox", file.toString()).exitCode()).isEqualTo(2);
    assertThat(file).hasContent("dear to somebody");
    for (String replace : List.of("", "--replace")) {
      Run run = export("--maildir", folder.toString(), replace.isEmpty() ? "INBOX" : replace);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("is there already");
    }
    assertThat(folder.resolve("letter")).hasContent("dear to somebody");
    assertThat(export("INBOX", "--mbox", file.toString(), "--replace").exitCode()).isZero();
    assertThat(file).content().startsWith("From sheaf ");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left)
          .extracting(path -> path.getFileName().toString())
          .containsExactlyInAnyOrder("data", "out", "folder");
    }
  }

  @Test
  void whatCannotBeExportedIsSaidInOneLine() throws Exception {
    String data = directory.resolve("data").toString();
    Path out = directory.resolve("out");
    for (Run run :
        List.of(
            Run.sheaf("export", "--data", data, "nobody", "--mbox", out.toString()),
            Run.sheaf("export", "--data", data + "x", "ada", "--mbox", out.toString()),
            export("Missing", "--mbox", out.toString()),
            export("a//b", "--mbox", out.toString()),
            export("INBOX"),
            export("INBOX", "--mbox", out.toString(), "--maildir", out.toString()),
            export("INBOX", "--mbox", directory.resolve("no/such").toString()))) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.errLines()).as(run.err()).isEqualTo(1);
    }
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest(name = "by {0}")
  @ValueSource(strings = {"--mbox", "--maildir"})
  void aMessageThatCannotBeReadIsNamedAndTheOthersAreThere(String format) throws Exception {
    for (int i = 1; i <= 3; i++) {
      add(INBOX, "Subject: " + i + "\r\n\r\n" + "text".repeat(100) + i + "\r\n", DATE);
    }
    store.close();
    try (Stream<Path> files = Files.list(directory.resolve("data/store"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".journal")).toList()) {
        String octets = Files.readString(file, ISO_8859_1);
        // The last one of several: after a snapshot the journal below it is not read again.
        Files.writeString(file, octets.replace("text2\r\n", "test2\r\n"), ISO_8859_1);
      }
    }
    Path out = directory.resolve("out");

    Run run = export("INBOX", format, out.toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("left out: INBOX, UID 2: ");
    assertThat(run.out()).contains("2 messages of 1 mailboxes");
    try (MailServer server = new MailServer()) {
      assertThat(upload(out, server, "INBOX").exitCode()).isZero();
      assertThat(server.texts(INBOX))
          .extracting(text -> text.substring(9, 10))
          .containsExactly("1", "3");
    }
  }
}
