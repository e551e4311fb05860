package org.sheafmail.protocol.response;

import java.util.Optional;

/// How a command ended: `resp-cond-state = ("OK" / "NO" / "BAD") SP resp-text` (RFC 3501 §7.1).
///
/// @param text for humans; short, since some clients choke on more than 80 characters
public record Completion(Status status, Optional<ResponseCode> code, String text) {
  /// What became of the command.
  public enum Status {
    OK,
    NO,
    BAD
  }

  public static Completion ok(String text) {
    return new Completion(Status.OK, Optional.empty(), text);
  }

  public static Completion ok(ResponseCode code, String text) {
    return new Completion(Status.OK, Optional.of(code), text);
  }

  public static Completion no(String text) {
    return new Completion(Status.NO, Optional.empty(), text);
  }

  public static Completion no(ResponseCode code, String text) {
    return new Completion(Status.NO, Optional.of(code), text);
  }

  public static Completion bad(String text) {
    return new Completion(Status.BAD, Optional.empty(), text);
  }

  public static Completion bad(ResponseCode code, String text) {
    return new Completion(Status.BAD, Optional.of(code), text);
  }
}
