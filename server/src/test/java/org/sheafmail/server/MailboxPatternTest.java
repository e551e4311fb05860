package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sheafmail.protocol.MailboxName;

class MailboxPatternTest {
  @ParameterizedTest(name = "{0} matches {1}: {2}")
  @CsvSource({
    "*, a/b/c, true",
    "%, a/b/c, false",
    "%, a, true",
    "a/%, a/b, true",
    "a/%, a/b/c, false",
    "a/*, a/b/c, true",
    "a*c, a/b/c, true",
    "%/%/%, a/b/c, true",
    "%b%, abc, true",
    "a, A, false",
    "inbox, INBOX, true",
    "iNb*, INBOX/sub, true",
    "inbox/Sub, INBOX/sub, false",
    "in%, INside, false",
    "*%*%, a/b, true",
    "abc, ab, false",
    "ab, abc, false",
  })
  void wildcards(String pattern, String name, boolean matches) {
    assertThat(new MailboxPattern(pattern, '/').matches(MailboxName.parse(name, '/')))
        .isEqualTo(matches);
  }

  @Test
  void noPatternTakesLong() {
    String name = "a".repeat(900);
    assertThat(
            new MailboxPattern("*a".repeat(400) + "b", '/').matches(MailboxName.parse(name, '/')))
        .isFalse();
  }
}
