package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.sasl.SaslServer.Reason;
import org.sheafmail.protocol.sasl.SaslServer.Step;

class SaslTest {
  private static final int ITERATIONS = 4096;
  private final SecureRandom random = new SecureRandom();

  /// Knows `jo`, whose password is `pa,ss=wörd`, with the account `jo's`.
  private static final ScramServer.Users USERS =
      new ScramServer.Users() {
        @Override
        public ScramServer.Keys keys(String user) {
          byte[] salt = "salt of ".concat(user).getBytes(UTF_8);
          byte[] salted =
              Scram.saltedPassword(user.equals("j,o=") ? "pa,ss=wörd" : "?", salt, ITERATIONS);
          return new ScramServer.Keys(
              ITERATIONS,
              Octets.of(salt),
              Octets.of(Scram.sha256(Scram.hmac(salted, "Client Key"))),
              Octets.of(Scram.hmac(salted, "Server Key")));
        }

        @Override
        public String account(String user) {
          return user + "'s";
        }
      };

  private ScramServer scramServer() {
    return new ScramServer(USERS, random);
  }

  private static Octets octets(String text) {
    return Octets.of(text, UTF_8);
  }

  private static String text(Step step) {
    return ((Step.Challenge) step).octets().toString(UTF_8);
  }

  private static PlainServer plainServer() {
    return new PlainServer((user, password) ->
        user.equals("jo") && password.equals("secret") ? Optional.of("jo's") : Optional.empty());
  }

  @Test
  void plainClientAndServerUnderstandEachOther() throws IOException {
    PlainClient client = new PlainClient("jo", "secret");
    assertThat(client.complete()).isFalse();
    assertThat(plainServer().next(client.initialResponse())).isEqualTo(new Step.Success("jo's"));
    assertThat(client.complete()).isTrue();
    assertThat(
            ((Step.Failure) plainServer().next(new PlainClient("jo", "x").initialResponse()))
                .reason())
        .isEqualTo(Reason.CREDENTIALS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jo\0secret", "\0\0secret", "\0jo\0", "\0jo\0secret\0", "x"})
  void whatIsNotPlainIsMalformed(String message) throws IOException {
    assertThat(((Step.Failure) plainServer().next(octets(message))).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void plainThatIsNotUtf8IsMalformed() throws IOException {
    Octets message = Octets.of(new byte[] {0, 'j', 0, (byte) 0xE4});
    assertThat(((Step.Failure) plainServer().next(message)).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void nobodyActsForAnother() throws IOException {
    assertThat(plainServer().next(octets("jo\0jo\0secret"))).isEqualTo(new Step.Success("jo's"));
    assertThat(((Step.Failure) plainServer().next(octets("al\0jo\0secret"))).reason())
        .isEqualTo(Reason.AUTHORIZATION);
    assertThat(((Step.Failure) scramServer().next(octets("n,a=al,n=jo,r=x"))).reason())
        .isEqualTo(Reason.AUTHORIZATION);
  }

  @Test
  void scramClientAndServerProveThemselvesToEachOther() throws IOException {
    ScramServer server = scramServer();
    ScramClient client = new ScramClient("j,o=", "pa,ss=wörd", UnaryOperator.identity(), random);
    Octets answer = client.initialResponse();
    answer = client.next(((Step.Challenge) server.next(answer)).octets());
    assertThat(client.complete()).isFalse();
    answer = client.next(((Step.Challenge) server.next(answer)).octets());
    assertThat(client.complete()).isTrue();
    assertThat(server.next(answer)).isEqualTo(new Step.Success("j,o='s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"j,o=", "nobody"})
  void scramFailsAtTheEndForAWrongPasswordAndForNobodyAlike(String user) throws IOException {
    ScramServer server = scramServer();
    ScramClient client = new ScramClient(user, "wrong", UnaryOperator.identity(), random);
    Octets answer = client.next(((Step.Challenge) server.next(client.initialResponse())).octets());
    assertThat(server.next(answer))
        .isEqualTo(new Step.Failure(Reason.CREDENTIALS, "wrong user or password"));
  }

  @Test
  void anotherClientAgrees() throws Exception {
    com.ongres.scram.client.ScramClient client =
        com.ongres.scram.client.ScramClient.builder()
            .advertisedMechanisms(List.of("SCRAM-SHA-256"))
            .username("j,o=")
            .password("pa,ss=wörd".toCharArray())
            .build();
    ScramServer server = scramServer();
    client.serverFirstMessage(text(server.next(octets(client.clientFirstMessage().toString()))));
    client.serverFinalMessage(text(server.next(octets(client.clientFinalMessage().toString()))));
    assertThat(server.next(Octets.EMPTY)).isEqualTo(new Step.Success("j,o='s"));
  }

  /// The numbers are those of RFC 7677 §3.
  @Test
  void theClientSaysWhatTheStandardShows() throws IOException {
    ScramClient client =
        new ScramClient("user", "pencil", UnaryOperator.identity(), "rOprNGfwEbeRWgbNEkqO");
    String nonces = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    assertThat(client.initialResponse()).isEqualTo(octets("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"));
    assertThat(client.next(octets("r=" + nonces + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")))
        .isEqualTo(
            octets("c=biws,r=" + nonces + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
    client.next(octets("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    assertThat(client.complete()).isTrue();
  }

  @Test
  void theClientPreparesUserAndPassword() {
    ScramClient client =
        new ScramClient("USER", "x", name -> name.toLowerCase(java.util.Locale.ROOT), "r");
    assertThat(client.initialResponse()).isEqualTo(octets("n,,n=user,r=r"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r=abc,s=AAAA,i=4096", // Nothing added to the nonce.
        "r=xbcd,s=AAAA,i=4096",
        "r=abcd,s=AAAA,i=1",
        "r=abcd,s=AAAA,i=999999999",
        "r=abcd,s=,i=4096",
        "r=abcd,s=AAAA,i=x",
        "r=abcd,s=!,i=4096",
        "r=abcd",
        ""
      })
  void theClientRefusesAStrangeServer(String challenge) {
    ScramClient client = new ScramClient("u", "p", UnaryOperator.identity(), "abc");
    client.initialResponse();
    assertThatThrownBy(() -> client.next(octets(challenge))).isInstanceOf(IOException.class);
    assertThat(client.complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v=AAAA", "e=other-error", "x"})
  void theClientRefusesAServerThatDoesNotKnowThePassword(String serverFinal) throws IOException {
    ScramClient client = new ScramClient("u", "p", UnaryOperator.identity(), "abc");
    client.initialResponse();
    client.next(octets("r=abcd,s=AAAA,i=4096"));
    assertThatThrownBy(() -> client.next(octets(serverFinal))).isInstanceOf(IOException.class);
    assertThat(client.complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p=tls-unique,,n=jo,r=x",
        "n,",
        "n,,n=jo",
        "n,,n=,r=x",
        "n,,n=j=o,r=x",
        "n,,m=ext,n=jo,r=x",
        "n,x=y,n=jo,r=x",
        "n,,n=jo,r="
      })
  void aStrangeFirstMessageIsMalformed(String message) throws IOException {
    assertThat(((Step.Failure) scramServer().next(octets(message))).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aFinalMessageOfAnotherExchangeIsMalformed() throws IOException {
    String proof = Base64.getEncoder().encodeToString(new byte[32]);
    for (String message :
        List.of("c=biws,r=other,p=" + proof, "c=eSws,r=NONCE,p=" + proof, "c=biws,r=NONCE")) {
      ScramServer server = scramServer();
      String nonce = text(server.next(octets("n,,n=jo,r=abc"))).split(",", -1)[0].substring(2);
      Step step = server.next(octets(message.replace("NONCE", nonce)));
      assertThat(((Step.Failure) step).reason()).isEqualTo(Reason.MALFORMED);
    }
  }
}
