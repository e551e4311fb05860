package org.sheafmail.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.OwnerOnly;

/// The accounts that may log in, kept in the file `users` of the data directory
/// (docs/formats/users.md).
///
/// A change writes a new file, syncs it and gives it the old one's name, so that a reader sees the
/// old users or the new ones. Whoever changes holds the lock on `users.lock`, which is this file's
/// alone: `sheaf user` works beside a running server, and the server reads the file again when it
/// sees that it is another one.
public final class UsersFile {
  /// Characters a user name may have.
  public static final int NAME_LENGTH_MAX = 255;

  /// Characters a password may have.
  public static final int PASSWORD_LENGTH_MAX = 1024;

  private static final DateTimeFormatter ASIDE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  /// Keeps two threads of this process from asking for the lock on the file, which the JDK grants
  /// once per process.
  private static final ReentrantLock CHANGE = new ReentrantLock();

  private final Path directory;
  private final Path file;
  private final SecureRandom random;
  private volatile @Nullable Read lastRead;

  /// What was read, and of which file: a replaced file has another key, a file edited in place
  /// another time or size.
  private record Read(@Nullable Object key, FileTime modified, long size, UserTable table) {
    boolean isOf(BasicFileAttributes now) {
      return now.size() == size
          && now.lastModifiedTime().equals(modified)
          && Objects.equals(now.fileKey(), key);
    }
  }

  /// @param directory the data directory; made, with the file, by the first [#add]
  public UsersFile(Path directory, SecureRandom random) {
    this.directory = directory;
    this.file = directory.resolve("users");
    this.random = random;
  }

  /// The names of all users, in order.
  ///
  /// @throws IOException if the file cannot be read or is damaged; the message names the line
  public List<String> list() throws IOException {
    return List.copyOf(table().users().keySet());
  }

  /// Lets a user log in from now on.
  ///
  /// @throws UserException if the name or the password cannot be, or the user exists
  public void add(String user, String password) throws IOException, UserException {
    String name = checkedName(user);
    UserTable.User entry = entry(password);
    change(table -> {
      if (table.putIfAbsent(name, entry) != null) {
        throw new UserException("user " + name + " exists already");
      }
    });
  }

  /// Takes the right to log in from a user; the mail stays.
  ///
  /// @throws UserException if there is no such user
  public void remove(String user) throws IOException, UserException {
    String name = checkedName(user);
    change(table -> {
      if (table.remove(name) == null) {
        throw new UserException("there is no user " + name);
      }
    });
  }

  /// Gives a user another password.
  ///
  /// @throws UserException if the password cannot be, or there is no such user
  public void passwd(String user, String password) throws IOException, UserException {
    String name = checkedName(user);
    UserTable.User entry = entry(password);
    change(table -> {
      if (table.replace(name, entry) == null) {
        throw new UserException("there is no user " + name);
      }
    });
  }

  /// The users as they are now.
  UserTable table() throws IOException {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException _) {
      return new UserTable("", new TreeMap<>());
    }
    Read read = lastRead;
    if (read == null || !read.isOf(now)) {
      // Should the file be replaced between the two calls, the next one reads it again.
      read = new Read(now.fileKey(), now.lastModifiedTime(), now.size(), parse());
      lastRead = read;
    }
    return read.table();
  }

  private UserTable parse() throws IOException {
    try {
      return UserTable.parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new DamagedUsersException(file + ": it is not UTF-8", e);
    } catch (DamagedUsersException e) {
      throw new DamagedUsersException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /// What came of a repair.
  ///
  /// @param original what the damaged file is called now
  /// @param kept users who can log in, unless their line has changed and can still be understood
  /// @param lost what stands in place of a name in lines that cannot be understood
  public record Repaired(Path original, List<String> kept, List<String> lost) {}

  /// Makes a sound file of the lines that can be understood; the damaged one stays under another
  /// name.
  ///
  /// @return nothing if there is nothing to repair
  /// @throws IOException if a later version of the program wrote it, or it cannot be written
  public Optional<Repaired> repair(Instant now) throws IOException {
    CHANGE.lock();
    try (FileChannel lock = lockChannel();
        var _ = lock.lock()) {
      try {
        table();
        return Optional.empty();
      } catch (DamagedUsersException e) {
        byte[] damaged = Files.readAllBytes(file);
        UserTable.Salvaged left = UserTable.salvage(new String(damaged, UTF_8));
        String time = ASIDE.format(now.atZone(ZoneOffset.UTC));
        Path original = directory.resolve("users.damaged-" + time);
        write(original, ByteBuffer.wrap(damaged));
        replace(withSecret(left.table()).toString());
        return Optional.of(
            new Repaired(original, List.copyOf(left.table().users().keySet()), left.lost()));
      }
    } finally {
      CHANGE.unlock();
    }
  }

  private UserTable withSecret(UserTable table) {
    return table.secret().isEmpty() ? new UserTable(newSecret(), table.users()) : table;
  }

  private FileChannel lockChannel() throws IOException {
    return FileChannel.open(
        directory.resolve("users.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static String checkedName(String user) throws UserException {
    Optional<String> name = Saslprep.stored(user);
    if (name.isEmpty() || name.get().isEmpty() || name.get().length() > NAME_LENGTH_MAX) {
      throw new UserException(
          "a user name has 1 to " + NAME_LENGTH_MAX + " characters, none of them a control");
    }
    return name.get();
  }

  private UserTable.User entry(String password) throws UserException {
    Optional<String> prepared = Saslprep.stored(password);
    if (prepared.isEmpty()
        || prepared.get().isEmpty()
        || prepared.get().length() > PASSWORD_LENGTH_MAX) {
      throw new UserException(
          "a password has 1 to " + PASSWORD_LENGTH_MAX + " characters, none of them a control");
    }
    return new UserTable.User(
        Argon2id.of(prepared.get(), random), ScramKeys.of(prepared.get(), random));
  }

  /// What a change does to the users, or why it cannot.
  private interface Change {
    void apply(Map<String, UserTable.User> users) throws UserException;
  }

  private void change(Change change) throws IOException, UserException {
    Files.createDirectories(directory);
    CHANGE.lock();
    try (FileChannel lock = lockChannel();
        var _ = lock.lock()) {
      UserTable before = table();
      var users = new TreeMap<>(before.users());
      change.apply(users);
      replace(withSecret(new UserTable(before.secret(), users)).toString());
    } finally {
      CHANGE.unlock();
    }
  }

  private String newSecret() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return Base64.getEncoder().encodeToString(secret);
  }

  private void replace(String text) throws IOException {
    Path next = directory.resolve("users.new");
    Files.deleteIfExists(next);
    write(next, UTF_8.encode(text));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /// A new file, synced.
  private static void write(Path path, ByteBuffer octets) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.file())) {
      while (octets.hasRemaining()) {
        out.write(octets);
      }
      out.force(true);
    }
  }
}
