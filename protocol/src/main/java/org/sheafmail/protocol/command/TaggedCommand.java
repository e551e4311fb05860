package org.sheafmail.protocol.command;

/// A command with the tag its answer will carry: `command = tag SP (command-any / command-auth /
/// command-nonauth / command-select) CRLF` (RFC 3501 §9).
public record TaggedCommand(String tag, Command command) {}
