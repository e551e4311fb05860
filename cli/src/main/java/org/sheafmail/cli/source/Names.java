package org.sheafmail.cli.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sheafmail.protocol.MailboxName;

/// Makes mailbox names of file names and labels, which may hold what a mailbox name may not.
final class Names {
  private Names() {}

  /// The mailbox below `parent` (or at the top) that `levels` lead to; empty levels are passed
  /// over.
  static Optional<MailboxName> below(Optional<MailboxName> parent, List<String> levels) {
    List<String> path = new ArrayList<>(parent.map(MailboxName::levels).orElse(List.of()));
    for (String level : levels) {
      String clean = level.replaceAll("[\\p{Cc}\u2028\u2029]", "_").strip();
      if (!clean.isEmpty()) {
        path.add(clean);
      }
    }
    if (path.size() > MailboxName.LEVELS_MAX) {
      // Deeper than any mailbox may be: the rest of the path becomes the last level.
      List<String> rest = path.subList(MailboxName.LEVELS_MAX - 1, path.size());
      String joined = String.join(" - ", rest);
      rest.clear();
      path.add(joined);
    }
    return path.isEmpty() ? Optional.empty() : Optional.of(new MailboxName(path));
  }

  static Optional<MailboxName> below(Optional<MailboxName> parent, String level) {
    return below(parent, List.of(level));
  }

  /// The name of a mailbox that a file or folder stands for: `Work.sbd`, `Work.mbox`,
  /// `work.mbox.gz`.
  static String stem(String fileName) {
    String stem = fileName;
    for (String ending : List.of(".gz", ".tgz", ".tar", ".zip", ".mbox", ".mbx", ".sbd", ".eml")) {
      if (stem.length() > ending.length()
          && stem.regionMatches(
              true, stem.length() - ending.length(), ending, 0, ending.length())) {
        stem = stem.substring(0, stem.length() - ending.length());
      }
    }
    return stem;
  }
}
