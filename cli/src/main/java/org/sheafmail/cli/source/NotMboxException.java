package org.sheafmail.cli.source;

import java.io.IOException;

/// A file that was to be an mbox does not begin like one.
public final class NotMboxException extends IOException {
  NotMboxException(String message) {
    super(message);
  }
}
