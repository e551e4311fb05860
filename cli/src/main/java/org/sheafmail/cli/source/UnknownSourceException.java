package org.sheafmail.cli.source;

import java.io.IOException;

/// What the user named is nothing mail can be read from.
public final class UnknownSourceException extends IOException {
  UnknownSourceException(String message) {
    super(message);
  }
}
