package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.upload.MailServer;
import org.sheafmail.protocol.MailboxName;

/// Follows docs/moving-mail.md to the letter, with small samples under the names it uses.
class MovingMailTest {
  private static final Path GUIDE = Path.of("..", "docs", "moving-mail.md");
  private static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";

  @TempDir Path directory;
  private MailServer server;
  private MailServer old;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer();
    old = new MailServer();
    file("secret.txt", "secret\n");
    file("old.mbox", FROM + "Subject: old\n\n1\n\n" + FROM + "Subject: old\n\n2\n");
    file("older.mbox", FROM + "Date: Thu, 14 Apr 2005 11:06:56 +0000\n\n3\n");
    file("Maildir/cur/1.a:2,S", "Subject: inbox\n\n4\n");
    file("Maildir/new/2.b", "Subject: new\n\n5\n");
    file("Maildir/.Work/cur/3.c:2,FS", "Subject: work\n\n6\n");
    file("Local-Folders/Inbox", FROM + "X-Mozilla-Status: 0001\n\n7\n");
    file("Local-Folders/Inbox.msf", "index");
    file("Local-Folders/Inbox.sbd/Lists", FROM + "X-Mozilla-Status: 0000\n\n8\n");
    try (var zip = new ZipOutputStream(Files.newOutputStream(directory.resolve("takeout.zip")))) {
      zip.putNextEntry(new ZipEntry("Takeout/Mail/All mail Including Spam and Trash.mbox"));
      zip.write(
          (FROM + "X-Gmail-Labels: Inbox,Work\n\n9\n\n" + FROM + "X-Gmail-Labels: Sent\n\n10\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    old.close();
  }

  private void file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private int count(String... levels) {
    return server.messages(new MailboxName(List.of(levels))).size();
  }

  /// The lines in the blocks of the guide.
  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(GUIDE)) {
      if (line.startsWith("```")) {
        inside = !inside;
      } else if (inside) {
        commands.add(line);
      }
    }
    return commands;
  }

  @Test
  void everyCommandOfTheGuideDoesWhatItSays() throws IOException {
    assertThat(commands()).hasSizeGreaterThan(7).allMatch(line -> line.startsWith("./sheaf "));
    Run before =
        run("./sheaf upload old.mbox imaps://ada@old.example.org/Lists --password-file secret.txt");
    assertThat(before.exitCode()).as(before.err()).isZero();
    for (String command : commands()) {
      Run run = run(command);
      assertThat(run.exitCode()).as("%s%n%s", command, run.err()).isZero();
    }

    assertThat(count("Gmail", "INBOX")).isEqualTo(1);
    assertThat(count("Gmail", "Work")).isEqualTo(1);
    assertThat(count("Gmail", "Sent")).isEqualTo(1);
    assertThat(count("AllMail")).isEqualTo(2);
    assertThat(count("Jobs", "2016")).isEqualTo(1);
    assertThat(count("Thunderbird", "Inbox")).isEqualTo(1);
    assertThat(count("Thunderbird", "Inbox", "Lists")).isEqualTo(1);
    assertThat(count("INBOX")).isEqualTo(3);
    assertThat(count("Work")).isEqualTo(1);
    assertThat(count("Archive")).isEqualTo(3);
    assertThat(count("Old", "Lists")).isEqualTo(2);
  }

  private Run run(String command) {
    String here = "imap://ada@127.0.0.1:" + server.address().getPort();
    String there = "imap://ada@127.0.0.1:" + old.address().getPort();
    List<String> args = new ArrayList<>();
    for (String word : command.split(" ", -1)) {
      boolean file = Files.exists(directory.resolve(word));
      args.add(
          file
              ? directory.resolve(word).toString()
              : word.replace("imaps://ada@mail.example.org", here)
                  .replace("imaps://ada@old.example.org", there));
    }
    args.removeFirst();
    args.addAll(List.of("--state", directory.resolve("state").toString()));
    return Run.sheaf(args.toArray(String[]::new));
  }
}
