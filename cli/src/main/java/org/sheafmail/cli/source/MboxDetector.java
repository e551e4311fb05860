package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.ZoneId;

/// Finds out which dialect of mbox a file is in, by looking at its beginning.
///
/// 1. Where Content-Length of the first message points, a message ends: mboxcl or mboxcl2. If a
///    line of a body begins with `From `, nothing was escaped: mboxcl2. If none does and some begin
///    with `>From `, they were: mboxcl. If there are neither it makes no difference.
/// 2. Otherwise mboxrd. It differs from mboxo only in lines that begin with `>>From `, which in an
///    mboxo file come from mail quoted twice and in an mboxrd file from mail quoted once; nothing
///    in the file tells which. Today's writers write mboxrd.
final class MboxDetector {
  /// How much of a file is looked at.
  private static final long LOOK_MAX = 16L * 1024 * 1024;

  private MboxDetector() {}

  static MboxFormat detect(FileChannel channel, ZoneId zone) throws IOException {
    var splitter = new MboxSplitter(channel, zone, true);
    boolean escaped = false;
    MboxSplitter.Extent extent = splitter.next();
    if (extent == null || !extent.byContentLength()) {
      return MboxFormat.MBOXRD;
    }
    var lines = new LineScanner(channel);
    for (; extent != null && extent.start() < LOOK_MAX; extent = splitter.next()) {
      lines.seek(extent.start());
      while (lines.next() && lines.start() < extent.end() && extent.byContentLength()) {
        if (lines.startsWith("From ")) {
          return MboxFormat.MBOXCL2;
        }
        escaped |= lines.startsWith(">From ");
      }
    }
    return escaped ? MboxFormat.MBOXCL : MboxFormat.MBOXCL2;
  }
}
