package org.sheafmail.protocol.response;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;

/// What a status response tells a program: `resp-text-code` (RFC 3501 §7.1).
public sealed interface ResponseCode {
  /// The codes without arguments.
  enum Word implements ResponseCode {
    ALERT("ALERT"),
    PARSE("PARSE"),
    READ_ONLY("READ-ONLY"),
    READ_WRITE("READ-WRITE"),
    TRYCREATE("TRYCREATE"),
    /// RFC 4315 §3.
    UIDNOTSTICKY("UIDNOTSTICKY"),
    // RFC 5530 §3.
    UNAVAILABLE("UNAVAILABLE"),
    AUTHENTICATIONFAILED("AUTHENTICATIONFAILED"),
    AUTHORIZATIONFAILED("AUTHORIZATIONFAILED"),
    EXPIRED("EXPIRED"),
    PRIVACYREQUIRED("PRIVACYREQUIRED"),
    CONTACTADMIN("CONTACTADMIN"),
    NOPERM("NOPERM"),
    INUSE("INUSE"),
    EXPUNGEISSUED("EXPUNGEISSUED"),
    CORRUPTION("CORRUPTION"),
    SERVERBUG("SERVERBUG"),
    CLIENTBUG("CLIENTBUG"),
    CANNOT("CANNOT"),
    LIMIT("LIMIT"),
    OVERQUOTA("OVERQUOTA"),
    ALREADYEXISTS("ALREADYEXISTS"),
    NONEXISTENT("NONEXISTENT"),
    /// RFC 7889 §4, RFC 7888 §5, RFC 4469 §4.2.
    TOOBIG("TOOBIG"),
    /// RFC 3516 §4.3.
    UNKNOWN_CTE("UNKNOWN-CTE");

    private final String word;

    Word(String word) {
      this.word = word;
    }

    /// The word on the wire.
    public String word() {
      return word;
    }
  }

  /// `BADCHARSET`, with the charsets known if the server tells.
  record BadCharset(List<String> known) implements ResponseCode {
    public BadCharset {
      known = List.copyOf(known);
    }
  }

  /// `CAPABILITY`.
  record Capability(List<String> capabilities) implements ResponseCode {
    public Capability {
      capabilities = List.copyOf(capabilities);
    }
  }

  /// `PERMANENTFLAGS`.
  ///
  /// @param newKeywords true if clients may make keywords up (`\*`)
  record PermanentFlags(Set<Flag> flags, boolean newKeywords) implements ResponseCode {
    public PermanentFlags {
      flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
    }
  }

  /// `UIDNEXT`.
  record UidNext(long uid) implements ResponseCode {}

  /// `UIDVALIDITY`.
  record UidValidityIs(UidValidity uidValidity) implements ResponseCode {}

  /// `UNSEEN`: the sequence number of the first message without `\Seen`.
  record Unseen(long sequenceNumber) implements ResponseCode {}

  /// `APPENDUID` (RFC 4315 §3): the UIDs of the messages appended, in their order.
  record AppendUid(UidValidity uidValidity, UidSet uids) implements ResponseCode {
    public AppendUid {
      if (uids.isEmpty()) {
        throw new IllegalArgumentException("APPENDUID of no message");
      }
    }
  }

  /// `COPYUID` (RFC 4315 §3): the first of `source` became the first of `target`, and so on.
  record CopyUid(UidValidity uidValidity, UidSet source, UidSet target) implements ResponseCode {
    public CopyUid {
      if (source.isEmpty() || source.size() != target.size()) {
        throw new IllegalArgumentException("COPYUID of " + source.size() + " to " + target.size());
      }
    }
  }

  /// A code this program has no name for, or one whose arguments make no sense.
  record Other(String name, Optional<String> arguments) implements ResponseCode {}
}
