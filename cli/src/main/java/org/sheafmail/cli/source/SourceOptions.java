package org.sheafmail.cli.source;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// How sources are read; each field is an option of the command line.
///
/// @param mboxFormat found out by looking, if absent
/// @param dates the rules for the internal date in order; empty for those of the source
/// @param zone of dates that name none
/// @param labels what Gmail's labels become
/// @param expunged true to upload also what Thunderbird has marked as deleted
public record SourceOptions(
    Optional<MboxFormat> mboxFormat,
    List<DateRule> dates,
    ZoneId zone,
    NulPolicy nul,
    CrPolicy bareCr,
    EmptyPolicy empty,
    LabelPolicy labels,
    boolean expunged) {

  public static final SourceOptions DEFAULT =
      new SourceOptions(
          Optional.empty(),
          List.of(),
          ZoneOffset.UTC,
          NulPolicy.KEEP,
          CrPolicy.KEEP,
          EmptyPolicy.REJECT,
          LabelPolicy.MAILBOXES,
          false);

  /// What is done about NUL octets, which RFC 3501 §4.3 forbids in a literal.
  public enum NulPolicy {
    KEEP,
    REJECT,
    STRIP,
    /// A literal of another kind (`BINARY`, RFC 3516), where the server knows it.
    BINARY
  }

  /// What is done about a CR that no LF follows (RFC 5322 §2.3 forbids it).
  public enum CrPolicy {
    KEEP,
    REJECT,
    CRLF
  }

  /// What is done about a message without octets, which cannot be appended: an empty literal calls
  /// an append off (RFC 3502 §6.3.11).
  public enum EmptyPolicy {
    REJECT,
    SKIP
  }

  /// What Gmail's labels become.
  public enum LabelPolicy {
    MAILBOXES,
    KEYWORDS,
    IGNORE
  }
}
