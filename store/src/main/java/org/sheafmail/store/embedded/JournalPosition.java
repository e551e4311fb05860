package org.sheafmail.store.embedded;

/// A place between two groups of frames in the journal.
///
/// @param file number of the journal file; 0 for the very beginning
/// @param position in that file
/// @param lsn of the next frame
record JournalPosition(long file, long position, long lsn) {
  static final JournalPosition START = new JournalPosition(0, 0, 1);
}
