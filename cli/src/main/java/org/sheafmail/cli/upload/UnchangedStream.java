package org.sheafmail.cli.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.MessageBody;
import org.sheafmail.cli.source.SourceMessage;

/// Makes sure that what is sent is what was looked at: fails *before* it gives the last octets if
/// the file has changed meanwhile, so that the server never gets the whole of a wrong message.
final class UnchangedStream extends FilterInputStream {
  private final MessageDigest digest = Digest.sha256();
  private final Digest expected;
  private long left;

  /// The octets of a message; what is in memory cannot have changed.
  static InputStream of(SourceMessage message) throws IOException {
    InputStream in = message.body().open();
    return message.body() instanceof MessageBody.InMemory
        ? in
        : new UnchangedStream(in, message.size(), message.digest());
  }

  UnchangedStream(InputStream in, long size, Digest expected) {
    super(in);
    this.left = size;
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int start, int count) throws IOException {
    int read = super.read(into, start, count);
    if (read > 0) {
      digest.update(into, start, read);
      left -= read;
      if (left < 0 || (left == 0 && !Digest.of(digest).equals(expected))) {
        throw new IOException("it has changed since it was looked at");
      }
    }
    return read;
  }
}
