package org.sheafmail.protocol.wire;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The peer broke the grammar. The message says what was expected, what was found and at which
/// octet of the command, in words fit for the text of a `BAD`.
public class SyntaxException extends IOException {
  private static final long serialVersionUID = 1;

  private @Nullable String tag;

  public SyntaxException(String message) {
    super(message);
  }

  /// The tag of the command, if the reader got that far.
  public final Optional<String> tag() {
    return Optional.ofNullable(tag);
  }

  /// Notes the command that broke the grammar.
  public final SyntaxException tagged(String tag) {
    this.tag = tag;
    return this;
  }
}
