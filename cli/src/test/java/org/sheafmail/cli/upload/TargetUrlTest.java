package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.MailboxName;

class TargetUrlTest {
  @Test
  void aUrlNamesUserHostPortAndMailbox() {
    assertThat(TargetUrl.parse("imap://alice@localhost:1143/Old/Mail%20of%202019"))
        .isEqualTo(
            new TargetUrl(
                false,
                "alice",
                Optional.empty(),
                "localhost",
                1143,
                Optional.of(new MailboxName(List.of("Old", "Mail of 2019")))));
  }

  @Test
  void theRestHasDefaults() {
    TargetUrl url = TargetUrl.parse("imaps://alice%40example.org@mail.example.org");

    assertThat(url.account()).isEqualTo("alice@example.org@mail.example.org");
    assertThat(url.mailbox()).isEmpty();
    assertThat(TargetUrl.parse("imap://a@b@[::1]/").host()).isEqualTo("::1");
    assertThat(TargetUrl.parse("imap://a@b@[::1]/").user()).isEqualTo("a@b");
    assertThat(TargetUrl.parse("imap://a@[::1]:2143/").port()).isEqualTo(2143);
  }

  @Test
  void anAccountIsTheSameHoweverItIsWrittenAndReached() {
    assertThat(TargetUrl.parse("imaps://ada@Mail.Example.org").account())
        .isEqualTo(TargetUrl.parse("imap://ada@mail.example.org:143/Work").account())
        .isNotEqualTo(TargetUrl.parse("imap://ada@mail.example.org:1143").account());
  }

  @Test
  void aPasswordInTheUrlIsFoundAndNotPartOfTheAccount() {
    TargetUrl url = TargetUrl.parse("imaps://alice:s%3Acret+1@example.org/");

    assertThat(url.password()).contains("s:cret+1");
    assertThat(url.account()).doesNotContain("cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice@example.org",
        "http://alice@example.org",
        "imap://example.org/INBOX",
        "imap://alice@/INBOX",
        "imap://alice@example.org:0/",
        "imap://alice@example.org:imap/",
        "imap://alice@example.org/a%0Ab"
      })
  void whatIsNoUrlIsRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> TargetUrl.parse(url));
  }

  @Test
  void aPasswordIsNotRepeatedInTheRefusal() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse("pop://alice:secret@example.org"))
        .withMessageNotContaining("secret");
  }
}
