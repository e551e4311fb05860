package org.sheafmail.client;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.command.Command;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseParser;
import org.sheafmail.protocol.response.SectionSink;
import org.sheafmail.protocol.wire.LiteralMode;
import org.sheafmail.protocol.wire.WireLimits;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// A connection to a server on which one command after the other is sent and answered.
///
/// Owned by one thread at a time. That thread reads what the server says while another, which lives
/// as long as the command, writes it: so a refusal is seen while a large append is still being
/// sent, and two full buffers never wait for each other.
final class Connection implements AutoCloseable {
  /// A server is trusted to send whole messages, which are held in memory.
  private static final WireLimits LIMITS =
      new WireLimits(1 << 24, 1 << 30, Integer.MAX_VALUE, Long.MAX_VALUE);

  private final Transport transport;
  private final WireReader in;
  private WireWriter out;
  private long commands;
  private volatile @Nullable Exchange current;
  private @Nullable String bye;

  Connection(Transport transport) {
    this.transport = transport;
    this.in = WireReader.ofResponses(transport.in(), LIMITS);
    this.out = writer(LiteralMode.SYNCHRONIZING, '/');
  }

  private WireWriter writer(LiteralMode mode, char hierarchySeparator) {
    return new WireWriter(transport.out(), mode, this::awaitGoAhead, hierarchySeparator);
  }

  private void awaitGoAhead() throws IOException {
    Exchange exchange = current;
    if (exchange == null) {
      throw new IllegalStateException("a literal outside a command");
    }
    exchange.awaitGoAhead();
  }

  /// How literals are announced and mailboxes are spelled from now on.
  void speak(LiteralMode mode, char hierarchySeparator) {
    out = writer(mode, hierarchySeparator);
  }

  /// True if nobody on the way can read along.
  boolean confidential() {
    return transport.confidential();
  }

  /// The first thing the server says (RFC 3501 §7.1).
  Response.Condition greeting() throws IOException {
    transport.guard();
    try {
      Response greeting = next(null);
      if (greeting instanceof Response.Condition condition) {
        return condition;
      }
      throw new IOException("expected the greeting of an IMAP server, found " + greeting);
    } catch (IOException e) {
      throw lost(e, false);
    } finally {
      transport.unguard();
    }
  }

  /// Sends a command and reads what the server says until it is answered.
  ///
  /// @param untagged gets every untagged response on the way
  /// @throws ConnectionLostException if no answer comes; the connection can then only be closed
  Completion run(Command command, Consumer<Response> untagged) throws IOException {
    return run(new Exchange(nextTag(), command::write), untagged);
  }

  String nextTag() {
    return "A" + ++commands;
  }

  /// As [#run(Command, Consumer)], for an exchange with a mind of its own.
  Completion run(Exchange exchange, Consumer<Response> untagged) throws IOException {
    if (transport.isClosed()) {
      throw lost(new IOException("it was closed"), false);
    }
    current = exchange;
    transport.guard();
    Thread writer = Thread.ofVirtual().name("sheaf-client-writer").start(() -> write(exchange));
    Completion completion;
    try {
      completion = answer(exchange, untagged);
    } catch (IOException e) {
      close();
      end(exchange, writer);
      throw lost(e, exchange.mayBeWhole());
    } catch (RuntimeException e) {
      close(); // Whoever was told of a response failed: where the conversation stands is unknown.
      end(exchange, writer);
      throw e;
    }
    end(exchange, writer);
    if (completion.status() == Completion.Status.OK && !exchange.mayBeWhole()) {
      close();
      throw new IOException("the server said OK before it had the whole command");
    }
    return completion;
  }

  private void end(Exchange exchange, Thread writer) throws IOException {
    exchange.answered();
    join(writer);
    transport.unguard();
    current = null;
    exchange.throwBodyFailure();
  }

  private Completion answer(Exchange exchange, Consumer<Response> untagged) throws IOException {
    while (true) {
      Response response = next(exchange.sections());
      switch (response) {
        case Response.Tagged(String tag, Completion completion) when tag.equals(exchange.tag()) -> {
          return completion;
        }
        case Response.Continue next -> exchange.goAhead(next, out);
        default -> untagged.accept(response);
      }
    }
  }

  boolean isAnswered() {
    Exchange exchange = current;
    return exchange != null && exchange.isAnswered();
  }

  private void write(Exchange exchange) {
    try {
      exchange.write(out);
    } catch (Exchange.StoppedException e) {
      // The server refused a literal in place of asking for it; the command ended there.
    } catch (IOException | RuntimeException e) {
      // Half a command is on its way and cannot be taken back. The reading thread will notice.
      exchange.failed(e);
      close();
    }
  }

  private Response next(@Nullable SectionSink sections) throws IOException {
    Response response = ResponseParser.parse(in, sections);
    if (response == null) {
      throw new IOException("the server closed the connection");
    }
    if (response instanceof Response.Condition(var kind, var _, var text)
        && kind == Response.Condition.Kind.BYE) {
      bye = text;
    }
    return response;
  }

  private ConnectionLostException lost(IOException cause, boolean outcomeUnknown) {
    String why =
        transport.stalled()
            ? "nothing moved for too long"
            : Optional.ofNullable(bye)
                .map(text -> "the server said BYE: " + text)
                .orElse(cause.getMessage() == null ? "it was closed" : cause.getMessage());
    return new ConnectionLostException("connection lost: " + why, outcomeUnknown, cause);
  }

  private void join(Thread writer) {
    boolean interrupted = false;
    while (true) {
      try {
        writer.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        close(); // Ends the writer as well.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closes without a word.
  @Override
  public void close() {
    transport.close();
  }
}
