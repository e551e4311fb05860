package org.sheafmail.cli.upload;

import java.io.IOException;

/// There is no connection to the account that is read, after all the patience we have.
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1;

  public UnreachableException(IOException why) {
    super(Account.text(why), why);
  }
}
