package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

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
    try (FakeServer server =
            FakeServer.play(
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
    try (FakeServer server =
            FakeServer.play(
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
    try (FakeServer server =
            FakeServer.play(
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
    try (FakeServer server = FakeServer.play("S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi");
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.login("ada", "pw"))
          .isInstanceOf(AuthenticationException.class);
    }
  }

  @Test
  void aWrongPasswordIsSaidInTheServersWords() throws Exception {
    try (FakeServer server =
            FakeServer.play(
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
    try (FakeServer server =
            FakeServer.play(
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
    try (FakeServer server =
            FakeServer.play(
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
}
