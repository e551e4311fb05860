package org.sheafmail.store;

/// Denotes a mailbox within its account whatever it is called; never used again.
public record MailboxId(long value) {
  public MailboxId {
    if (value < 1) {
      throw new IllegalArgumentException("a mailbox id starts at 1: " + value);
    }
  }
}
