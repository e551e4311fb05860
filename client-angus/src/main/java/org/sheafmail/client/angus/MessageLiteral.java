package org.sheafmail.client.angus;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.iap.Literal;
import org.eclipse.angus.mail.util.CRLFOutputStream;

/// A message as Angus sends it: written once to be measured, and once to be sent, so that it need
/// not be held in memory.
final class MessageLiteral implements Literal {
  private final Message message;
  private final int size;

  /// @throws MessagingException if the message cannot be written, or is too large for Angus, which
  ///   counts octets in 31 bits
  MessageLiteral(Message message) throws MessagingException {
    this.message = message;
    Counter counter = new Counter(OutputStream.nullOutputStream());
    try {
      write(counter);
    } catch (IOException e) {
      throw new MessagingException("the message cannot be written: " + e.getMessage(), e);
    }
    if (counter.count > Integer.MAX_VALUE) {
      throw new MessagingException("the message is larger than 2 GiB: " + counter.count);
    }
    if (counter.count == 0) {
      // RFC 3502 §6.3.11: an empty message calls the whole append off.
      throw new MessagingException("the message is empty");
    }
    this.size = (int) counter.count;
  }

  private void write(OutputStream out) throws IOException, MessagingException {
    CRLFOutputStream lines = new CRLFOutputStream(out);
    message.writeTo(lines);
    lines.flush();
  }

  @Override
  public int size() {
    return size;
  }

  /// Fails, and with it the connection, if the message has another size now.
  @Override
  public void writeTo(OutputStream out) throws IOException {
    Counter counter = new Counter(out);
    try {
      write(counter);
    } catch (MessagingException e) {
      throw new IOException("the message cannot be written: " + e.getMessage(), e);
    }
    if (counter.count != size) {
      throw new IOException(
          "the message was " + size + " octets large and is " + counter.count + " now");
    }
  }

  /// Counts what is written, and lets no more through than has been announced.
  private final class Counter extends FilterOutputStream {
    private long count;

    Counter(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      count(1);
      out.write(octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      count(length);
      out.write(octets, offset, length);
    }

    private void count(int octets) throws IOException {
      count += octets;
      if (size > 0 && count > size) {
        throw new IOException("the message was " + size + " octets large and has grown");
      }
    }

    /// Whoever sends flushes when it is time.
    @Override
    public void flush() {}
  }
}
