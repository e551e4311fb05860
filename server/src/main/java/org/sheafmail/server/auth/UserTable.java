package org.sheafmail.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
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

  /// What stands for octets that are no UTF-8.
  private static final char REPLACED = '\uFFFD';

  /// One user; the name is as [Saslprep] left it.
  record User(Argon2id password, ScramKeys scram) {}

  UserTable {
    users = Collections.unmodifiableNavigableMap(new TreeMap<>(users));
  }

  /// What is left of a table.
  ///
  /// @param lost what stands where names stand in lines that cannot be understood
  record Salvaged(UserTable table, List<String> lost) {}

  /// @throws DamagedUsersException if the text is no users file; the message names the line
  /// @throws IOException if a later version of the program wrote it
  static UserTable parse(String text) throws IOException {
    List<String> lines = text.lines().toList();
    String first = lines.isEmpty() ? "" : lines.getFirst();
    Matcher newer = NEWER.matcher(first);
    if (newer.matches() && Integer.parseInt(newer.group(1)) > VERSION) {
      throw new IOException(
          "it has format " + newer.group(1) + "; this program knows up to " + VERSION);
    }
    if (!first.startsWith(HEADER)) {
      throw new DamagedUsersException("line 1: expected \"" + HEADER + "…\"");
    }
    NavigableMap<String, User> users = new TreeMap<>();
    String secret = first.substring(HEADER.length());
    try {
      Base64.getDecoder().decode(secret);
    } catch (IllegalArgumentException e) {
      throw new DamagedUsersException("line 1: " + e.getMessage(), e);
    }
    for (int i = 1; i < lines.size() - 1; i++) {
      parseUser(lines.get(i), i + 1, users);
    }
    UserTable table = new UserTable(secret, users);
    // Says at once that something is not as it was written, where the parts of it still look good.
    if (!table.toString().equals(text)) {
      throw new DamagedUsersException(
          "line " + lines.size() + ": expected the checksum of the lines above it");
    }
    return table;
  }

  private static void parseUser(String line, int number, NavigableMap<String, User> users)
      throws DamagedUsersException {
    List<String> fields = List.of(line.split("\t", -1));
    if (fields.size() != 3) {
      throw new DamagedUsersException(
          "line " + number + ": expected three fields with tabs between, found " + fields.size());
    }
    try {
      User user = new User(Argon2id.parse(fields.get(1)), ScramKeys.parse(fields.get(2)));
      if (users.putIfAbsent(fields.getFirst(), user) != null) {
        throw new DamagedUsersException(
            "line " + number + ": user " + fields.getFirst() + " comes twice");
      }
    } catch (IllegalArgumentException e) {
      throw new DamagedUsersException("line " + number + ": " + e.getMessage(), e);
    }
  }

  /// Keeps every line that can be understood. Whether it is what was written nobody can tell: there
  /// is one checksum for all of them.
  static Salvaged salvage(String text) {
    List<String> lines = text.lines().toList();
    NavigableMap<String, User> users = new TreeMap<>();
    List<String> lost = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean isFrame = i == 0 || i == lines.size() - 1;
      if (isFrame && !line.contains("\t")) {
        continue;
      }
      String name = line.split("\t", 2)[0];
      try {
        requireName(name, i + 1);
        parseUser(line, i + 1, users);
      } catch (DamagedUsersException e) {
        lost.add(shown(name, i + 1));
      }
    }
    return new Salvaged(new UserTable(salvagedSecret(lines), users), List.copyOf(lost));
  }

  private static void requireName(String name, int number) throws DamagedUsersException {
    if (name.isEmpty()
        || name.indexOf(REPLACED) >= 0
        || !Saslprep.stored(name).equals(Optional.of(name))) {
      throw new DamagedUsersException("line " + number + ": expected a name");
    }
  }

  /// What may be a name, for a person to read; never a part of what follows it.
  private static String shown(String name, int number) {
    String shown = name.split("[$]", 2)[0].replaceAll("\\p{C}", "?").strip();
    return shown.isEmpty() ? "in line " + number : shown;
  }

  /// Empty if it is lost; the next change makes another.
  private static String salvagedSecret(List<String> lines) {
    if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
      return "";
    }
    String secret = lines.getFirst().substring(HEADER.length());
    try {
      Base64.getDecoder().decode(secret);
      return secret;
    } catch (IllegalArgumentException e) {
      return "";
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
