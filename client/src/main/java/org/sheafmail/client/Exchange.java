package org.sheafmail.client;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.SectionSink;
import org.sheafmail.protocol.wire.WireWriter;

/// One command on its way: shared by the thread that writes it and the one that reads the answer.
class Exchange {
  private final String tag;
  private final Words command;
  private final BlockingQueue<Boolean> goAheads = new LinkedBlockingQueue<>();
  private volatile boolean answered;
  private volatile @Nullable Exception failure;

  Exchange(String tag, Words command) {
    this.tag = tag;
    this.command = command;
  }

  /// What a command says between its tag and the end of the line.
  @FunctionalInterface
  interface Words {
    void write(WireWriter out) throws IOException;
  }

  /// The server refused the command instead of asking for a literal of it.
  static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;
  }

  final String tag() {
    return tag;
  }

  // The writing thread.

  void write(WireWriter out) throws IOException {
    out.ascii(tag);
    out.sp();
    command.write(out);
    out.crlf();
    out.flush();
  }

  /// Waits for a synchronizing literal to be asked for.
  final void awaitGoAhead() throws IOException {
    try {
      if (answered || !goAheads.take()) {
        throw new StoppedException();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the writer", e);
    }
  }

  /// Told when writing broke off.
  final void failed(Exception failure) {
    this.failure = failure;
  }

  final boolean isAnswered() {
    return answered;
  }

  // The reading thread.

  /// The server asks to go on.
  ///
  /// @param out nobody writes to it while the server waits for something but a literal
  void goAhead(Response.Continue next, WireWriter out) throws IOException {
    goAheads.add(true);
  }

  /// Who takes the octets of sections; null for nobody.
  @Nullable SectionSink sections() {
    return null;
  }

  /// No more is to be written than has been announced: the answer is there, or will never come.
  final void answered() {
    answered = true;
    goAheads.add(false);
  }

  /// Whether all of the command may have reached the server. Asked once the writer has ended.
  boolean mayBeWhole() {
    return true;
  }

  /// Throws if what was to be sent could not be read, or if writing failed in a way nobody planned.
  void throwBodyFailure() throws IOException {
    if (failure instanceof RuntimeException bug) {
      throw bug;
    }
  }
}
