package org.sheafmail.protocol.wire;

/// The grammar is kept, but no mailbox can have the name: broken modified UTF-7, 8-bit octets, an
/// empty level, control characters, too long. A server answers `NO [CANNOT]`.
public final class MailboxNameException extends SyntaxException {
  private static final long serialVersionUID = 1;

  public MailboxNameException(String message) {
    super(message);
  }
}
