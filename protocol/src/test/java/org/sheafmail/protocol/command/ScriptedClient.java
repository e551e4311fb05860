package org.sheafmail.protocol.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.sheafmail.protocol.wire.Continuation;

/// A client that keeps the rules whatever the server does: it sends the octets of a synchronizing
/// literal if it is asked for them, and takes its command for over if it is not.
final class ScriptedClient implements ReadableByteChannel, Continuation {
  /// One command: lines that end in the header of a literal, each followed by the literal, and a
  /// last line.
  ///
  /// @param parts line, literal, line, literal, …, line; written without CRLF, and with `{S}` or
  ///   `{N}` for the header of a synchronizing literal or one that is not
  record Script(List<String> parts) {
    Script(String... parts) {
      this(List.of(parts));
    }
  }

  private final Deque<Script> scripts;
  private final int step;
  private final Deque<String> parts = new ArrayDeque<>();
  private byte[] sending = new byte[0];
  private int sent;
  private boolean waiting;
  private boolean asked;

  /// @param step most octets that arrive at once
  ScriptedClient(List<Script> scripts, int step) {
    this.scripts = new ArrayDeque<>(scripts);
    this.step = step;
  }

  @Override
  public void ask() {
    asked = true;
  }

  @Override
  public int read(ByteBuffer target) {
    if (sent == sending.length && !prepare()) {
      return -1;
    }
    int count = Math.min(Math.min(step, target.remaining()), sending.length - sent);
    target.put(sending, sent, count);
    sent += count;
    return count;
  }

  /// Decides what comes next when all so far has been read: the server wants more.
  private boolean prepare() {
    if (waiting && !asked) {
      parts.clear(); // The server has gone on without the literal: it has refused the command.
    }
    waiting = false;
    asked = false;
    if (parts.isEmpty()) {
      if (scripts.isEmpty()) {
        return false;
      }
      parts.addAll(scripts.remove().parts());
    }
    StringBuilder octets = new StringBuilder();
    do {
      String part = parts.remove();
      waiting = part.endsWith("{S}");
      String size = parts.isEmpty() ? "" : String.valueOf(parts.peek().length());
      octets.append(part.replace("{S}", "{" + size + "}").replace("{N}", "{" + size + "+}"));
      octets.append("\r\n");
      if (!waiting && !parts.isEmpty()) {
        octets.append(parts.remove());
      }
    } while (!waiting && !parts.isEmpty());
    if (waiting) {
      parts.addFirst(parts.remove() + parts.remove());
    }
    sending = octets.toString().getBytes(ISO_8859_1);
    sent = 0;
    return true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
