package org.sheafmail.cli.copy;

import java.io.IOException;
import org.sheafmail.client.RefusedException;

/// A mailbox of the account that is read cannot be opened.
final class NotOpenedException extends IOException {
  private static final long serialVersionUID = 1;

  NotOpenedException(RefusedException e) {
    super("the mailbox cannot be opened: " + e.getMessage(), e);
  }
}
