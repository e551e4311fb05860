package org.sheafmail.e2e.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// neomutt, as a person uses it: looks at the list, reads, flags, copies, searches, deletes, and
/// sees new mail come in.
class NeomuttIT extends ForeignTest {
  private Screen neomutt() throws Exception {
    Path config = home.resolve("muttrc");
    Files.writeString(
        config,
        """
        set folder = "imap://%2$s@127.0.0.1:%1$d/"
        set spoolfile = "+INBOX"
        set imap_user = "%2$s"
        set imap_pass = "%3$s"
        set imap_idle = yes
        set ssl_starttls = no
        set ssl_force_tls = no
        set sort = mailbox-order
        set move = no
        set mark_old = no
        set wait_key = no
        set confirmappend = no
        set confirmcreate = no
        set resolve = no
        set delete = yes
        set quit = yes
        set header_cache = ""
        set mail_check = 1
        set timeout = 1
        """
            .formatted(sheaf.port(), USER, SheafProcess.PASSWORD));
    return new Screen(home, List.of("neomutt", "-F", config.toString()));
  }

  @Test
  void aPersonReadsFlagsCopiesSearchesAndDeletes() throws Exception {
    try (ImapTalk ada = ada()) {
      ada.ok("CREATE Archive");
      ada.append("INBOX", messages(5));
      try (Screen screen = neomutt()) {
        screen.shows("number 1", "number 5", "Msgs:5");
        screen.press("Enter");
        screen.shows("the word of this one is word");
        screen.press("q");
        screen.shows("Msgs:5");
        screen.press("1", "Enter", "F");
        screen.shows("Flag:1");
        screen.press("C");
        screen.shows("Copy to mailbox");
        screen.press("C-u");
        screen.type("=Archive");
        screen.press("Enter");
        screen.hides("Copy to mailbox");
        screen.press("/");
        screen.type("=b word3word");
        screen.press("Enter", "Enter");
        screen.shows("the word of this one is word3word");
        screen.press("q");
        screen.shows("Msgs:5");
        screen.press("d", "$");
        screen.shows("Msgs:4");
        screen.press("q");
        screen.ends();
      }
      ada.ok("SELECT INBOX");
      assertThat(ada.ok("SEARCH ALL").all()).contains("SEARCH 1 2 3 4");
      assertThat(ada.ok("SEARCH FLAGGED").all()).contains("SEARCH 1");
      assertThat(ada.ok("SEARCH BODY word3word").all()).doesNotContain("SEARCH 3");
      assertThat(ada.ok("SELECT Archive").all()).contains("* 1 EXISTS");
      assertThat(new String(ada.body(1), US_ASCII)).contains("word1word");
    }
  }

  @Test
  void newMailAppearsInAnOpenMailbox() throws Exception {
    try (ImapTalk ada = ada()) {
      ada.append("INBOX", messages(2));
      try (Screen screen = neomutt()) {
        screen.shows("Msgs:2");
        ada.append("INBOX", messages(3));
        screen.shows("Msgs:5");
        screen.press("q");
        screen.ends();
      }
    }
  }
}
