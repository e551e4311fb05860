package org.sheafmail.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Requirement;

class LoginTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer("attempts-max = 3\n[limits.connections]\nper-user-max = 2\n");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  @Requirement({"rfc3501/login", "rfc3501/passwords-private", "rfc3501/literal-in-command"})
  void loginTakesTheRightPasswordOnly() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 LOGIN anna wrong
        S: 1 NO [AUTHENTICATIONFAILED] Wrong user name or password
        C: 2 LOGIN nobody secret
        S: 2 NO [AUTHENTICATIONFAILED] Wrong user name or password
        C: 3 LOGIN "anna" {6+}
        C: secret
        S: 3 OK
        C: 4 LOGIN anna secret
        S: 4 BAD Already logged in
        """);
  }

  @Test
  void tooManyFailuresEndTheConnection() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 LOGIN anna one
        S: 1 NO
        C: 2 LOGIN anna two
        S: 2 NO
        C: 3 LOGIN anna three
        S: 3 NO
        S: * BYE Too many failed logins
        X:
        """);
  }

  @Test
  @Requirement({"rfc3501/authenticate", "rfc3501/auth-plain"})
  void plainWorksWithAndWithoutAnInitialResponse() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 AUTHENTICATE PLAIN
        S: +
        C: AGFubmEAd3Jvbmc=
        S: 1 NO [AUTHENTICATIONFAILED]
        C: 2 AUTHENTICATE plain AGFubmEAc2VjcmV0
        S: 2 OK
        C1: 1 authenticate PLAIN
        S1: +
        C1: AGFubmEAc2VjcmV0
        S1: 1 OK
        """);
  }

  @Test
  @Requirement({"rfc3501/authenticate-cancel", "rfc3501/authenticate"})
  void anExchangeCanBeCalledOffAndNonsenseIsBad() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 AUTHENTICATE PLAIN
        S: +
        C: *
        S: 1 BAD
        C: 2 AUTHENTICATE PLAIN
        S: +
        C: ===
        S: 2 BAD
        C: 3 AUTHENTICATE CRAM-MD5
        S: 3 NO [CANNOT]
        C: 4 NOOP
        S: 4 OK
        """);
  }

  @Test
  void scramProvesBothSidesToAnotherProjectsClient() throws Exception {
    ScramClient client =
        ScramClient.builder()
            .advertisedMechanisms(List.of("SCRAM-SHA-256"))
            .username("anna")
            .password("secret".toCharArray())
            .build();
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      OutputStream out = socket.getOutputStream();
      in.readLine();
      out.write("1 AUTHENTICATE SCRAM-SHA-256\r\n".getBytes(US_ASCII));
      assertThat(in.readLine()).isEqualTo("+ ");
      out.write(line(client.clientFirstMessage().toString()));
      client.serverFirstMessage(challenge(in.readLine()));
      out.write(line(client.clientFinalMessage().toString()));
      client.serverFinalMessage(challenge(in.readLine()));
      out.write("\r\n".getBytes(US_ASCII));
      assertThat(in.readLine()).startsWith("1 OK");
    }
  }

  private static byte[] line(String message) {
    return (Base64.getEncoder().encodeToString(message.getBytes(US_ASCII)) + "\r\n")
        .getBytes(US_ASCII);
  }

  private static String challenge(String line) {
    return new String(Base64.getDecoder().decode(line.substring(2)), US_ASCII);
  }

  @Test
  void oneUserHasOnlySoManyConnections() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 LOGIN anna secret
        S: 1 OK
        C1: 1 LOGIN anna secret
        S1: 1 OK
        C2: 1 LOGIN anna secret
        S2: 1 NO [LIMIT]
        C1: 2 LOGOUT
        S1: * BYE
        S1: 2 OK
        X1:
        C2: 2 LOGIN anna secret
        S2: 2 OK
        """);
  }

  @Test
  @Requirement({"rfc7888/unauthenticated"})
  void commandsThatNeedALoginAreRefusedWithoutRunningTheirLiterals() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 APPEND inbox {16+}
        C: 2 LOGIN a secret {8+}
        C: 3 LOGOUT
        S: 1 BAD Log in first
        C: 4 SELECT inbox
        S: 4 BAD Log in first
        C: 5 FETCH 1 FLAGS
        S: 5 BAD
        """);
  }

  @Test
  void whoeverTalksNoImapIsSentAway() throws Exception {
    TestServer strict = new TestServer("[limits.commands]\nbad-before-login-max = 2\n");
    try (strict) {
      Dialogue.play(
          strict.address(),
          """
          C: GET / HTTP/1.1
          S: GET BAD
          C: Host: localhost
          S: Host: BAD
          S: * BYE
          X:
          """);
    }
  }
}
