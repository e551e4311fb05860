package org.sheafmail.cli.upload;

/// One line of JSON, built field by field.
public final class Json {
  private final StringBuilder line = new StringBuilder("{");

  /// Begins a line about something of that `type`.
  public static Json of(String type) {
    return new Json().with("type", type);
  }

  public Json with(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  public Json with(String name, long value) {
    name(name);
    line.append(value);
    return this;
  }

  /// `true` or `false`.
  public Json with(String name, boolean value) {
    name(name);
    line.append(value);
    return this;
  }

  private void name(String name) {
    if (line.length() > 1) {
      line.append(',');
    }
    quote(name);
    line.append(':');
  }

  private void quote(String text) {
    line.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    line.append('"');
  }

  @Override
  public String toString() {
    return line + "}";
  }
}
