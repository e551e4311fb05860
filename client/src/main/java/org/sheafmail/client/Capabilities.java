package org.sheafmail.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sheafmail.protocol.response.ResponseCode;

/// What a server can do, as it has last told, in upper case, without what is not to be used.
final class Capabilities {
  private final Set<String> ignored;
  private final Set<String> told = new LinkedHashSet<>();

  Capabilities(Set<String> ignored) {
    this.ignored = ignored;
  }

  boolean has(String capability) {
    return told.contains(capability);
  }

  /// Makes sure of it.
  void require(String capability) throws MissingCapabilityException {
    if (!has(capability)) {
      throw new MissingCapabilityException(capability);
    }
  }

  Set<String> all() {
    return Set.copyOf(told);
  }

  /// True as long as nothing has been told.
  boolean isEmpty() {
    return told.isEmpty();
  }

  void forget() {
    told.clear();
  }

  /// The server tells anew.
  void note(List<String> capabilities) {
    told.clear();
    capabilities.forEach(capability -> told.add(capability.toUpperCase(Locale.ROOT)));
    told.removeAll(ignored);
  }

  /// The server tells anew, if that is what the code is for.
  void note(Optional<ResponseCode> code) {
    if (code.orElse(null) instanceof ResponseCode.Capability(List<String> capabilities)) {
      note(capabilities);
    }
  }

  /// `APPENDLIMIT=n` (RFC 7889 §2).
  static OptionalLong appendLimit(Set<String> capabilities) {
    return capabilities.stream()
        .filter(capability -> capability.matches("APPENDLIMIT=\\d{1,18}"))
        .mapToLong(capability -> Long.parseLong(capability.substring("APPENDLIMIT=".length())))
        .findFirst();
  }
}
