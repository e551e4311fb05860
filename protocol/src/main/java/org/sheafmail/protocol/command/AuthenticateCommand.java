package org.sheafmail.protocol.command;

import java.util.Optional;
import org.sheafmail.protocol.Octets;

/// `authenticate = "AUTHENTICATE" SP auth-type [SP (base64 / "=")]` (RFC 3501 §6.2.2, RFC 4959 §3).
///
/// @param mechanism in upper case
/// @param initialResponse decoded; `=` is the empty response
public record AuthenticateCommand(String mechanism, Optional<Octets> initialResponse)
    implements Command.NonAuth {}
