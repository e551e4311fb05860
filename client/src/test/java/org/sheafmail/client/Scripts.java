package org.sheafmail.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Octets;

/// What many conversations have in common.
final class Scripts {
  static final OffsetDateTime DATE = OffsetDateTime.parse("2024-07-05T08:09:10+02:00");

  private Scripts() {}

  /// The start of a conversation with a client that need not log in; the next tag is `A3`.
  static String with(String capabilities) {
    return """
    S: * PREAUTH [CAPABILITY IMAP4rev1 %1$s] ready
    C: A1 CAPABILITY
    S: * CAPABILITY IMAP4rev1 %1$s
    S: A1 OK done
    C: A2 LIST "" ""
    S: * LIST (\\Noselect) "/" ""
    S: A2 OK done
    """
        .formatted(capabilities);
  }

  static ImapClient connect(FakeImapServer server) throws IOException {
    return ImapClient.connect(server.address(), ClientOptions.plain());
  }

  static AppendItem item(String text, Flag... flags) {
    return AppendItem.of(Set.of(flags), DATE, Octets.of(text, StandardCharsets.UTF_8));
  }

  static AppendItem item(long size, InputStream body) {
    return new AppendItem(Set.of(), Optional.empty(), size, () -> Channels.newChannel(body));
  }

  /// Octets of which half stay away until the server has answered.
  static InputStream untilAnswered(int size, ImapClient client) {
    return new InputStream() {
      private int left = size;

      @Override
      public int read() {
        return left-- > 0 ? 'x' : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (left < size / 2) {
          while (!client.isAnswered()) {
            Thread.onSpinWait();
          }
        }
        return super.read(target, offset, Math.min(length, Math.max(left, 1)));
      }
    };
  }
}
