package org.sheafmail.store.embedded;

/// A body some message of the account has.
record LiveBody(AccountCell account, long location, long size, int checksum)
    implements Comparable<LiveBody> {
  @Override
  public int compareTo(LiveBody other) {
    return Long.compare(location, other.location);
  }

  /// The file it is in.
  long file() {
    return BodyLocation.start(location);
  }
}
