package org.sheafmail.cli.verify;

import java.util.Optional;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.Origin;
import org.sheafmail.cli.source.SourceMessage;

/// A message of the sources that should be on the server.
///
/// @param messageId shortened, as that of the server's messages
public record Expected(Origin origin, long size, Digest digest, Optional<String> messageId) {
  static Expected of(SourceMessage message) {
    return new Expected(
        message.origin(),
        message.size(),
        message.digest(),
        message.messageId().map(id -> id.substring(0, Math.min(id.length(), ID_MAX))));
  }

  /// A Message-ID is compared only as far as this.
  private static final int ID_MAX = 500;
}
