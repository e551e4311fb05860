package org.sheafmail.cli.verify;

import java.util.List;
import org.sheafmail.cli.upload.Settlement.Found;
import org.sheafmail.protocol.MailboxName;

/// How one mailbox of the server compares with the sources.
///
/// @param expected messages of the sources
/// @param there messages on the server
/// @param missing those of the sources that are not there
/// @param missingCount as many, also where none can be named
/// @param different those that are there under their Message-ID, with other octets
/// @param twice messages that are there more often than in the sources
/// @param extra messages that are not from the sources
/// @param extraCount as many, also where none can be named
public record Comparison(
    MailboxName mailbox,
    long expected,
    long there,
    List<Expected> missing,
    long missingCount,
    List<Different> different,
    List<Found> twice,
    List<Found> extra,
    long extraCount) {

  /// A message of the sources and what the server has in its place.
  public record Different(Expected expected, Found found) {}

  public Comparison {
    missing = List.copyOf(missing);
    different = List.copyOf(different);
    twice = List.copyOf(twice);
    extra = List.copyOf(extra);
  }

  /// True if each message of the sources is there as it should be, and not more often.
  public boolean matches() {
    return missingCount == 0 && different.isEmpty() && twice.isEmpty();
  }

  static Comparison byCount(MailboxName mailbox, long expected, long there) {
    return new Comparison(
        mailbox,
        expected,
        there,
        List.of(),
        Math.max(0, expected - there),
        List.of(),
        List.of(),
        List.of(),
        Math.max(0, there - expected));
  }
}
