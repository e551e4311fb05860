package org.sheafmail.cli.source;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;

/// A message as a source found it, looked at once from end to end.
///
/// @param mailbox where it belongs
/// @param copies further mailboxes it belongs to (labels), without `mailbox`
/// @param internalDate none if nothing tells when it arrived
/// @param digest of the octets that `body` gives
/// @param messageId the field as written, angle brackets included
/// @param identity by which a later run knows it again: in files its digest, in another account its
///   place there
public record SourceMessage(
    Origin origin,
    MailboxName mailbox,
    List<MailboxName> copies,
    Set<Flag> flags,
    Optional<InternalDate> internalDate,
    Digest digest,
    Optional<String> messageId,
    MessageBody body,
    Verdict verdict,
    Digest identity) {

  /// Why a message is refused that a server cannot take as binary.
  public static final String NO_BINARY =
      "contains NUL octets, and the server does not take binary messages (BINARY)";

  /// A message in a file.
  public SourceMessage(
      Origin origin,
      MailboxName mailbox,
      List<MailboxName> copies,
      Set<Flag> flags,
      Optional<InternalDate> internalDate,
      Digest digest,
      Optional<String> messageId,
      MessageBody body,
      Verdict verdict) {
    this(origin, mailbox, copies, flags, internalDate, digest, messageId, body, verdict, digest);
  }

  public SourceMessage {
    copies = List.copyOf(copies);
    flags = Set.copyOf(flags);
  }

  /// The same message for other mailboxes.
  public SourceMessage to(MailboxName other, List<MailboxName> otherCopies) {
    return new SourceMessage(
        origin,
        other,
        otherCopies,
        flags,
        internalDate,
        digest,
        messageId,
        body,
        verdict,
        identity);
  }

  /// Octets that are sent.
  public long size() {
    return body.size();
  }

  /// What is to be done with a message, as far as the source can tell.
  public sealed interface Verdict {}

  /// To be uploaded.
  public record Send(Nul nul) implements Verdict {}

  /// NUL octets, for which a literal has no room (RFC 3501 §4.3).
  public enum Nul {
    /// There are none.
    NONE,
    /// There are, and they are sent all the same.
    KEPT,
    /// There are, and the message is sent as a literal that has room for them (RFC 3516).
    BINARY
  }

  /// An earlier run has stored it, so that its octets were not even read.
  public record Stored() implements Verdict {}

  /// Not mail that anybody misses, such as what Thunderbird has already deleted.
  public record LeftOut(String reason) implements Verdict {}

  /// Mail that cannot or, by a policy, must not be sent: reported and put aside.
  public record Refused(String reason) implements Verdict {}
}
