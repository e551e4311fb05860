package org.sheafmail.protocol.command;

/// `NAMESPACE` (RFC 2342 §5).
public record NamespaceCommand() implements Command.Auth {}
