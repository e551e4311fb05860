package org.sheafmail.protocol.command;

/// `list = "LIST" SP mailbox SP list-mailbox` (RFC 3501 §6.3.8).
///
/// Both names have been decoded from modified UTF-7 and hold the separator as sent; either may be
/// empty.
///
/// @param pattern with the wildcards `*` and `%`
public record ListCommand(String reference, String pattern) implements Command.Auth {}
