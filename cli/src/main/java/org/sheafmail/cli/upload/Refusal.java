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

/// What a `NO` or `BAD` means for what we do next. Response codes (RFC 5530) say it best; where a
/// server has none its words must do.
record Refusal(Kind kind, String words, Duration backoff, OptionalInt culprit) {
  /// Whose fault it is, so to speak.
  enum Kind {
    /// A message of the batch.
    MESSAGE,
    /// The mailbox is gone, and can be made.
    NO_MAILBOX,
    /// The mailbox or the account, for all mail: no permission, or damage.
    TARGET,
    /// The login, which is not good any more.
    LOGIN,
    /// The mailbox is full: a smaller message may still fit, and room may be made.
    FULL,
    /// Nobody's: the server is busy.
    BUSY,
    /// Nobody's: the server wants less at a time, or in a time.
    LIMITED,
    /// The server's: it made a mistake, by chance or at one of the messages.
    FAULT
  }

  private static final Pattern BACKOFF =
      Pattern.compile("suggested backoff time: (\\d{1,9}) milliseconds");

  /// Words for what passes with time.
  private static final Pattern RATE =
      Pattern.compile(
          "throttl|backoff|bandwidth|try again|temporar|simultaneous|concurrent"
              + "|\\brate\\b|per (second|minute|hour|day)|too (fast|often|quickly)"
              + "|too many (\\w+ )?(commands|connections|requests|sessions|operations)");

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

  /// What the refusal to open a mailbox, or to make one, means: that is no message's fault.
  static Refusal ofOpening(RefusedException e) {
    Refusal refusal = of(e);
    Kind kind =
        switch (refusal.kind()) {
          case NO_MAILBOX, TARGET, LOGIN -> refusal.kind();
          case MESSAGE, FULL, BUSY, LIMITED, FAULT -> Kind.BUSY;
        };
    return new Refusal(kind, refusal.words(), refusal.backoff(), OptionalInt.empty());
  }

  private static Kind kind(Optional<ResponseCode> code, String text) {
    boolean passes = RATE.matcher(text).find();
    return switch (code.orElse(null)) {
      case Word word ->
          switch (word) {
            case TRYCREATE, NONEXISTENT -> Kind.NO_MAILBOX;
            case NOPERM, READ_ONLY, PRIVACYREQUIRED, CONTACTADMIN, CORRUPTION -> Kind.TARGET;
            case AUTHENTICATIONFAILED, AUTHORIZATIONFAILED, EXPIRED -> Kind.LOGIN;
            // Gmail says so of a quota on what is sent in a day, too.
            case OVERQUOTA -> passes ? Kind.BUSY : Kind.FULL;
            case UNAVAILABLE, INUSE, EXPUNGEISSUED -> Kind.BUSY;
            case LIMIT -> passes ? Kind.LIMITED : Kind.MESSAGE;
            case SERVERBUG -> Kind.FAULT;
            case TOOBIG, CANNOT, UNKNOWN_CTE, CLIENTBUG -> Kind.MESSAGE;
            case ALERT, PARSE, READ_WRITE, UIDNOTSTICKY, ALREADYEXISTS ->
                passes ? Kind.BUSY : Kind.MESSAGE;
          };
      case ResponseCode.Other(String name, var _) when name.equalsIgnoreCase("THROTTLED") ->
          Kind.BUSY;
      case null, default -> passes ? Kind.BUSY : Kind.MESSAGE;
    };
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
