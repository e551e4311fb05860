package org.sheafmail.e2e.docs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.client.AppendEachResult;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.AppendOutcome;
import org.sheafmail.client.AppendResult;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.angus.BatchAppend;
import org.sheafmail.e2e.Repository;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.junit.RunningServer;
import org.sheafmail.junit.SheafServer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.SearchKey;

/// The examples of docs/client.md: what stands there stands here, too, and is run.
@SheafServer(users = "ada:secret")
class ClientExamplesTest {
  private static final OffsetDateTime received = OffsetDateTime.parse("2024-07-05T08:09:10+02:00");
  private static final Octets first = Octets.of("Subject: hello\r\n\r\nAda\r\n", US_ASCII);
  private static final Octets second = Octets.of("Subject: again\r\n\r\nAda\r\n", US_ASCII);

  private final List<String> reported = new ArrayList<>();

  private void report(String text) {
    reported.add(text);
  }

  @Test
  void everyExampleOfThePageIsHere() throws IOException {
    String here =
        blank(
            Files.readString(
                Repository.root()
                    .resolve("e2e/src/test/java/org/sheafmail/e2e/docs/ClientExamplesTest.java")));
    List<String> examples =
        Pattern.compile("(?s)```java\n(.*?)```")
            .matcher(Repository.text(Path.of("docs/client.md")))
            .results()
            .map(match -> blank(match.group(1)))
            .toList();
    assertThat(examples).hasSizeGreaterThan(5).allSatisfy(each -> assertThat(here).contains(each));
  }

  private static String blank(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void aBatchIsAppendedAndRead(RunningServer server, @TempDir Path folder) throws Exception {
    String host = server.host();
    int port = server.port();
    ClientOptions options = ClientOptions.plain();
    try (ImapClient client = ImapClient.connect(host, port, options)) {
      client.login("ada", "secret");
      AppendResult appended =
          client.append(
              MailboxName.INBOX,
              List.of(
                  AppendItem.of(Set.of(Flag.SEEN), received, first),
                  AppendItem.of(Set.of(), received, second)));
      appended.uids().ifPresent(uids -> System.out.println("They are messages " + uids.uids()));
      client.logout();
    }
    try (ImapClient client = server.connect()) {
      client.examine(MailboxName.INBOX);
      UidSet found = client.search(new SearchKey.Header("Subject", "hello"));
      client.fetchBodies(
          found,
          (uid, size, octets) -> {
            try (FileChannel file = FileChannel.open(folder.resolve(uid + ".eml"), CREATE, WRITE)) {
              file.transferFrom(octets, 0, size);
            }
          });
      client.fetch(
          found,
          List.of(FetchItem.Attribute.FLAGS, FetchItem.Attribute.INTERNALDATE),
          message -> System.out.println(message.flags() + " " + message.internalDate()));
    }
    assertThat(folder.resolve("1.eml")).hasBinaryContent(first.toByteArray());
  }

  @Test
  void eachMessageHasAnOutcome(ImapClient client) throws Exception {
    int stored = 0;
    AppendItem gone =
        new AppendItem(Set.of(), Optional.empty(), 5, () -> FileChannel.open(Path.of("gone")));
    List<AppendItem> messages = List.of(AppendItem.of(Set.of(), received, first), gone);
    AppendEachResult result = client.appendEach(MailboxName.INBOX, messages);
    for (AppendOutcome outcome : result.outcomes()) {
      switch (outcome) {
        case AppendOutcome.Stored(_, _) -> stored++;
        case AppendOutcome.Refused(var completion) -> report(completion.text());
        case AppendOutcome.Unreadable(var why) -> report(why.getMessage());
        case AppendOutcome.Unknown() -> report("look whether it is there");
        case AppendOutcome.NotSent() -> report("send it again");
      }
    }
    assertThat(stored).isEqualTo(1);
    assertThat(reported).hasSize(1);
  }

  /// Stands for whatever keeps tokens.
  private static final class Tokens {
    String newest(Optional<String> refused) {
      return refused.isPresent() ? "new" : "old";
    }
  }

  @Test
  void aTokenIsRenewedAndTheConversationTraced() throws Exception {
    Tokens tokens = new Tokens();
    ClientOptions options = ClientOptions.plain();
    ClientOptions traced = options.withTrace((side, line) -> System.err.println(side + " " + line));
    String script =
        """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi
        C~ (\\w+) AUTHENTICATE XOAUTH2 .*
        S: $1 NO [AUTHENTICATIONFAILED] expired
        C~ (\\w+) AUTHENTICATE XOAUTH2 .*
        S: $1 OK welcome
        C~ (\\w+) CAPABILITY
        S: * CAPABILITY IMAP4rev1
        S: $1 OK done
        C~ (\\w+) LIST "" ""
        S: * LIST (\\Noselect) "/" ""
        S: $1 OK done
        """;
    try (FakeImapServer fake = FakeImapServer.play(script);
        ImapClient client = ImapClient.connect(fake.address(), traced)) {
      client.login("ada", refused -> tokens.newest(refused));
    }
  }

  @Test
  void messagesOfJakartaMailAreAppended(RunningServer server) throws Exception {
    Message[] mails = {
      new MimeMessage(null, new ByteArrayInputStream(first.toByteArray())),
      new MimeMessage(null, new ByteArrayInputStream(second.toByteArray()))
    };
    try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
      store.connect(server.host(), server.port(), "ada", "secret");
      IMAPFolder folder = (IMAPFolder) store.getFolder("INBOX");
      AppendUID[] uids = BatchAppend.append(folder, mails);
      assertThat(uids).hasSize(2).doesNotContainNull();
    }
  }

  @Test
  void serversThatDoNotBehaveArePlayed() throws Exception {
    String script =
        """
        S: * OK [CAPABILITY IMAP4rev1 LITERAL+] hi
        C~ (\\w+) LOGIN .*
        S: $1 NO [UNAVAILABLE] the directory is down
        """;
    try (FakeImapServer fake = FakeImapServer.play(script);
        ImapClient client = ImapClient.connect(fake.address(), ClientOptions.plain())) {
      assertThatThrownBy(() -> client.login("ada", "secret"))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("the directory is down");
    }
  }

  /// Stands for the program under test.
  private record Mailer(String host, int port) {
    void deliver(String user, String password, String text) throws IOException {
      try (ImapClient client = ImapClient.connect(host, port, ClientOptions.plain())) {
        client.login(user, password);
        client.append(
            MailboxName.INBOX,
            List.of(AppendItem.of(Set.of(), received, Octets.of(text, US_ASCII))));
      }
    }
  }

  @Nested
  @SheafServer(users = "ada:secret")
  class MailerTest {
    @Test
    void mailArrives(RunningServer server, ImapClient ada) throws Exception {
      new Mailer(server.host(), server.port())
          .deliver("ada", "secret", "Subject: hi\r\n\r\nhello\r\n");
      assertThat(ada.select(MailboxName.INBOX).messages()).isEqualTo(1);
    }
  }
}
