package org.sheafmail.bench;

import java.io.IOException;

/// A connection that messages can be sent over and that says when they are durable.
interface Uplink extends AutoCloseable {
  /// Sends `count` messages as one unit and waits until the other side says they are durable.
  void append(String mailbox, Messages messages, long count) throws IOException;

  /// Sends one message of the block and waits until the other side says it is durable.
  void appendOne(String mailbox, Messages messages, long index) throws IOException;

  @Override
  void close() throws IOException;
}
