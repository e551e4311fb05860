package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.upload.Refusal.Kind;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.response.ResponseCode.Word;

class RefusalTest {
  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(Completion.no(Word.TOOBIG, "Too big"), Kind.MESSAGE),
        Arguments.of(
            Completion.no(Word.LIMIT, "Requested allocation size is too large"), Kind.MESSAGE),
        Arguments.of(Completion.bad("NUL not allowed"), Kind.MESSAGE),
        Arguments.of(Completion.no(Word.TRYCREATE, "No such mailbox"), Kind.NO_MAILBOX),
        Arguments.of(Completion.no(Word.NOPERM, "Read only"), Kind.TARGET),
        Arguments.of(Completion.no(Word.OVERQUOTA, "Quota exceeded"), Kind.FULL),
        Arguments.of(
            Completion.no(Word.OVERQUOTA, "Account exceeded command or bandwidth limits"),
            Kind.BUSY),
        Arguments.of(Completion.no(Word.UNAVAILABLE, "Later"), Kind.BUSY),
        Arguments.of(Completion.no(Word.INUSE, "Locked"), Kind.BUSY),
        Arguments.of(
            Completion.no(new ResponseCode.Other("THROTTLED", Optional.empty()), "Slow down"),
            Kind.BUSY),
        Arguments.of(Completion.no(Word.LIMIT, "Rate limit hit"), Kind.LIMITED),
        Arguments.of(Completion.no(Word.LIMIT, "Too many keywords"), Kind.MESSAGE),
        Arguments.of(Completion.no(Word.SERVERBUG, "Internal error"), Kind.FAULT),
        Arguments.of(Completion.no(Word.CONTACTADMIN, "Call us"), Kind.TARGET),
        Arguments.of(Completion.no(Word.CORRUPTION, "Damaged"), Kind.TARGET),
        Arguments.of(Completion.no(Word.EXPIRED, "Password expired"), Kind.LOGIN),
        Arguments.of(Completion.no(Word.AUTHORIZATIONFAILED, "No more"), Kind.LOGIN),
        Arguments.of(Completion.bad("Request is throttled."), Kind.BUSY),
        Arguments.of(Completion.no("Too many simultaneous commands"), Kind.BUSY));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void theAnswerTellsWhoseFaultItIs(Completion completion, Kind kind) {
    assertThat(Refusal.of(completion).kind()).isEqualTo(kind);
  }

  @Test
  void aServerMaySayHowLongToWaitAndWhichMessageItMeans() {
    assertThat(
            Refusal.of(
                    Completion.bad(
                        "Request is throttled. Suggested Backoff Time: 12345 milliseconds"))
                .backoff())
        .isEqualTo(Duration.ofMillis(12345));
    Refusal refusal = Refusal.of(Completion.no(Word.CANNOT, "Message 17 of the batch: NUL"));
    assertThat(refusal.culprit()).hasValue(17);
    assertThat(refusal.words()).isEqualTo("NO [CANNOT] Message 17 of the batch: NUL");
  }
}
