package org.sheafmail.store.embedded;

import org.sheafmail.store.disk.DiskFile;

/// A file of the journal that is, or will be, written to.
///
/// @param size octets made ahead
/// @param isForOneFrame whether nothing may follow the first frame
record JournalSegment(long number, long salt, DiskFile file, long size, boolean isForOneFrame) {}
