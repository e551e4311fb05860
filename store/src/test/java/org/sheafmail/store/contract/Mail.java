package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.Account;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailboxView;

/// Messages for tests, and short ways to put them into a mailbox and to get them out.
public final class Mail {
  /// An internal date with an offset that is not a whole hour.
  public static final OffsetDateTime DATE =
      OffsetDateTime.of(2026, 3, 1, 12, 30, 45, 0, ZoneOffset.ofHoursMinutes(5, 30));

  private Mail() {}

  /// A message that no other `number` has.
  public static byte[] message(int number) {
    return ("Subject: " + number + "\r\n\r\nThis is message " + number + ".\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /// `size` octets of every value, always the same for the same `seed`.
  public static byte[] octets(long seed, int size) {
    byte[] octets = new byte[size];
    new Random(seed).nextBytes(octets);
    return octets;
  }

  public static ReadableByteChannel channel(byte[] octets) {
    return Channels.newChannel(new ByteArrayInputStream(octets));
  }

  /// A channel that hands over what is there and then runs `then`, once, before it says so.
  public static ReadableByteChannel channelThenRunning(byte[] octets, ThrowingRunnable then) {
    return Channels.newChannel(
        new InputStream() {
          private final InputStream rest = new ByteArrayInputStream(octets);
          private boolean ran;

          @Override
          public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
          }

          @Override
          public int read(byte[] target, int start, int length) throws IOException {
            int count = rest.read(target, start, Math.min(length, 100));
            if (!ran) {
              ran = true;
              then.run();
            }
            return count;
          }
        });
  }

  /// Something that may fail as the disk or the network does.
  public interface ThrowingRunnable {
    void run() throws IOException;
  }

  public static AppendTransaction begin(Account account, MailboxName name) throws IOException {
    return (AppendTransaction) account.beginAppend(name);
  }

  public static void add(AppendTransaction append, byte[] message, Flag... flags)
      throws IOException {
    append.add(Set.of(flags), DATE, channel(message), message.length);
  }

  /// Appends the messages as one batch, which must succeed.
  public static Appended append(Account account, MailboxName name, byte[]... messages)
      throws IOException {
    return append(account, name, List.of(messages), Set.of());
  }

  /// Appends the messages as one batch, which must succeed, all with `flags`.
  public static Appended append(
      Account account, MailboxName name, List<byte[]> messages, Set<Flag> flags)
      throws IOException {
    try (AppendTransaction append = begin(account, name)) {
      for (byte[] message : messages) {
        append.add(flags, DATE, channel(message), message.length);
      }
      return (Appended) append.commit();
    }
  }

  /// Appends messages `from` to `to`, both included, as one batch.
  public static Appended appendNumbered(Account account, MailboxName name, int from, int to)
      throws IOException {
    try (AppendTransaction append = begin(account, name)) {
      for (int number = from; number <= to; number++) {
        add(append, message(number));
      }
      return (Appended) append.commit();
    }
  }

  public static MailboxView view(Account account, MailboxName name) throws IOException {
    return account.view(name).orElseThrow();
  }

  public static byte[] body(MailboxView view, int index) throws IOException {
    try (InputStream in = view.body(index).open()) {
      return in.readAllBytes();
    }
  }

  /// Asserts that the mailbox holds exactly these messages, in this order.
  public static void assertBodies(MailboxView view, byte[]... expected) throws IOException {
    assertThat(view.messageCount()).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(body(view, i)).as("message %d", i + 1).isEqualTo(expected[i]);
    }
  }
}
