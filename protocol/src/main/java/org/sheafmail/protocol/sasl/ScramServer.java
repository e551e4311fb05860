package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Octets;

/// `SCRAM-SHA-256` (RFC 5802, RFC 7677) without channel binding: the client proves that it knows
/// the password, the server that it knows a hash of it, and neither is sent.
///
/// A user who does not exist gets keys that fit no password, and fails at the end like everybody
/// else.
public final class ScramServer implements SaslServer {
  private static final int NONCE_OCTETS = 18;

  private final Users users;
  private final SecureRandom random;

  private @Nullable ClientFirst first;
  private @Nullable Keys keys;
  private String serverFirst = "";
  private String nonce = "";
  private @Nullable String provenUser;

  public ScramServer(Users users, SecureRandom random) {
    this.users = users;
    this.random = random;
  }

  /// What a server keeps of a password.
  ///
  /// @param storedKey `H(HMAC(SaltedPassword, "Client Key"))`
  /// @param serverKey `HMAC(SaltedPassword, "Server Key")`
  public record Keys(int iterations, Octets salt, Octets storedKey, Octets serverKey) {}

  /// Knows who may log in.
  public interface Users {
    /// The keys of that user; made up, always the same ones, if there is no such user.
    Keys keys(String user) throws IOException;

    /// The name of the account of a user who has proved to know the password.
    String account(String user) throws IOException;
  }

  @Override
  public Step next(Octets response) throws IOException {
    if (provenUser != null) {
      // The client has looked at the server's proof and has nothing more to say.
      return new Step.Success(users.account(provenUser));
    }
    String message = response.toString(UTF_8);
    try {
      return first == null ? clientFirst(message) : clientFinal(message);
    } catch (IllegalArgumentException e) {
      return new Step.Failure(Reason.MALFORMED, "not a SCRAM message: " + e.getMessage());
    }
  }

  private Step clientFirst(String message) throws IOException {
    ClientFirst client = ClientFirst.parse(message);
    if (!client.authzid.isEmpty() && !client.authzid.equals(client.user)) {
      return new Step.Failure(Reason.AUTHORIZATION, "no right to act for another user");
    }
    Keys known = users.keys(client.user);
    byte[] octets = new byte[NONCE_OCTETS];
    random.nextBytes(octets);
    nonce = client.nonce + Base64.getEncoder().encodeToString(octets);
    serverFirst =
        "r=" + nonce + ",s=" + Scram.base64(known.salt.toByteArray()) + ",i=" + known.iterations;
    first = client;
    keys = known;
    return challenge(serverFirst);
  }

  /// `client-final-message = "c=" base64 ",r=" nonce *("," extension) ",p=" base64`
  private Step clientFinal(String message) {
    int proofAt = message.lastIndexOf(",p=");
    if (first == null || keys == null || proofAt < 0) {
      throw new IllegalArgumentException("no proof");
    }
    String withoutProof = message.substring(0, proofAt);
    String expected = "c=" + Scram.base64(first.gs2Header.getBytes(UTF_8)) + ",r=" + nonce;
    if (!withoutProof.equals(expected) && !withoutProof.startsWith(expected + ",")) {
      throw new IllegalArgumentException("channel binding or nonce differs");
    }
    byte[] proof = Base64.getDecoder().decode(message.substring(proofAt + 3));
    String authMessage = first.bare + "," + serverFirst + "," + withoutProof;
    byte[] storedKey = keys.storedKey.toByteArray();
    byte[] clientSignature = Scram.hmac(storedKey, authMessage);
    if (proof.length != clientSignature.length
        || !MessageDigest.isEqual(Scram.sha256(Scram.xor(proof, clientSignature)), storedKey)) {
      return new Step.Failure(Reason.CREDENTIALS, "wrong user or password");
    }
    provenUser = first.user;
    return challenge("v=" + Scram.base64(Scram.hmac(keys.serverKey.toByteArray(), authMessage)));
  }

  private static Step challenge(String message) {
    return new Step.Challenge(Octets.of(message, UTF_8));
  }

  /// ```
  /// client-first-message = gs2-header client-first-message-bare
  /// gs2-header = ("n" / "y" / "p=" cb-name) "," ["a=" saslname] ","
  /// client-first-message-bare = "n=" saslname ",r=" nonce *("," extension)
  /// ```
  private record ClientFirst(
      String gs2Header, String authzid, String user, String nonce, String bare) {

    static ClientFirst parse(String message) {
      if (!message.startsWith("n,") && !message.startsWith("y,")) {
        throw new IllegalArgumentException("channel binding is not offered");
      }
      int headerEnd = message.indexOf(',', 2) + 1;
      if (headerEnd == 0) {
        throw new IllegalArgumentException("no header");
      }
      String authzid = message.substring(2, headerEnd - 1);
      String bare = message.substring(headerEnd);
      String[] attributes = bare.split(",", -1);
      if (attributes.length < 2) {
        throw new IllegalArgumentException("no user or nonce");
      }
      String nonce = Scram.attribute("r", attributes[1]);
      if (nonce.isEmpty() || nonce.length() > 1000) {
        throw new IllegalArgumentException("the nonce is empty or too long");
      }
      return new ClientFirst(
          message.substring(0, headerEnd),
          authzid.isEmpty() ? "" : Scram.decodeName(Scram.attribute("a", authzid)),
          Scram.decodeName(Scram.attribute("n", attributes[0])),
          nonce,
          bare);
    }
  }
}
