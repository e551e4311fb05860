package org.sheafmail.cli.verify;

import java.util.Locale;

/// How closely mail on the server is compared with its source.
public enum Depth {
  /// As many messages as the source has.
  COUNT,
  /// For each message one of its size and Message-ID.
  SIZE,
  /// For each message one with the same octets: fetches them all.
  HASH;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
