package org.sheafmail.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.command.Command;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Completion.Status;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.Response.Condition.Kind;
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
  private volatile @Nullable Pipeline current;
  private volatile @Nullable Exception writerFailure;

  /// What the server has said of its own accord that may be the reason for what comes next.
  private @Nullable String complaint;

  Connection(Transport transport) {
    this.transport = transport;
    this.in = WireReader.ofResponses(transport.in(), LIMITS);
    this.out = writer(LiteralMode.SYNCHRONIZING, '/', Long.MAX_VALUE);
  }

  private WireWriter writer(LiteralMode mode, char hierarchySeparator, long synchronizingFrom) {
    return new WireWriter(
        transport.out(), mode, this::awaitGoAhead, hierarchySeparator, synchronizingFrom);
  }

  private void awaitGoAhead() throws IOException {
    Pipeline pipeline = current;
    Exchange exchange = pipeline == null ? null : pipeline.current();
    if (exchange == null) {
      throw new IllegalStateException("a literal outside a command");
    }
    exchange.awaitGoAhead();
  }

  /// How literals are announced and mailboxes are spelled from now on.
  void speak(LiteralMode mode, char hierarchySeparator, long synchronizingFrom) {
    out = writer(mode, hierarchySeparator, synchronizingFrom);
  }

  Transport transport() {
    return transport;
  }

  /// True if the server has said more than was asked for.
  boolean hasBuffered() {
    return in.hasBuffered();
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
    return run(Exchange.of(nextTag(), command::write), untagged);
  }

  String nextTag() {
    return "A" + ++commands;
  }

  /// As [#run(Command, Consumer)], for an exchange with a mind of its own.
  Completion run(Exchange exchange, Consumer<Response> untagged) throws IOException {
    try {
      run(Pipeline.of(List.of(exchange)), untagged);
    } catch (ConnectionLostException e) {
      BodyException why = exchange.bodyFailure();
      if (why == null || e.outcomeUnknown()) {
        throw e;
      }
      throw why;
    }
    BodyException bodyFailure = exchange.bodyFailure();
    Completion completion = exchange.completion();
    if (bodyFailure != null) {
      if (completion != null && completion.status() == Status.OK) {
        close();
        throw lost(new IOException("the server said OK to what was called off", bodyFailure), true);
      }
      throw bodyFailure;
    }
    return completed(exchange);
  }

  private Completion completed(Exchange exchange) throws IOException {
    Completion completion = exchange.completion();
    if (completion == null) {
      throw lost(new IOException("the command was given up"), exchange.mayBeWhole());
    }
    return completion;
  }

  /// Sends several commands at once, which takes one round trip, and reads what the server says
  /// until all are answered. None may need the answer to another.
  ///
  /// @return the answers, in the order of the commands
  List<Completion> runTogether(List<Exchange.Words> commands, Consumer<Response> untagged)
      throws IOException {
    List<Exchange> exchanges = new ArrayList<>();
    for (Exchange.Words words : commands) {
      exchanges.add(Exchange.of(nextTag(), words));
    }
    run(Pipeline.of(exchanges), untagged);
    List<Completion> answers = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      answers.add(completed(exchange));
    }
    return answers;
  }

  /// Runs commands until all are answered.
  ///
  /// @throws ConnectionLostException if some are not; the pipeline knows which
  void run(Pipeline pipeline, Consumer<Response> untagged) throws IOException {
    complaint = null;
    if (transport.isClosed()) {
      throw lost(new IOException("it was closed"), false);
    }
    current = pipeline;
    writerFailure = null;
    transport.guard();
    Thread writer = Thread.ofVirtual().name("sheaf-client-writer").start(() -> write(pipeline));
    IOException cut = null;
    try {
      answers(pipeline, untagged);
    } catch (IOException e) {
      close();
      cut = e;
    } catch (RuntimeException e) {
      close(); // Whoever was told of a response failed: where the conversation stands is unknown.
      throw e;
    } finally {
      pipeline.end();
      join(writer);
      transport.unguard();
      current = null;
    }
    if (writerFailure != null) {
      close();
    }
    if (writerFailure instanceof RuntimeException bug) {
      throw bug;
    }
    if (cut != null) {
      IOException why = writerFailure instanceof IOException e ? e : cut;
      throw lost(
          cut.getMessage() == null ? why : cut,
          cut instanceof EarlyOkException
              || pipeline.inFlight().stream().anyMatch(Exchange::mayBeWhole));
    }
  }

  /// The server said OK to half a command: nobody knows what it has done.
  private static final class EarlyOkException extends IOException {
    private static final long serialVersionUID = 1;

    EarlyOkException() {
      super("the server said OK before it had the whole command");
    }
  }

  private void answers(Pipeline pipeline, Consumer<Response> untagged) throws IOException {
    while (pipeline.expectsAnswer()) {
      Exchange current = pipeline.current();
      Response response = next(current == null ? null : current.sections());
      switch (response) {
        case Response.Tagged(String tag, Completion completion) -> {
          Exchange answered = pipeline.take(tag);
          if (answered == null) {
            untagged.accept(response);
          } else {
            if (!answered.isWritten()) {
              transport.hurry(); // Whoever answers early need not be listening any more.
            }
            answered.answered(completion);
            pipeline.answered(answered);
            if (answered.isAnsweredTooEarly()) {
              throw new EarlyOkException();
            }
          }
        }
        case Response.Continue goAhead -> {
          if (current != null) {
            current.goAhead(goAhead);
          }
        }
        default -> untagged.accept(response);
      }
    }
  }

  boolean isAnswered() {
    Pipeline pipeline = current;
    Exchange exchange = pipeline == null ? null : pipeline.current();
    return exchange != null && exchange.isOver();
  }

  private void write(Pipeline pipeline) {
    Exchange exchange = null;
    try {
      while ((exchange = pipeline.begin()) != null) {
        writeOne(exchange);
      }
    } catch (IOException | RuntimeException e) {
      // Half a command is on its way and cannot be taken back.
      writerFailure = e;
      boolean ours = e instanceof RuntimeException;
      if (exchange != null && exchange.bodyFailure() != null) {
        pipeline.awaitOthers(exchange); // They have been sent to their ends.
        ours = true;
      }
      if (ours) {
        close(); // The reading thread will notice.
      } // Else the server has hung up, and what it said last may still be read.
      pipeline.end();
    }
  }

  private void writeOne(Exchange exchange) throws IOException {
    try {
      exchange.write(out);
    } catch (Exchange.StoppedException e) {
      // The server refused a literal in place of asking for it; the command ended there.
    }
    transport.patient();
  }

  private Response next(@Nullable SectionSink sections) throws IOException {
    Response response = ResponseParser.parse(in, sections);
    if (response == null) {
      throw new IOException("the server closed the connection");
    }
    if (response instanceof Response.Condition(var kind, var _, var text)
        && (kind == Kind.BYE || kind == Kind.BAD)) {
      // After either there may be no more; some servers say BAD in place of the tagged answer.
      complaint = kind + ": " + text;
      transport.hurry();
    }
    return response;
  }

  private ConnectionLostException lost(IOException cause, boolean outcomeUnknown) {
    String why =
        transport.stalled()
            ? "nothing moved for too long"
            : cause.getMessage() == null ? "it was closed" : cause.getMessage();
    String said = complaint == null ? "" : " after the server said " + complaint;
    return new ConnectionLostException("connection lost: " + why + said, outcomeUnknown, cause);
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
