package org.sheafmail.store.embedded;

import java.io.IOException;
import org.sheafmail.store.Body;

/// Gives the bodies and summaries of messages to those who looked at the store at about the same
/// time. As long as one of them lives so does this, and [BodyReaders] keeps what they may read.
final class BodyReader implements EmbeddedView.Messages, StoredBody.Files {
  private final OpenFiles files;
  private final Summaries summaries;

  BodyReader(OpenFiles files, Summaries summaries) {
    this.files = files;
    this.summaries = summaries;
  }

  @Override
  public Body body(long location, long size, int checksum) {
    return StoredBody.at(this, location, size, checksum);
  }

  @Override
  public byte[] summary(long location, Body body) throws IOException {
    return summaries.of(location, body);
  }

  @Override
  public VerifiedBodies verified() {
    return files.verified();
  }

  @Override
  public OpenFiles.Handle use(long location) throws IOException {
    return files.use(BodyLocation.fileName(location));
  }
}
