package org.sheafmail.cli.source;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;

/// The flags that mail programs keep in the header of messages in an mbox.
final class MailFlags {
  static final Flag FORWARDED = new Flag("$Forwarded");

  private static final int MOZILLA_READ = 0x0001;
  private static final int MOZILLA_REPLIED = 0x0002;
  private static final int MOZILLA_MARKED = 0x0004;
  private static final int MOZILLA_EXPUNGED = 0x0008;
  private static final int MOZILLA_FORWARDED = 0x1000;

  private MailFlags() {}

  /// Flags from Status and X-Status (c-client, mutt, Dovecot), X-Keywords, X-Mozilla-Status and
  /// X-Mozilla-Keys (Thunderbird).
  static Set<Flag> of(HeaderFields header) {
    Set<Flag> flags = new LinkedHashSet<>();
    String status = header.first("Status").orElse("") + header.first("X-Status").orElse("");
    for (int i = 0; i < status.length(); i++) {
      switch (status.charAt(i)) {
        case 'R' -> flags.add(Flag.SEEN);
        case 'A' -> flags.add(Flag.ANSWERED);
        case 'F' -> flags.add(Flag.FLAGGED);
        case 'D' -> flags.add(Flag.DELETED);
        case 'T' -> flags.add(Flag.DRAFT);
        default -> {
          // O (not recent) is no flag a client sets.
        }
      }
    }
    addMozilla(mozillaStatus(header), flags);
    addKeywords(header.first("X-Keywords"), flags);
    addKeywords(header.first("X-Mozilla-Keys"), flags);
    return flags;
  }

  private static void addMozilla(int status, Set<Flag> flags) {
    if ((status & MOZILLA_READ) != 0) {
      flags.add(Flag.SEEN);
    }
    if ((status & MOZILLA_REPLIED) != 0) {
      flags.add(Flag.ANSWERED);
    }
    if ((status & MOZILLA_MARKED) != 0) {
      flags.add(Flag.FLAGGED);
    }
    if ((status & MOZILLA_FORWARDED) != 0) {
      flags.add(FORWARDED);
    }
  }

  private static void addKeywords(Optional<String> words, Set<Flag> flags) {
    for (String word : words.orElse("").split("\\s+", -1)) {
      keyword(word).ifPresent(flags::add);
    }
  }

  /// The keyword of that name, with `_` for what a keyword cannot hold; none if nothing is left.
  static Optional<Flag> keyword(String word) {
    String atom = word.replaceAll("[^\\x21-\\x7E]|[(){%*\"\\\\\\]]", "_");
    boolean usable = !atom.isEmpty() && atom.length() <= Flag.NAME_LENGTH_MAX;
    return usable ? Optional.of(new Flag(atom)) : Optional.empty();
  }

  /// True for what is in the file and no longer in the mailbox: messages Thunderbird has deleted
  /// without compacting the folder.
  static boolean isExpunged(HeaderFields header) {
    return (mozillaStatus(header) & MOZILLA_EXPUNGED) != 0;
  }

  private static int mozillaStatus(HeaderFields header) {
    try {
      return Integer.parseInt(header.first("X-Mozilla-Status").orElse("0"), 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
