package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;

/// Messages with two labels, to a server that copies fewer of them than it was asked to.
class ServerCopyTest extends Uploading {
  private static final String CONNECT =
      """
      S: * OK hi
      C~ (\\w+) CAPABILITY
      S: * CAPABILITY IMAP4rev1 MULTIAPPEND UIDPLUS LITERAL+
      S: $1 OK done
      C~ (\\w+) LOGIN .*
      S: $1 OK welcome
      C~ (\\w+) CAPABILITY
      S: * CAPABILITY IMAP4rev1 MULTIAPPEND UIDPLUS LITERAL+
      S: $1 OK done
      C~ (\\w+) LIST "" ""
      S: * LIST (\\Noselect) "/" ""
      S: $1 OK done
      """;

  private static final String LOGOUT =
      """
      C~ (\\w+) LOGOUT
      S: * BYE
      S: $1 OK done
      """;

  private static String examine(String mailbox, int uidNext) {
    return """
    C~ (\\w+) EXAMINE %s
    S: * OK [UIDVALIDITY 7] ids
    S: * OK [UIDNEXT %d] next
    S: $1 OK [READ-ONLY] done
    """
        .formatted(mailbox, uidNext);
  }

  private static String append(String mailbox, String uids, String... ids) {
    StringBuilder script = new StringBuilder();
    for (String id : ids) {
      script.append(script.isEmpty() ? "C~ (\\w+) APPEND " + mailbox : "C~ ").append(" .*\\+}\n");
      script.append("C: X-Gmail-Labels: A,B\nC: Message-ID: <" + id + ">\nC: \nC: text\n");
    }
    return script + "C: \nS: $1 OK [APPENDUID 7 " + uids + "] done\n";
  }

  private void assertAllStored(String copyAndAfter) throws Exception {
    String message = FROM + "X-Gmail-Labels: A,B\nMessage-ID: <%s>\n\ntext\n\n";
    Path box =
        Files.writeString(
            directory.resolve("box"),
            message.formatted("one") + message.formatted("two") + message.formatted("six"),
            StandardCharsets.US_ASCII);
    try (FakeImapServer server =
        FakeImapServer.play(
            CONNECT
                + examine("A", 1)
                + append("A", "1:3", "one", "two", "six")
                + examine("B", 11)
                + examine("A", 4)
                + "C~ (\\w+) UID COPY 1:3 B\n"
                + copyAndAfter
                + LOGOUT)) {
      try (Upload upload = upload(server.address(), new UploadEvents() {})) {
        upload.run(List.of(labelled(box)));

        assertThat(upload.tally().stored()).isEqualTo(6);
        assertThat(upload.tally().copied()).isEqualTo(2);
      }
    }
  }

  @Test
  void whatTheServerDoesNotTellToHaveCopiedIsSent() throws Exception {
    assertAllStored(
        "S: $1 OK [COPYUID 7 1,3 11:12] done\n" + examine("B", 13) + append("B", "13", "two"));
  }

  @Test
  void whereTheServerTellsNothingTheMailboxIsLookedAt() throws Exception {
    String found =
        """
        C~ (\\w+) UID FETCH 11:12 .*
        S: * 1 FETCH (UID 11 RFC822.SIZE %1$d INTERNALDATE "14-Apr-2016 11:06:56 +0000" \
        BODY[HEADER.FIELDS (MESSAGE-ID)] "Message-ID: <one>")
        S: * 2 FETCH (UID 12 RFC822.SIZE %1$d INTERNALDATE "14-Apr-2016 11:06:56 +0000" \
        BODY[HEADER.FIELDS (MESSAGE-ID)] "Message-ID: <six>")
        S: $1 OK done
        """
            .formatted("X-Gmail-Labels: A,B  Message-ID: <one>    text  ".length());
    String look = examine("B", 13) + found;
    assertAllStored("S: $1 OK done\n" + look + examine("B", 13) + append("B", "13", "two"));
  }
}
