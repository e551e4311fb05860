package org.sheafmail.client;

/// How a connection is kept from others on the way.
public enum Encryption {
  /// Not at all. Refused for anything but this machine, unless
  /// [ClientOptions#withUnencryptedAllowed] has been said.
  NONE,
  /// TLS that begins with a command (RFC 3501 §6.2.1). A server that does not offer it, or on whose
  /// way somebody has removed the offer, is not talked to.
  STARTTLS,
  /// TLS from the first octet (RFC 8314 §3), which is to be preferred.
  TLS
}
