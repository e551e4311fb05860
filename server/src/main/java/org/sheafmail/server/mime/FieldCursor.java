package org.sheafmail.server.mime;

/// Reads the body of a structured header field from left to right (RFC 5322 §3.2), forgiving all
/// that can be forgiven: what is left open ends with the field.
final class FieldCursor {
  private final String text;
  private int position;

  FieldCursor(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return position >= text.length();
  }

  /// The next character, or NUL at the end: no field body holds one.
  char peek() {
    return atEnd() ? '\0' : text.charAt(position);
  }

  char next() {
    return text.charAt(position++);
  }

  boolean at(char c) {
    return peek() == c && !atEnd();
  }

  /// Passes over `c` if it is next.
  boolean skip(char c) {
    if (at(c)) {
      position++;
      return true;
    }
    return false;
  }

  static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\t';
  }

  boolean skipWhiteSpace() {
    int before = position;
    while (!atEnd() && isWhiteSpace(peek())) {
      position++;
    }
    return position > before;
  }

  void skipWhiteSpaceAndComments() {
    skipWhiteSpace();
    while (at('(')) {
      comment();
      skipWhiteSpace();
    }
  }

  /// Reads `"…"` with the opening quote next; the content without quoting.
  String quotedString() {
    StringBuilder content = new StringBuilder();
    position++;
    while (!atEnd()) {
      char c = next();
      if (c == '"') {
        break;
      }
      content.append(c == '\\' && !atEnd() ? next() : c);
    }
    return content.toString();
  }

  /// Reads `(…)` with the opening parenthesis next, comments within it included; the content
  /// without quoting.
  String comment() {
    StringBuilder content = new StringBuilder();
    position++;
    int depth = 1;
    while (!atEnd()) {
      char c = next();
      if (c == '\\' && !atEnd()) {
        content.append(next());
        continue;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        break;
      }
      content.append(c);
    }
    return content.toString().strip();
  }

  /// Reads up to white space or one of `stops`; may be empty.
  String until(String stops) {
    int start = position;
    while (!atEnd() && !isWhiteSpace(peek()) && stops.indexOf(peek()) < 0) {
      position++;
    }
    return text.substring(start, position);
  }

  /// True if `c` comes before white space and any of `stops`.
  boolean wordHolds(char c, String stops) {
    for (int i = position; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == c) {
        return true;
      }
      if (isWhiteSpace(next) || stops.indexOf(next) >= 0) {
        return false;
      }
    }
    return false;
  }

  /// Passes over all up to `stop`, which stays next; quoted strings are passed as a whole.
  void skipTo(char stop) {
    while (!atEnd() && !at(stop)) {
      if (at('"')) {
        quotedString();
      } else {
        position++;
      }
    }
  }
}
