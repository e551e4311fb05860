package org.sheafmail.server.auth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is in a users file: a secret and the users by name; immutable.
///
/// ```
/// sheaf-users 1 secret
/// name TAB Argon2id TAB ScramKeys
/// ```
///
/// @param secret Base64; makes up what is told of users who do not exist
record UserTable(String secret, NavigableMap<String, User> users) {
  private static final String MAGIC = "sheaf-users ";
  private static final int VERSION = 1;
  private static final String HEADER = MAGIC + VERSION + " ";
  private static final Pattern NEWER = Pattern.compile(MAGIC + "([1-9][0-9]{0,8})( .*)?");

  /// One user; the name is as [Saslprep] left it.
  record User(Argon2id password, ScramKeys scram) {}

  UserTable {
    users = Collections.unmodifiableNavigableMap(new TreeMap<>(users));
  }

  /// @throws IOException if the text is no users file; the message names the line
  static UserTable parse(String text) throws IOException {
    List<String> lines = Arrays.asList(text.split("\n", -1));
    Matcher newer = NEWER.matcher(lines.getFirst());
    if (newer.matches() && Integer.parseInt(newer.group(1)) > VERSION) {
      throw new IOException(
          "it has format " + newer.group(1) + "; this program knows up to " + VERSION);
    }
    if (!lines.getFirst().startsWith(HEADER)) {
      throw new IOException("line 1: expected \"" + HEADER + "…\"");
    }
    NavigableMap<String, User> users = new TreeMap<>();
    try {
      String secret = lines.getFirst().substring(HEADER.length());
      Base64.getDecoder().decode(secret);
      for (int i = 1; i < lines.size(); i++) {
        if (!lines.get(i).isEmpty()) {
          parseUser(lines.get(i), i + 1, users);
        }
      }
      return new UserTable(secret, users);
    } catch (IllegalArgumentException e) {
      throw new IOException("line " + (users.size() + 1) + ": " + e.getMessage(), e);
    }
  }

  private static void parseUser(String line, int number, NavigableMap<String, User> users)
      throws IOException {
    List<String> fields = List.of(line.split("\t", -1));
    if (fields.size() != 3) {
      throw new IOException(
          "line " + number + ": expected three fields with tabs between, found " + fields.size());
    }
    try {
      User user = new User(Argon2id.parse(fields.get(1)), ScramKeys.parse(fields.get(2)));
      if (users.put(fields.getFirst(), user) != null) {
        throw new IOException("line " + number + ": user " + fields.getFirst() + " comes twice");
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("line " + number + ": " + e.getMessage(), e);
    }
  }

  byte[] secretOctets() {
    return Base64.getDecoder().decode(secret);
  }

  /// The text [#parse] reads.
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER + secret);
    users.forEach((name, user) -> lines.add(name + "\t" + user.password() + "\t" + user.scram()));
    return String.join("\n", lines) + "\n";
  }
}
