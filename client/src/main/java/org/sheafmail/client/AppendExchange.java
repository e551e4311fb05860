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
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.AppendCommand;
import org.sheafmail.protocol.command.AppendMessage;
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
  private final boolean cancellable;
  private final Transport transport;
  private long number;
  private long octets;
  private @Nullable AppendMessage first;
  private boolean cancelled;
  private volatile boolean whole;
  private volatile @Nullable BodyException bodyFailure;

  /// @param items one at the least
  /// @param firstNumber which message of the batch the first of them is, for who is told of it
  /// @param cancellable true if the server knows what an empty message means (`MULTIAPPEND`)
  AppendExchange(
      String tag,
      MailboxName mailbox,
      Iterator<AppendItem> items,
      long firstNumber,
      boolean cancellable,
      Transport transport) {
    super(tag);
    this.mailbox = mailbox;
    this.items = items;
    this.number = firstNumber - 1;
    this.cancellable = cancellable;
    this.transport = transport;
  }

  /// Opens the first message, while nothing has been sent and nothing need be called off.
  AppendExchange open() throws BodyException {
    first = open(items.next());
    return this;
  }

  @Override
  void words(WireWriter out) throws IOException {
    new AppendCommand(mailbox, this::next).write(out);
  }

  private @Nullable AppendMessage next() throws IOException {
    BodyException failure = bodyFailure;
    if (isOver()) {
      return null;
    }
    if (cancelled) {
      whole = true; // What follows ends the command, and the server may take it for an append.
      return null;
    }
    if (failure != null) {
      return cancel(failure);
    }
    AppendMessage opened = first;
    if (opened != null) {
      first = null;
      return opened;
    }
    if (!items.hasNext()) {
      whole = true; // What follows is the end of the command.
      return null;
    }
    try {
      return open(items.next());
    } catch (BodyException e) {
      bodyFailure = e;
      return cancel(e);
    }
  }

  /// Calls the append off by an empty message; where nobody knows what that means, by the end of
  /// the connection. The last octets of the message before have not left then: they wait in the
  /// writer's buffer for what follows them.
  private AppendMessage cancel(BodyException why) throws BodyException {
    if (!cancellable) {
      throw why;
    }
    cancelled = true;
    return new AppendMessage(
        Set.of(), Optional.empty(), new Outgoing(0, false, Octets.EMPTY.asChannel()));
  }

  private AppendMessage open(AppendItem item) throws BodyException {
    number++;
    octets += item.size();
    transport.pauseGuard();
    try {
      return new AppendMessage(
          item.flags(),
          item.internalDate(),
          new Outgoing(item.size(), item.binary(), item.body().open()));
    } catch (IOException e) {
      throw new BodyException(number, e);
    } finally {
      transport.resumeGuard();
    }
  }

  /// How much has been announced so far.
  long octets() {
    return octets;
  }

  @Override
  boolean mayBeWhole() {
    return whole;
  }

  @Override
  @Nullable BodyException bodyFailure() {
    return bodyFailure;
  }

  /// A message as the writer takes it. Makes sure that it has as many octets as announced.
  private final class Outgoing implements Literal, ReadableByteChannel {
    private final long size;
    private final boolean binary;
    private final ReadableByteChannel body;
    private long left;

    Outgoing(long size, boolean binary, ReadableByteChannel body) {
      this.size = size;
      this.binary = binary;
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
      return binary;
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
      transport.pauseGuard(); // Whoever waits here does not wait for the server.
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
      } finally {
        transport.resumeGuard();
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
}
