package org.sheafmail.protocol;

import java.util.Locale;

/// A flag of a message: a system flag such as `\Seen`, or a keyword such as `$Forwarded`.
///
/// `flag = "\Answered" / … / flag-keyword / flag-extension` (RFC 3501 §9). Flags match without
/// regard to case; the spelling met first is kept. `\Recent` is no flag of this kind: no client can
/// set it.
public record Flag(String name) {
  /// The longest name taken, in octets.
  public static final int NAME_LENGTH_MAX = 255;

  public static final Flag ANSWERED = new Flag("\\Answered");
  public static final Flag FLAGGED = new Flag("\\Flagged");
  public static final Flag DELETED = new Flag("\\Deleted");
  public static final Flag SEEN = new Flag("\\Seen");
  public static final Flag DRAFT = new Flag("\\Draft");

  private static final Flag[] SYSTEM = {ANSWERED, FLAGGED, DELETED, SEEN, DRAFT};

  public Flag {
    int start = name.startsWith("\\") ? 1 : 0;
    if (name.length() == start || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a flag name has 1 to " + NAME_LENGTH_MAX + " octets: " + name.length());
    }
    for (int i = start; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7F || "(){%*\"\\]".indexOf(c) >= 0) {
        throw new IllegalArgumentException("not an atom: " + name);
      }
    }
    if (name.equalsIgnoreCase("\\Recent")) {
      throw new IllegalArgumentException("\\Recent is set by the server alone");
    }
  }

  /// The flag of that name; a system flag in whatever case is the constant above.
  public static Flag of(String name) {
    for (Flag flag : SYSTEM) {
      if (flag.name.equalsIgnoreCase(name)) {
        return flag;
      }
    }
    return new Flag(name);
  }

  /// True for the five flags RFC 3501 §2.3.2 defines (`\Recent` is not among them).
  public boolean isSystem() {
    for (Flag flag : SYSTEM) {
      if (flag.name.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /// True for a name without a backslash.
  public boolean isKeyword() {
    return name.charAt(0) != '\\';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Flag flag && name.equalsIgnoreCase(flag.name);
  }

  @Override
  public int hashCode() {
    return name.toLowerCase(Locale.ROOT).hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
