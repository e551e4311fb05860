package org.sheafmail.protocol;

import java.util.ArrayList;
import java.util.List;

/// The name of a mailbox as a path of levels, free of the separator and of the encoding of the
/// wire.
///
/// `INBOX` as the first level stands for the primary mailbox in whatever case it is written (RFC
/// 3501 §5.1) and is kept as `INBOX`. Levels hold any character but controls (RFC 3501 §5.1.3 and
/// RFC 5198 §2): what may come in from the wire is settled here, once.
public record MailboxName(List<String> levels) implements Comparable<MailboxName> {
  /// Levels a name may have.
  public static final int LEVELS_MAX = 32;

  /// Characters a name may have over all its levels.
  public static final int LENGTH_MAX = 1000;

  /// The primary mailbox, which every account has.
  public static final MailboxName INBOX = new MailboxName(List.of("INBOX"));

  public MailboxName {
    if (levels.isEmpty() || levels.size() > LEVELS_MAX) {
      throw new IllegalArgumentException("a mailbox name has 1 to " + LEVELS_MAX + " levels");
    }
    int length = 0;
    for (String level : levels) {
      if (level.isEmpty()) {
        throw new IllegalArgumentException("a level of the mailbox name is empty");
      }
      level.chars().forEach(MailboxName::checkCharacter);
      length += level.length();
    }
    if (length > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a mailbox name has at most " + LENGTH_MAX + " characters: " + length);
    }
    // rfc3501/inbox-case
    if (levels.getFirst().equalsIgnoreCase("INBOX") && !levels.getFirst().equals("INBOX")) {
      levels = new ArrayList<>(levels);
      levels.set(0, "INBOX");
    }
    levels = List.copyOf(levels);
  }

  private static void checkCharacter(int c) {
    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
      throw new IllegalArgumentException(
          "a mailbox name holds no control characters: U+" + Integer.toHexString(c));
    }
  }

  /// The name written with `separator` between its levels.
  ///
  /// rfc3501/names-left-to-right
  ///
  /// @throws IllegalArgumentException if a level is empty or holds what a level may not
  public static MailboxName parse(String name, char separator) {
    List<String> levels = new ArrayList<>();
    int start = 0;
    for (int end = name.indexOf(separator); end >= 0; end = name.indexOf(separator, start)) {
      levels.add(name.substring(start, end));
      start = end + 1;
    }
    levels.add(name.substring(start));
    return new MailboxName(levels);
  }

  /// The name with `separator` between its levels, not yet encoded for the wire.
  public String toString(char separator) {
    return String.join(String.valueOf(separator), levels);
  }

  public boolean isInbox() {
    return equals(INBOX);
  }

  /// True if this name lies below `other` in the hierarchy, at any depth.
  public boolean isBelow(MailboxName other) {
    return levels.size() > other.levels.size()
        && levels.subList(0, other.levels.size()).equals(other.levels);
  }

  /// The same path with the leading levels `from` replaced by `to`.
  ///
  /// @throws IllegalArgumentException if this name is neither `from` nor below it
  public MailboxName moved(MailboxName from, MailboxName to) {
    if (!equals(from) && !isBelow(from)) {
      throw new IllegalArgumentException(this + " is not below " + from);
    }
    List<String> moved = new ArrayList<>(to.levels);
    moved.addAll(levels.subList(from.levels.size(), levels.size()));
    return new MailboxName(moved);
  }

  /// The names above this one, topmost first; none for a name of one level.
  public List<MailboxName> parents() {
    List<MailboxName> parents = new ArrayList<>();
    for (int depth = 1; depth < levels.size(); depth++) {
      parents.add(new MailboxName(levels.subList(0, depth)));
    }
    return parents;
  }

  /// By the first level that differs; a name comes right before those below it.
  @Override
  public int compareTo(MailboxName other) {
    int shared = Math.min(levels.size(), other.levels.size());
    for (int i = 0; i < shared; i++) {
      int order = levels.get(i).compareTo(other.levels.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(levels.size(), other.levels.size());
  }

  @Override
  public String toString() {
    return toString('/');
  }
}
