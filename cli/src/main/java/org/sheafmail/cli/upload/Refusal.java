package org.sheafmail.cli.upload;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.response.ResponseCode.Word;

/// What a `NO` or `BAD` to an append means for what we do next. Response codes (RFC 5530) say it
/// best; where a server has none its words must do.
record Refusal(Kind kind, String words, Duration backoff, OptionalInt culprit) {
  /// Whose fault it is, so to speak.
  enum Kind {
    /// A message of the batch.
    MESSAGE,
    /// The mailbox is gone, and can be made.
    NO_MAILBOX,
    /// The mailbox, for all mail: no permission.
    TARGET,
    /// The mailbox is full: a smaller message may still fit, and room may be made.
    FULL,
    /// Nobody's: the server is busy.
    BUSY
  }

  private static final Pattern BACKOFF =
      Pattern.compile("suggested backoff time: (\\d{1,9}) milliseconds");
  private static final Pattern BUSY =
      Pattern.compile("throttl|too many|rate limit|try again later|temporar|backoff");
  private static final Pattern CULPRIT = Pattern.compile("message (\\d{1,9}) of the batch");

  static Refusal of(RefusedException e) {
    return of(e.completion());
  }

  static Refusal of(Completion completion) {
    String text = completion.text().toLowerCase(Locale.ROOT);
    Matcher backoff = BACKOFF.matcher(text);
    Duration asked =
        backoff.find() ? Duration.ofMillis(Long.parseLong(backoff.group(1))) : Duration.ZERO;
    Matcher culprit = CULPRIT.matcher(text);
    return new Refusal(
        kind(completion.code(), text),
        words(completion),
        asked,
        culprit.find() ? OptionalInt.of(Integer.parseInt(culprit.group(1))) : OptionalInt.empty());
  }

  private static Kind kind(Optional<ResponseCode> code, String text) {
    if (code.orElse(null) instanceof Word word) {
      switch (word) {
        case TRYCREATE, NONEXISTENT -> {
          return Kind.NO_MAILBOX;
        }
        case NOPERM, AUTHORIZATIONFAILED, READ_ONLY, PRIVACYREQUIRED, CONTACTADMIN, EXPIRED -> {
          return Kind.TARGET;
        }
        case OVERQUOTA -> {
          return Kind.FULL;
        }
        case UNAVAILABLE, INUSE -> {
          return Kind.BUSY;
        }
        default -> {
          // About the message, or only the text tells.
        }
      }
    }
    return BUSY.matcher(text).find() ? Kind.BUSY : Kind.MESSAGE;
  }

  private static String words(Completion completion) {
    String code =
        switch (completion.code().orElse(null)) {
          case Word word -> " [" + word.word() + "]";
          case ResponseCode.Other other -> " [" + other.name() + "]";
          case null, default -> "";
        };
    return completion.status() + code + " " + completion.text();
  }
}
