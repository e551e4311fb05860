package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.sheafmail.protocol.Octets;

/// `SCRAM-SHA-256` (RFC 5802, RFC 7677) without channel binding.
public final class ScramClient implements SaslClient {
  private static final int NONCE_OCTETS = 18;

  /// RFC 7677 §4 asks for no fewer; far more would be an attack on this machine's time.
  private static final int ITERATIONS_MIN = 4096;

  private static final int ITERATIONS_MAX = 10_000_000;

  private final String password;
  private final String nonce;
  private final String firstBare;
  private State state = State.FIRST;
  private String serverSignature = "";

  private enum State {
    FIRST,
    SERVER_FIRST,
    SERVER_FINAL,
    COMPLETE
  }

  /// @param saslprep brings user and password into the form in which they are compared (RFC 4013)
  public ScramClient(
      String user, String password, UnaryOperator<String> saslprep, SecureRandom random) {
    this(user, password, saslprep, newNonce(random));
  }

  ScramClient(String user, String password, UnaryOperator<String> saslprep, String nonce) {
    this.password = saslprep.apply(password);
    this.nonce = nonce;
    this.firstBare = "n=" + Scram.encodeName(saslprep.apply(user)) + ",r=" + nonce;
  }

  private static String newNonce(SecureRandom random) {
    byte[] octets = new byte[NONCE_OCTETS];
    random.nextBytes(octets);
    return Base64.getEncoder().encodeToString(octets);
  }

  @Override
  public String mechanism() {
    return "SCRAM-SHA-256";
  }

  @Override
  public Octets initialResponse() {
    state = State.SERVER_FIRST;
    return Octets.of("n,," + firstBare, UTF_8);
  }

  @Override
  public Octets next(Octets challenge) throws IOException {
    String message = challenge.toString(UTF_8);
    try {
      return switch (state) {
        case SERVER_FIRST -> Octets.of(clientFinal(message), UTF_8);
        case SERVER_FINAL -> {
          checkServer(message);
          yield Octets.EMPTY;
        }
        case FIRST, COMPLETE -> throw new IOException("a challenge out of turn");
      };
    } catch (IllegalArgumentException e) {
      throw new IOException("the server does not speak SCRAM: " + e.getMessage(), e);
    }
  }

  /// Answers `server-first-message = "r=" nonce ",s=" salt ",i=" iterations *("," extension)`.
  private String clientFinal(String serverFirst) throws IOException {
    String[] attributes = serverFirst.split(",", -1);
    if (attributes.length < 3) {
      throw new IllegalArgumentException("no salt or iterations");
    }
    String bothNonces = Scram.attribute("r", attributes[0]);
    if (!bothNonces.startsWith(nonce) || bothNonces.length() == nonce.length()) {
      throw new IOException("the server did not add to the nonce: somebody is in between");
    }
    byte[] salt = Base64.getDecoder().decode(Scram.attribute("s", attributes[1]));
    int iterations = Integer.parseInt(Scram.attribute("i", attributes[2]));
    if (salt.length == 0 || iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
      throw new IOException("the server asks for " + iterations + " iterations");
    }
    String withoutProof = "c=" + Scram.base64("n,,".getBytes(UTF_8)) + ",r=" + bothNonces;
    String authMessage = firstBare + "," + serverFirst + "," + withoutProof;
    byte[] salted = Scram.saltedPassword(password, salt, iterations);
    byte[] clientKey = Scram.hmac(salted, "Client Key");
    byte[] signature = Scram.hmac(Scram.sha256(clientKey), authMessage);
    serverSignature = Scram.base64(Scram.hmac(Scram.hmac(salted, "Server Key"), authMessage));
    state = State.SERVER_FINAL;
    return withoutProof + ",p=" + Scram.base64(Scram.xor(clientKey, signature));
  }

  /// Looks at `server-final-message = ("e=" error / "v=" base64) *("," extension)`.
  private void checkServer(String serverFinal) throws IOException {
    String first = serverFinal.split(",", -1)[0];
    if (first.startsWith("e=")) {
      throw new IOException("the server refused: " + first.substring(2));
    }
    String signature = Scram.attribute("v", first);
    if (!MessageDigest.isEqual(signature.getBytes(UTF_8), serverSignature.getBytes(UTF_8))) {
      throw new IOException("the server does not know the password: it is not who it should be");
    }
    state = State.COMPLETE;
  }

  @Override
  public boolean complete() {
    return state == State.COMPLETE;
  }
}
