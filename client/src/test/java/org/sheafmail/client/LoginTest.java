package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.sasl.OAuthClient;

class LoginTest {
  /// What is asked after each login.
  private static String after(int tag) {
    return """
    C: A%d CAPABILITY
    S: * CAPABILITY IMAP4rev1 LITERAL+
    S: A%d OK done
    C: A%d LIST "" ""
    S: * LIST (\\Noselect) "/" ""
    S: A%d OK done
    """
        .formatted(tag, tag, tag + 1, tag + 1);
  }

  @Test
  void plainGoesInOneStepWhereTheServerTakesIt() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi
                C: A1 AUTHENTICATE PLAIN AGFkYQBwdw==
                S: A1 OK welcome
                """
                    + after(2));
        ImapClient client = Scripts.connect(server)) {
      client.login("ada", "pw");
      assertThat(client.capabilities()).contains("LITERAL+");
    }
  }

  @Test
  void plainWaitsForAnEmptyChallengeWhereItMust() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi
                C: A1 AUTHENTICATE PLAIN
                S: +
                C: AGFkYQBwdw==
                S: A1 OK welcome
                """
                    + after(2));
        ImapClient client = Scripts.connect(server)) {
      client.login("ada", "pw");
    }
  }

  @Test
  void loginIsTheLastResort() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1] hi
                C: A1 LOGIN ada "p w"
                S: A1 OK welcome
                """
                    + after(2));
        ImapClient client = Scripts.connect(server)) {
      client.login("ada", "p w");
    }
  }

  @Test
  void loginThatIsDisabledIsNotTried() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play("S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi");
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOf(AuthenticationException.class);
    }
  }

  @Test
  void aWrongPasswordIsSaidInTheServersWords() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi
                C~ A1 AUTHENTICATE PLAIN .*
                S: A1 NO [AUTHENTICATIONFAILED] who are you?
                """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("who are you?");
    }
  }

  @Test
  void scramIsPreferredAndCalledOffIfTheServerPlaysFoul() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=SCRAM-SHA-256] hi
                C~ A1 AUTHENTICATE SCRAM-SHA-256 [A-Za-z0-9+/]+=*
                S: + cj1zb21lYm9keWVsc2Uscz1BQUFBLGk9NDA5Ng==
                C: *
                S: A1 BAD called off
                """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("nonce");
    }
  }

  @Test
  void anOkWithoutProofIsNotBelieved() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi
                C~ A1 AUTHENTICATE SCRAM-SHA-256 .*
                S: A1 OK come in
                """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("proof");
    }
  }

  @Test
  void passwordsAreComparedInTheirPreparedForm() {
    assertThat(Saslprep.prepare("I\u00ADX \u2168 \u00AA\u00A0b")).isEqualTo("IX IX a b");
  }

  @Test
  void theOldestMechanismIsAskedTwoQuestions() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED AUTH=LOGIN] hi
                C: A1 AUTHENTICATE LOGIN
                S: + VXNlcm5hbWU6
                C: YWRh
                S: + UGFzc3dvcmQ6
                C: cHc=
                S: A1 OK welcome
                """
                    + after(2));
        ImapClient client = Scripts.connect(server)) {
      client.login("ada", "pw");
    }
  }

  @Test
  void aTokenGoesAsBearerOrInTheOlderForm() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi
                C: A1 AUTHENTICATE XOAUTH2 dXNlcj1hZGEBYXV0aD1CZWFyZXIgdG9rAQE=
                S: A1 OK welcome
                """
                    + after(2));
        ImapClient client = Scripts.connect(server)) {
      client.login("ada", _ -> "tok");
    }
    OAuthClient bearer = OAuthClient.bearer("a,da", "tok", "mail.example.org", 993);
    assertThat(bearer.initialResponse().toString(StandardCharsets.UTF_8))
        .isEqualTo("n,a=a=2Cda,\1host=mail.example.org\1port=993\1auth=Bearer tok\1\1");
  }

  @Test
  void aTokenThatIsRefusedIsRenewedOnce() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER AUTH=XOAUTH2] hi
                C~ A1 AUTHENTICATE OAUTHBEARER [A-Za-z0-9+/]+=*
                S: + eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=
                C: AQ==
                S: A1 NO [AUTHENTICATIONFAILED] expired
                C~ A2 AUTHENTICATE OAUTHBEARER [A-Za-z0-9+/]+=*
                S: A2 OK welcome
                """
                    + after(3));
        ImapClient client = Scripts.connect(server)) {
      List<Optional<String>> asked = new ArrayList<>();
      client.login(
          "ada",
          refused -> {
            asked.add(refused);
            return "token" + asked.size();
          });
      assertThat(asked).containsExactly(Optional.empty(), Optional.of("token1"));
    }
  }

  @Test
  void aTokenThatCannotBeRenewedIsRefusedInTheServersWords() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hi
                C: A1 AUTHENTICATE XOAUTH2
                S: +
                C~ dXNlcj1.*
                S: + eyJzdGF0dXMiOiI0MDAifQ==
                C:
                S: A1 NO that token is old
                """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.login("ada", _ -> "tok"))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("that token is old");
    }
  }

  @Test
  void aServerThatIsOutOfOrderIsNotAWrongPassword() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                """
                S: * OK [CAPABILITY IMAP4rev1] hi
                C~ A1 LOGIN .*
                S: A1 NO [UNAVAILABLE] the directory is down
                C~ A2 LOGIN .*
                S: A2 NO [AUTHENTICATIONFAILED] no
                """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOfSatisfying(
              AuthenticationException.class, e -> assertThat(e.isTemporary()).isTrue());
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOfSatisfying(
              AuthenticationException.class, e -> assertThat(e.isTemporary()).isFalse());
    }
  }
}
