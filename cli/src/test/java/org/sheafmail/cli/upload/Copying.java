package org.sheafmail.cli.upload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.sheafmail.cli.copy.AccountSource;
import org.sheafmail.cli.copy.SourceAccount;
import org.sheafmail.cli.plan.Selection;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;

/// What tests of copies share: an account with mail in it, and a quick way to copy it.
abstract class Copying extends Uploading {
  static final int MAILBOXES = 3;

  /// Mailboxes below `top` with messages of all kinds of flags and dates.
  static Map<MailboxName, MailboxName> fill(
      ImapClient client, MailboxName top, MailboxName newTop, Random random) throws IOException {
    Map<MailboxName, MailboxName> mailboxes = new TreeMap<>();
    for (int i = 0; i < MAILBOXES; i++) {
      MailboxName mailbox = below(top, "box" + i);
      client.create(mailbox);
      for (int m = random.nextInt(15); m >= 0; m--) {
        append(client, mailbox, m, random);
      }
      mailboxes.put(mailbox, below(newTop, "box" + i));
    }
    return mailboxes;
  }

  static void append(ImapClient client, MailboxName mailbox, int number, Random random)
      throws IOException {
    String text =
        (random.nextBoolean() ? "Message-ID: <" + number + "@example.org>\r\n" : "")
            + "Subject: "
            + number
            + "\r\n\r\n"
            + "x".repeat(random.nextInt(9) == 0 ? 1_100_000 : random.nextInt(900))
            + "\r\n";
    List<Flag> flags = new ArrayList<>();
    if (random.nextBoolean()) {
      flags.add(Flag.SEEN);
    }
    if (random.nextBoolean()) {
      flags.add(Flag.of("$Forwarded"));
    }
    client.append(
        mailbox,
        List.of(
            AppendItem.of(
                Set.copyOf(flags),
                TestMessages.DATE.plusHours(random.nextInt(10_000)),
                Octets.of(text.getBytes(StandardCharsets.US_ASCII)))));
  }

  static MailboxName below(MailboxName top, String name) {
    List<String> levels = new ArrayList<>(top.levels());
    levels.add(name);
    return new MailboxName(levels);
  }

  Tally copy(
      InetSocketAddress from,
      InetSocketAddress to,
      Map<MailboxName, MailboxName> mailboxes,
      int connections)
      throws Exception {
    try (SourceAccount account =
            new SourceAccount(() -> MailServer.connect(from, "ada", "secret"), IMPATIENT, _ -> {});
        Upload upload = upload(to, new UploadEvents() {}, connections)) {
      upload.run(
          List.of(
              new Upload.Source(
                  "imap://ada@old.example.org",
                  stored -> new AccountSource(account, "old", mailboxes, Selection.ALL, stored))));
      return upload.tally();
    }
  }

  /// All there is to see of the messages of a mailbox, in order.
  static List<String> messages(InetSocketAddress address, MailboxName mailbox) throws IOException {
    try (ImapClient client = MailServer.connect(address, "ada", "secret")) {
      return MailServer.messages(client, mailbox).stream().map(Copying::shown).toList();
    } catch (RefusedException e) {
      return List.of("no mailbox");
    }
  }

  private static String shown(Response.Fetch message) {
    List<String> flags =
        message
            .first(FetchData.Flags.class)
            .map(is -> is.flags().stream().map(Object::toString).sorted().toList())
            .orElse(List.of());
    return flags
        + " "
        + message
            .first(FetchData.InternalDate.class)
            .map(date -> date.dateTime().toInstant())
            .orElseThrow()
        + " "
        + shortened(MailServer.texts(List.of(message)));
  }
}
