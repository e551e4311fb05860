package org.sheafmail.client;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.SectionSink;
import org.sheafmail.protocol.wire.WireWriter;

/// One command on its way: shared by the thread that writes it and the one that reads the answer.
abstract class Exchange {
  private final String tag;
  private final BlockingQueue<Optional<Response.Continue>> goAheads = new LinkedBlockingQueue<>();
  private volatile @Nullable Completion completion;
  private volatile boolean over;
  private volatile boolean written;
  private volatile boolean early;

  Exchange(String tag) {
    this.tag = tag;
  }

  /// What a command says between its tag and the end of the line.
  @FunctionalInterface
  interface Words {
    void write(WireWriter out) throws IOException;
  }

  /// A command without a mind of its own.
  static Exchange of(String tag, Words words) {
    return new Exchange(tag) {
      @Override
      void words(WireWriter out) throws IOException {
        words.write(out);
      }
    };
  }

  /// The server answered the command instead of asking for more of it.
  static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;
  }

  final String tag() {
    return tag;
  }

  // The writing thread.

  final void write(WireWriter out) throws IOException {
    out.ascii(tag);
    out.sp();
    words(out);
    out.crlf();
    out.flush();
    written = true;
  }

  /// Writes the command between its tag and the end of the line.
  abstract void words(WireWriter out) throws IOException;

  /// Waits until the server asks to go on: for a synchronizing literal, or with a challenge.
  ///
  /// @throws StoppedException if it answers the command instead
  final Response.Continue awaitGoAhead() throws IOException {
    try {
      if (over) {
        throw new StoppedException();
      }
      return goAheads.take().orElseThrow(StoppedException::new);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the writer", e);
    }
  }

  /// True once no more is to be written than has been announced.
  final boolean isOver() {
    return over;
  }

  // The reading thread.

  /// True once all of the command has been sent.
  final boolean isWritten() {
    return written;
  }

  /// The server asks to go on.
  final void goAhead(Response.Continue next) {
    goAheads.add(Optional.of(next));
  }

  /// Who takes the octets of sections; null for nobody.
  @Nullable SectionSink sections() {
    return null;
  }

  /// The answer is there.
  final void answered(Completion answer) {
    early = answer.status() == Completion.Status.OK && !mayBeWhole();
    completion = answer;
    giveUp();
  }

  /// The answer is there, or will never come.
  final void giveUp() {
    over = true;
    goAheads.add(Optional.empty());
  }

  /// The answer; null as long as there is none.
  final @Nullable Completion completion() {
    return completion;
  }

  /// True if the server said OK to a command that it cannot have had to its end. What it has done
  /// then, nobody knows.
  final boolean isAnsweredTooEarly() {
    return early;
  }

  /// Whether all of the command may have reached the server.
  boolean mayBeWhole() {
    return true;
  }

  /// What was to be sent and could not be read, if that is so.
  @Nullable BodyException bodyFailure() {
    return null;
  }
}
