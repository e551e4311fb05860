package org.sheafmail.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.command.AppendCommand;
import org.sheafmail.protocol.command.AppendMessage;
import org.sheafmail.protocol.command.TaggedCommand;
import org.sheafmail.protocol.wire.Literal;
import org.sheafmail.protocol.wire.WireWriter;

/// An `APPEND` on its way. Messages are opened one after the other as they are sent.
///
/// Once the server has refused, the literal that was announced is sent to its end, since the server
/// counts on its octets (RFC 7888 §4), and the command ends there. A message that cannot be opened
/// calls the append off by an empty literal (RFC 3502 §6.3.11), which leaves the connection usable;
/// one that breaks off in the middle costs the connection.
final class AppendExchange extends Exchange {
  private final MailboxName mailbox;
  private final Iterator<AppendItem> items;
  private long number;
  private volatile boolean whole;
  private volatile @Nullable BodyException bodyFailure;

  AppendExchange(String tag, MailboxName mailbox, Iterator<AppendItem> items) {
    super(tag, out -> {});
    this.mailbox = mailbox;
    this.items = items;
  }

  @Override
  void write(WireWriter out) throws IOException {
    new TaggedCommand(tag(), new AppendCommand(mailbox, this::next)).write(out);
  }

  private @Nullable AppendMessage next() {
    if (bodyFailure != null && number >= 0) {
      number = -1; // Once is enough.
      return new AppendMessage(Set.of(), Optional.empty(), new Outgoing(0, new Nothing()));
    }
    if (isAnswered() || number < 0) {
      return null;
    }
    if (!items.hasNext()) {
      whole = true; // What follows is the end of the command.
      return null;
    }
    AppendItem item = items.next();
    number++;
    try {
      return new AppendMessage(
          item.flags(), item.internalDate(), new Outgoing(item.size(), item.body().open()));
    } catch (IOException e) {
      bodyFailure = new BodyException(number, e);
      return next();
    }
  }

  @Override
  boolean mayBeWhole() {
    return whole;
  }

  @Override
  void throwBodyFailure() throws IOException {
    if (bodyFailure != null) {
      throw bodyFailure;
    }
    super.throwBodyFailure();
  }

  /// A message as the writer takes it. Makes sure that it has as many octets as announced.
  private final class Outgoing implements Literal, ReadableByteChannel {
    private final long size;
    private final ReadableByteChannel body;
    private long left;

    Outgoing(long size, ReadableByteChannel body) {
      this.size = size;
      this.body = body;
      this.left = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean synchronizing() {
      return false;
    }

    @Override
    public boolean binary() {
      return false;
    }

    @Override
    public ReadableByteChannel accept() {
      return this;
    }

    @Override
    public OptionalLong nulAt() {
      return OptionalLong.empty();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      try {
        int count = body.read(target);
        if (count < 0) {
          throw new EOFException(
              "it ends " + left + " octets before its announced size of " + size);
        }
        left -= count;
        return count;
      } catch (IOException e) {
        bodyFailure = new BodyException(number, e);
        throw e;
      }
    }

    @Override
    public boolean isOpen() {
      return body.isOpen();
    }

    @Override
    public void close() throws IOException {
      try (body) {
        if (left == 0 && body.read(ByteBuffer.allocate(1)) > 0) {
          throw new IOException("it is longer than its announced size of " + size);
        }
      } catch (IOException e) {
        // All that was announced has been sent: there is still time to call the append off.
        bodyFailure = new BodyException(number, e);
      }
    }
  }

  /// The body of an empty message.
  private static final class Nothing implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer target) {
      return -1;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
