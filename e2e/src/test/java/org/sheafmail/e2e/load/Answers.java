package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.ImapTalk.Answer;

/// Commands that must not be refused: here a refusal is a mistake, and not a lost connection.
final class Answers {
  private static final Pattern APPENDUID = Pattern.compile("\\[APPENDUID \\d+ (\\d+)(:\\d+)?]");
  private static final Pattern COPYUID = Pattern.compile("\\[COPYUID \\d+ \\S+ (\\d+)(:\\d+)?]");

  private Answers() {}

  static Answer ok(ImapTalk talk, String command) throws IOException {
    return ok(command, talk.send(command));
  }

  static Answer ok(String what, Answer answer) {
    if (!answer.isOk()) {
      throw new AssertionError(what + " was answered: " + answer.tagged());
    }
    return answer;
  }

  /// The first UID of what was appended.
  static long appended(Answer answer) {
    return first(APPENDUID, answer);
  }

  /// The first UID of what was copied or moved, in its target.
  static long copied(Answer answer) {
    return first(COPYUID, answer);
  }

  private static long first(Pattern pattern, Answer answer) {
    Matcher matcher = pattern.matcher(answer.all() + answer.tagged());
    if (!matcher.find()) {
      throw new AssertionError("no UIDs in: " + answer);
    }
    return Long.parseLong(matcher.group(1));
  }
}
