package org.sheafmail.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// What is in a users file: a secret and the users by name; immutable.
///
/// ```
/// sheaf-users 1 secret
/// name TAB Argon2id TAB ScramKeys
/// end checksum
/// ```
///
/// @param secret Base64; makes up what is told of users who do not exist
record UserTable(String secret, NavigableMap<String, User> users) {
  private static final String MAGIC = "sheaf-users ";
  private static final int VERSION = 1;
  private static final String HEADER = MAGIC + VERSION + " ";
  private static final String END = "end ";
  private static final Pattern NEWER = Pattern.compile(MAGIC + "([1-9][0-9]{0,8})( .*)?");

  /// One user; the name is as [Saslprep] left it.
  record User(Argon2id password, ScramKeys scram) {}

  UserTable {
    users = Collections.unmodifiableNavigableMap(new TreeMap<>(users));
  }

  /// @throws IOException if the text is no users file; the message names the line
  static UserTable parse(String text) throws IOException {
    List<String> lines = text.lines().toList();
    String first = lines.isEmpty() ? "" : lines.getFirst();
    Matcher newer = NEWER.matcher(first);
    if (newer.matches() && Integer.parseInt(newer.group(1)) > VERSION) {
      throw new IOException(
          "it has format " + newer.group(1) + "; this program knows up to " + VERSION);
    }
    if (!first.startsWith(HEADER)) {
      throw new IOException("line 1: expected \"" + HEADER + "…\"");
    }
    NavigableMap<String, User> users = new TreeMap<>();
    String secret = first.substring(HEADER.length());
    try {
      Base64.getDecoder().decode(secret);
    } catch (IllegalArgumentException e) {
      throw new IOException("line 1: " + e.getMessage(), e);
    }
    for (int i = 1; i < lines.size() - 1; i++) {
      parseUser(lines.get(i), i + 1, users);
    }
    UserTable table = new UserTable(secret, users);
    // Says at once that something is not as it was written, where the parts of it still look good.
    if (!table.toString().equals(text)) {
      throw new IOException(
          "line " + lines.size() + ": expected the checksum of the lines above it");
    }
    return table;
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
    StringBuilder text = new StringBuilder(HEADER).append(secret).append('\n');
    users.forEach((name, user) ->
        text.append(name)
            .append('\t')
            .append(user.password())
            .append('\t')
            .append(user.scram())
            .append('\n'));
    CRC32C checksum = new CRC32C();
    checksum.update(text.toString().getBytes(UTF_8));
    return text.append(END)
        .append(HexFormat.of().toHexDigits((int) checksum.getValue()))
        .append('\n')
        .toString();
  }
}
