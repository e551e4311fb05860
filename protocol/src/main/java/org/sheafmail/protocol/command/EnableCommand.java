package org.sheafmail.protocol.command;

import java.util.List;

/// `enable = "ENABLE" 1*(SP capability)` (RFC 5161 §4).
public record EnableCommand(List<String> capabilities) implements Command.Auth {
  public EnableCommand {
    capabilities = List.copyOf(capabilities);
  }
}
