package org.sheafmail.cli.plan;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.client.ImapClient;

/// Connects, but first gives the connection that is already there: a login costs a handful of round
/// trips. Asked by any thread.
public final class KeptConnection implements Upload.Connecting {
  private final Upload.Connecting connecting;
  private @Nullable ImapClient kept;
  private List<Upload.Sighting> sightings = List.of();

  public KeptConnection(Upload.Connecting connecting) {
    this.connecting = connecting;
  }

  /// Keeps the connection for whoever asks first, and what has been seen through it.
  public synchronized void keep(Inspector inspector) {
    sightings = inspector.sightings();
    kept = inspector.release();
  }

  @Override
  public synchronized List<Upload.Sighting> sightings() {
    return sightings;
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
