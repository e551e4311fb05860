package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.Optional;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `authenticate = "AUTHENTICATE" SP auth-type [SP (base64 / "=")]` (RFC 3501 §6.2.2, RFC 4959 §3).
///
/// @param mechanism in upper case
/// @param initialResponse decoded; `=` is the empty response
public record AuthenticateCommand(String mechanism, Optional<Octets> initialResponse)
    implements Command.NonAuth {
  static AuthenticateCommand parse(WireReader in) throws IOException {
    in.sp();
    String mechanism = in.word();
    if (!in.at(' ')) {
      return new AuthenticateCommand(mechanism, Optional.empty());
    }
    in.sp();
    if (in.at('=')) {
      in.octet('=');
      return new AuthenticateCommand(mechanism, Optional.of(Octets.EMPTY));
    }
    return new AuthenticateCommand(mechanism, Optional.of(in.base64()));
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("AUTHENTICATE ");
    out.ascii(mechanism);
    if (initialResponse.isPresent()) {
      out.sp();
      if (initialResponse.get().size() == 0) {
        out.octet('=');
      } else {
        out.base64(initialResponse.get());
      }
    }
  }

  /// `base64 CRLF`: what the client answers to a challenge, perhaps nothing; read after
  /// [WireReader#beginLine].
  ///
  /// @return empty for `*`, by which the client calls the exchange off
  public static Optional<Octets> parseResponse(WireReader in) throws IOException {
    if (in.at('*')) {
      in.octet('*');
      in.crlf();
      return Optional.empty();
    }
    Octets response = in.base64();
    in.crlf();
    return Optional.of(response);
  }
}
