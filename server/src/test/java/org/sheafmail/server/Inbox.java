package org.sheafmail.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.Account;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;

/// Puts messages into a test's mailbox by the shortest way.
final class Inbox {
  static final OffsetDateTime DATE = OffsetDateTime.parse("2026-05-04T23:30:00+02:00");

  private final Account account;

  Inbox(TestServer server) throws IOException {
    account = server.account();
  }

  /// Adds a message with CRLF for each line break.
  void add(String message, Flag... flags) throws IOException {
    add(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), DATE, flags);
  }

  /// Adds a sample of the project's.
  void addSample(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Inbox.class.getResourceAsStream("/samples/" + name + ".eml"))) {
      add(in.readAllBytes(), DATE);
    }
  }

  void add(byte[] message, OffsetDateTime internalDate, Flag... flags) throws IOException {
    try (var transaction = (AppendTransaction) account.beginAppend(MailboxName.INBOX)) {
      transaction.add(
          Set.of(flags),
          internalDate,
          Channels.newChannel(new ByteArrayInputStream(message)),
          message.length);
      if (!(transaction.commit() instanceof Appended)) {
        throw new IllegalStateException("not appended");
      }
    }
  }
}
