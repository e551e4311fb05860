package org.sheafmail.cli.plan;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.client.ImapClient;

/// Connects, but first gives the connection that is already there: a login costs a handful of round
/// trips. Asked by any thread.
public final class KeptConnection implements Upload.Connecting {
  private final Upload.Connecting connecting;
  private @Nullable ImapClient kept;

  public KeptConnection(Upload.Connecting connecting) {
    this.connecting = connecting;
  }

  /// Keeps the connection for whoever asks first.
  public synchronized void keep(Inspector inspector) {
    kept = inspector.release();
  }

  private synchronized @Nullable ImapClient take() {
    ImapClient first = kept;
    kept = null;
    return first;
  }

  @Override
  public ImapClient connect() throws IOException {
    ImapClient first = take();
    return first == null ? connecting.connect() : first;
  }

  /// Nobody wants it any more.
  public void close() {
    ImapClient first = take();
    if (first != null) {
      first.close();
    }
  }
}
