package org.sheafmail.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
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
    try (FileChannel lock =
            FileChannel.open(
                directory.resolve("users.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      UserTable before = table();
      var users = new TreeMap<>(before.users());
      change.apply(users);
      String secret = before.secret().isEmpty() ? newSecret() : before.secret();
      replace(new UserTable(secret, users).toString());
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
    try (FileChannel out =
        FileChannel.open(
            next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
      ByteBuffer octets = UTF_8.encode(text);
      while (octets.hasRemaining()) {
        out.write(octets);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
