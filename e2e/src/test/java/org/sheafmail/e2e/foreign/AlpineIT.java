package org.sheafmail.e2e.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// Alpine, as a person uses it: lists, reads, saves to another mailbox, selects by subject.
class AlpineIT extends ForeignTest {
  private Screen alpine() throws Exception {
    Path config = home.resolve("pinerc");
    String server = "{127.0.0.1:%d/imap/notls/user=%s}".formatted(sheaf.port(), USER);
    Files.writeString(
        config,
        """
        personal-name=Ada
        user-domain=example.org
        inbox-path=%1$sINBOX
        folder-collections=Server %1$s[]
        default-saved-msg-folder=Archive
        feature-list=enable-aggregate-command-set,quit-without-confirm,enable-flag-cmd,disable-password-file-saving,expunge-without-confirm
        last-version-used=9.99
        """
            .formatted(server));
    List<String> command = program.asOrdinaryUser(List.of("alpine", "-p", config.toString(), "-i"));
    return new Screen(home, command);
  }

  @Test
  void aPersonReadsSavesAndSelects() throws Exception {
    try (ImapTalk ada = ada()) {
      ada.ok("CREATE Archive");
      ada.append("INBOX", messages(5));
      try (Screen screen = alpine()) {
        screen.shows("ENTER PASSWORD");
        screen.type(SheafProcess.PASSWORD);
        screen.press("Enter");
        screen.shows("number 1", "number 5", "Folder: INBOX");
        screen.press("Enter");
        screen.shows("the word of this one is word");
        screen.press("s");
        screen.shows("SAVE Msg");
        screen.press("Enter");
        screen.hides("SAVE Msg");
        screen.press("<");
        screen.shows("MESSAGE INDEX");
        screen.press("\\;");
        screen.shows("SELECT criteria");
        screen.press("t");
        screen.shows("Subject fields");
        screen.press("s");
        screen.shows("String in message SUBJECT");
        screen.type("number 2");
        screen.press("Enter");
        screen.shows("ZOOMED MESSAGE INDEX", "number 2");
        screen.press("q");
        screen.ends();
      }
      assertThat(ada.ok("SELECT Archive").all()).contains("* 1 EXISTS");
      assertThat(new String(ada.body(1), US_ASCII)).contains("the word of this one");
    }
  }
}
