package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.client.AppendEachResult;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.AppendOutcome;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.client.SelectedMailbox;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.SearchKey;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.command.StoreCommand;
import org.sheafmail.protocol.response.Response;

/// What the client library does is the same on whatever server.
abstract class ClientContract {
  private static final OffsetDateTime RECEIVED = OffsetDateTime.parse("2004-07-05T08:09:10+02:00");
  private static final int LARGE = 3_000_000;

  private final MailboxName mailbox = new MailboxName(List.of("here" + System.nanoTime()));
  private ImapClient client;

  abstract InetSocketAddress address();

  @BeforeEach
  void connect() throws IOException {
    client = MailServer.connect(address(), "ada", "secret");
    client.create(mailbox);
  }

  @AfterEach
  void disconnect() throws IOException {
    client.examine(MailboxName.INBOX); // Dovecot shows the door to whoever deletes what is open.
    client.delete(mailbox);
    client.logout();
    client.close();
  }

  private static AppendItem item(int number, Flag... flags) {
    return AppendItem.of(
        Set.of(flags), RECEIVED, Octets.of(text(number), StandardCharsets.US_ASCII));
  }

  private static String text(int number) {
    return "Message-ID: <%d@example.org>\r\nSubject: number %d\r\n\r\nhello\r\n"
        .formatted(number, number);
  }

  /// A message that is in no memory.
  private static AppendItem large() {
    return new AppendItem(
        Set.of(), Optional.of(RECEIVED), LARGE, () -> Channels.newChannel(new Pattern()));
  }

  private static final class Pattern extends InputStream {
    private int position;

    @Override
    public int read() {
      return position == LARGE ? -1 : octet(position++);
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = Math.min(length, LARGE - position);
      for (int i = 0; i < count; i++) {
        target[offset + i] = (byte) octet(position++);
      }
      return count == 0 ? -1 : count;
    }

    /// Lines of 64 octets, after an empty header.
    static int octet(int position) {
      return switch (position) {
        case 0, 2 -> '\r';
        case 1, 3 -> '\n';
        default -> position % 64 == 62 ? '\r' : position % 64 == 63 ? '\n' : 'a' + position % 23;
      };
    }
  }

  private void appendAll(List<AppendItem> items) throws IOException {
    if (client.capabilities().contains("MULTIAPPEND")) {
      assertThat(client.append(mailbox, items).messages()).isEqualTo(items.size());
    } else {
      assertThat(client.appendEach(mailbox, items).isComplete()).isTrue();
    }
  }

  @Test
  void messagesKeepTheirOrderFlagsDatesAndSizes() throws IOException {
    appendAll(List.of(item(1, Flag.SEEN, Flag.FLAGGED), item(2), item(3, Flag.DRAFT)));
    SelectedMailbox selected = client.examine(mailbox);
    assertThat(selected.messages()).isEqualTo(3);
    List<Response.Fetch> told = new ArrayList<>();
    client.fetch(
        UidSet.range(1, 1000),
        List.of(
            FetchItem.Attribute.FLAGS,
            FetchItem.Attribute.INTERNALDATE,
            FetchItem.Attribute.RFC822_SIZE,
            FetchItem.Attribute.ENVELOPE,
            FetchItem.headerFields("Message-ID")),
        told::add);
    assertThat(told).hasSize(3);
    for (int i = 0; i < 3; i++) {
      Response.Fetch message = told.get(i);
      assertThat(message.size()).hasValue(text(i + 1).length());
      assertThat(message.internalDate().orElseThrow().toInstant()).isEqualTo(RECEIVED.toInstant());
      assertThat(message.envelope().orElseThrow().subject()).isEqualTo("number " + (i + 1));
      assertThat(message.section().orElseThrow().toString(StandardCharsets.US_ASCII))
          .contains("<" + (i + 1) + "@example.org>");
    }
    assertThat(told.get(0).flags().orElseThrow()).contains(Flag.SEEN, Flag.FLAGGED);
    assertThat(told.get(1).flags().orElseThrow()).isEmpty();
    assertThat(told.get(2).flags().orElseThrow()).contains(Flag.DRAFT);
  }

  @Test
  void manyMessagesGoOneByOneAndOneThatIsRefusedCostsTheOthersNothing() throws IOException {
    List<AppendItem> items = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      items.add(item(i));
    }
    AppendEachResult result = client.appendEach(mailbox, items);
    assertThat(result.failure()).isEmpty();
    assertThat(result.stored()).isEqualTo(300);
    AppendEachResult nowhere =
        client.appendEach(new MailboxName(List.of("nowhere")), items.subList(0, 20));
    assertThat(nowhere.outcomes())
        .hasSize(20)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(AppendOutcome.Refused.class));
    assertThat(client.examine(mailbox).messages()).isEqualTo(300);
  }

  @Test
  void largeMessagesPassThroughWhole() throws IOException {
    appendAll(List.of(item(1), large(), item(2)));
    client.examine(mailbox);
    TreeMap<Long, Long> sizes = new TreeMap<>();
    UidSet all = client.search(new SearchKey.All());
    UidSet got =
        client.fetchBodies(
            all,
            (uid, size, octets) -> {
              sizes.put(uid, size);
              if (size == LARGE) {
                assertSame(octets);
              }
            });
    assertThat(got).isEqualTo(all);
    assertThat(sizes.values())
        .containsExactly((long) text(1).length(), (long) LARGE, (long) text(2).length());
  }

  private static void assertSame(ReadableByteChannel octets) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    int position = 0;
    while (octets.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        if (buffer.get() != Pattern.octet(position++)) {
          throw new AssertionError("another octet at " + position);
        }
      }
      buffer.clear();
    }
    assertThat(position).isEqualTo(LARGE);
  }

  @Test
  void messagesAreFoundFlaggedAndCopied() throws IOException {
    appendAll(List.of(item(1), item(2), item(3)));
    client.select(mailbox);
    UidSet second = client.search(new SearchKey.Header("Message-ID", "<2@example.org>"));
    assertThat(second.size()).isEqualTo(1);
    assertThat(
            client.search(
                new SearchKey.InternalDate(
                    SearchKey.Relation.SINCE, LocalDate.parse("2004-07-04"))))
        .hasToString(client.search(new SearchKey.All()).toString());
    client.store(second, StoreCommand.Mode.ADD, Set.of(Flag.ANSWERED));
    client.fetch(
        second,
        List.of(FetchItem.Attribute.FLAGS),
        message -> assertThat(message.flags().orElseThrow()).contains(Flag.ANSWERED));
    client.copy(second, mailbox);
    client.noop();
    assertThat(client.search(new SearchKey.Header("Message-ID", "<2@example.org>")).size())
        .isEqualTo(2);
    client.closeMailbox();
    assertThat(client.status(mailbox, Set.of(StatusItem.MESSAGES)).get(StatusItem.MESSAGES))
        .hasValue(4);
  }

  @Test
  void theMailboxIsListedByItsName() throws IOException {
    assertThat(client.list("", "*").stream().flatMap(listed -> listed.name().stream()))
        .contains(mailbox, MailboxName.INBOX);
    assertThat(client.separator()).isPresent();
    assertThatThrownBy(() -> client.create(mailbox)).isInstanceOf(RefusedException.class);
  }
}
