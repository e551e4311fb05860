package org.sheafmail.store.embedded;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// How the files of a store are called: a number that no other file of the store ever has, and what
/// is in it. A file that is still being made ends in `.tmp` and is worth nothing.
final class FileNames {
  static final String JOURNAL = ".journal";
  static final String LANE = ".lane";
  static final String SNAPSHOT = ".snapshot";
  static final String SUMMARIES = ".summaries";
  static final String TEMPORARY = ".tmp";

  private FileNames() {}

  static String journal(long number) {
    return name(number, JOURNAL);
  }

  static String lane(long number) {
    return name(number, LANE);
  }

  static String name(long number, String kind) {
    return String.format(Locale.ROOT, "%010d%s", number, kind);
  }

  /// Whether a file is one of a store, of whatever kind.
  static boolean isOfStore(String name) {
    for (String kind : List.of(JOURNAL, LANE, SNAPSHOT, SUMMARIES)) {
      if (number(name, kind).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// The number of a file, if it is of that kind.
  static OptionalLong number(String name, String kind) {
    if (!name.endsWith(kind)) {
      return OptionalLong.empty();
    }
    String digits = name.substring(0, name.length() - kind.length());
    if (digits.length() != 10 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(digits));
  }
}
