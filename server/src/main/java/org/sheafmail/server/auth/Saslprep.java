package org.sheafmail.server.auth;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;
import java.util.Optional;

/// Brings user names and passwords into the one form in which they are compared (SASLprep, RFC
/// 4013), so that the same password typed on two keyboards is the same password.
final class Saslprep {
  private static final Profile SASLPREP = new SASLprep();

  private Saslprep() {}

  /// The form to keep: code points that no version of Unicode known here assigns are refused.
  static Optional<String> stored(String text) {
    try {
      return Optional.of(SASLPREP.prepareStored(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The form to look up: unassigned code points are let through, they merely match nothing.
  static Optional<String> query(String text) {
    try {
      return Optional.of(SASLPREP.prepareQuery(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
