package org.sheafmail.store.embedded;

/// Where the octets of a body start, as one number: the file and the octet in it.
///
/// From the top: one bit 0, one bit that tells a lane (1) from a journal file (0), 22 bits for the
/// number of the file, 40 bits for the position. Zero is the place of what was lost.
final class BodyLocation {
  static final long FILE_MAX = (1L << 22) - 1;
  static final long POSITION_MAX = (1L << 40) - 1;

  /// Where the octets of a message are that a repair has given up: nowhere.
  static final long LOST = 0;

  private static final long LANE = 1L << 62;
  private static final int FILE_SHIFT = 40;

  private BodyLocation() {}

  static long inJournal(long file, long position) {
    return check(file, position);
  }

  static long inLane(long file, long position) {
    return LANE | check(file, position);
  }

  private static long check(long file, long position) {
    if (file < 1 || file > FILE_MAX || position < 0 || position > POSITION_MAX) {
      throw new IllegalArgumentException("no place for a body: file " + file + " at " + position);
    }
    return file << FILE_SHIFT | position;
  }

  static boolean isLane(long location) {
    return (location & LANE) != 0;
  }

  static long file(long location) {
    return location >>> FILE_SHIFT & FILE_MAX;
  }

  static long position(long location) {
    return location & POSITION_MAX;
  }

  /// The location of the first octet of the file, which stands for the file.
  static long start(long location) {
    return location & ~POSITION_MAX;
  }

  /// The name of the file the location is in.
  static String fileName(long location) {
    return isLane(location) ? FileNames.lane(file(location)) : FileNames.journal(file(location));
  }
}
