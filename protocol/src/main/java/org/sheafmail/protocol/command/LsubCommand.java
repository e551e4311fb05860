package org.sheafmail.protocol.command;

/// `lsub = "LSUB" SP mailbox SP list-mailbox` (RFC 3501 §6.3.9).
///
/// Both names have been decoded from modified UTF-7 and hold the separator as sent; either may be
/// empty.
///
/// @param pattern with the wildcards `*` and `%`
public record LsubCommand(String reference, String pattern) implements Command.Auth {}
