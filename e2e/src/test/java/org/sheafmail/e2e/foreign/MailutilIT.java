package org.sheafmail.e2e.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// mailutil (c-client, from the author of RFC 3502) sends a whole mbox as one MULTIAPPEND with
/// synchronizing literals.
class MailutilIT extends ForeignTest {
  private static final int COUNT = 40;

  /// Types the password when asked, as c-client reads it from a terminal only.
  private String mailutil(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3",
                Scripts.copy("on_terminal.py", home).toString(),
                "password:",
                SheafProcess.PASSWORD,
                "--",
                "mailutil"));
    command.addAll(List.of(arguments));
    Program.Result result = program.run(program.asOrdinaryUser(command));
    assertThat(result.exitCode()).as(result.printed()).isZero();
    return result.printed();
  }

  private String remote(String mailbox) {
    return "{127.0.0.1:%d/imap/notls/user=%s}%s".formatted(sheaf.port(), USER, mailbox);
  }

  private void writeMbox() throws Exception {
    StringBuilder mbox = new StringBuilder();
    for (int i = 1; i <= COUNT; i++) {
      String status = i % 2 == 0 ? "Status: RO\n" : "Status: O\n";
      mbox.append("From writer%d@example.org Mon Sep 10 01:46:%02d 2001\n".formatted(i, i))
          .append(status)
          .append(message(i).replace("\r\n", "\n"))
          .append('\n');
    }
    Files.writeString(home.resolve("in.mbox"), mbox);
  }

  @Test
  void copyingAnMboxAppendsAllOfItWithDatesAndFlags() throws Exception {
    writeMbox();
    mailutil("copy", "in.mbox", remote("fresh"));
    try (ImapTalk ada = ada()) {
      assertThat(ada.ok("SELECT fresh").all()).contains("* " + COUNT + " EXISTS");
      assertThat(ada.ok("UID SEARCH ALL").all()).contains("SEARCH 1 2 3 ").contains(" " + COUNT);
      assertThat(ada.ok("SEARCH SEEN").all()).contains("SEARCH 2 4 6 ");
      assertThat(ada.ok("FETCH 7 INTERNALDATE").all()).contains("10-Sep-2001 01:46:07");
      assertThat(new String(ada.body(7), US_ASCII)).contains("word7word");
    }
  }

  @Test
  void appendingToAMailboxAddsBehindWhatIsThere() throws Exception {
    writeMbox();
    mailutil("copy", "in.mbox", remote("twice"));
    mailutil("append", "in.mbox", remote("twice"));
    try (ImapTalk ada = ada()) {
      assertThat(ada.ok("SELECT twice").all()).contains("* " + 2 * COUNT + " EXISTS");
      assertThat(new String(ada.body(COUNT + 3), US_ASCII)).contains("word3word");
    }
  }

  @Test
  void transferringCopiesMailboxesFromServerToServer() throws Exception {
    try (ImapTalk ada = ada()) {
      ada.ok("CREATE from/a");
      ada.append("from/a", messages(5));
      ada.ok("CREATE from/b");
      ada.append("from/b", messages(3));
    }
    mailutil("transfer", remote("from/*"), remote("to/"));
    try (ImapTalk ada = ada()) {
      String names = ada.ok("LIST \"\" *").all();
      assertThat(names).contains("to/");
      assertThat(ada.ok("LIST \"\" to/*").untagged()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void copyingBackGivesTheSameMbox() throws Exception {
    writeMbox();
    mailutil("copy", "in.mbox", remote("round"));
    mailutil("copy", remote("round"), "out.mbox");
    String back = Files.readString(home.resolve("out.mbox"));
    for (int i = 1; i <= COUNT; i++) {
      assertThat(back).contains("word" + i + "word");
    }
  }

  @Test
  void aMailboxThatIsThereIsReportedAsSuch() throws Exception {
    writeMbox();
    mailutil("copy", "in.mbox", remote("fresh"));
    assertThat(mailutil("check", remote("fresh"))).contains(COUNT + " ");
  }
}
