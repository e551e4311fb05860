package org.sheafmail.store.embedded;

/// How far a compaction is, or what it came to.
///
/// @param filesToRewrite files that were found mostly unused
/// @param filesRewritten so many of these have been dealt with
/// @param octetsMoved octets of bodies, read in these and written elsewhere
/// @param filesRemoved files that are gone
/// @param octetsFreed octets these had
public record CompactionFigures(
    int filesToRewrite, int filesRewritten, long octetsMoved, int filesRemoved, long octetsFreed) {
  static final CompactionFigures NONE = new CompactionFigures(0, 0, 0, 0, 0);

  CompactionFigures toRewrite(int files) {
    return new CompactionFigures(files, filesRewritten, octetsMoved, filesRemoved, octetsFreed);
  }

  CompactionFigures moved(long octets) {
    return new CompactionFigures(
        filesToRewrite, filesRewritten, octetsMoved + octets, filesRemoved, octetsFreed);
  }

  CompactionFigures rewritten(int files) {
    return new CompactionFigures(
        filesToRewrite, filesRewritten + files, octetsMoved, filesRemoved, octetsFreed);
  }

  CompactionFigures removed(int files, long octets) {
    return new CompactionFigures(
        filesToRewrite, filesRewritten, octetsMoved, filesRemoved + files, octetsFreed + octets);
  }
}
