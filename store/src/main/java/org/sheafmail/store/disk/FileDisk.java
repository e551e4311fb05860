package org.sheafmail.store.disk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.OwnerOnly;

/// A directory of the file system, owned by this process alone while it is open.
///
/// The owner holds a lock on the file `LOCK`, which the kernel lets go when the process ends,
/// however it ends; the file itself stays and is not among [#list]. Somebody else may read the
/// directory meanwhile ([#openForReading]): nothing is removed then. What is made here, nobody but
/// the owner of the files may read.
public final class FileDisk implements Disk {
  private static final String LOCK = "LOCK";

  /// The directories this process owns. The kernel takes back all locks a process has on a file
  /// when any channel of it on that file is closed: so there never is a second one on `LOCK`.
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final Path directory;

  /// What this process knows the directory by; it may have been given another name since.
  private final Path key;

  /// `null` if the directory is only read.
  private final @Nullable FileChannel lockChannel;

  private final ReadersLock readers;

  private FileDisk(
      Path directory, Path key, @Nullable FileChannel lockChannel, ReadersLock readers) {
    this.directory = directory;
    this.key = key;
    this.lockChannel = lockChannel;
    this.readers = readers;
  }

  /// Opens a directory for reading, whether it is in use or not. Until the disk is closed its owner
  /// removes no file that holds anything.
  ///
  /// @throws IOException if there is none, or it cannot be read; the message is fit for a person
  public static Disk openForReading(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          directory + (Files.exists(directory) ? " is not a directory" : " is missing"));
    }
    ReadersLock readers;
    try {
      readers = ReadersLock.open(directory);
    } catch (IOException e) {
      throw new IOException(directory + " cannot be read: " + reason(e), e);
    }
    try {
      readers.beginReading();
      return new ReadOnlyDisk(new FileDisk(directory, directory, null, readers));
    } catch (IOException e) {
      readers.close();
      throw e;
    }
  }

  /// Takes over a directory, making it if it is missing.
  ///
  /// @throws DirectoryInUseException if another process, or another store of this one, has it
  /// @throws IOException if it can be neither made nor written to; the message is fit for a person
  public static FileDisk open(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IOException(directory + " is not a directory");
    }
    Files.createDirectories(directory, OwnerOnly.directory());
    Path key = directory.toRealPath();
    if (!OWNED.add(key)) {
      throw new DirectoryInUseException(directory + " is already open in this process");
    }
    try {
      return takeOver(directory, key);
    } catch (IOException | RuntimeException e) {
      OWNED.remove(key);
      throw e;
    }
  }

  private static FileDisk takeOver(Path directory, Path key) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              directory.resolve(LOCK),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              OwnerOnly.file());
    } catch (IOException e) {
      throw new IOException(directory + " cannot be written to: " + reason(e), e);
    }
    try {
      lock(directory, channel);
      return new FileDisk(directory, key, channel, ReadersLock.open(directory));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }

  private static void lock(Path directory, FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      throw new DirectoryInUseException(
          directory + " is in use by another process" + owner(channel));
    }
    channel.truncate(0);
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    channel.write(ByteBuffer.wrap(pid), 0);
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    String written = StandardCharsets.US_ASCII.decode(pid.flip()).toString().strip();
    return written.isEmpty() ? "" : " (pid " + written + ")";
  }

  @Override
  public List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries.map(entry -> String.valueOf(entry.getFileName())).forEach(names::add);
    }
    names.removeAll(List.of(LOCK, ReadersLock.FILE));
    return names;
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return new FileDiskFile(
        path(name),
        options(),
        FileChannel.open(
            path(name),
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            OwnerOnly.file()));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    try {
      return new FileDiskFile(path(name), options(), FileChannel.open(path(name), options()));
    } catch (NoSuchFileException e) {
      FileNotFoundException missing = new FileNotFoundException(path(name) + " is missing");
      missing.initCause(e);
      throw missing;
    }
  }

  /// How files are opened that are there.
  private Set<StandardOpenOption> options() {
    return lockChannel == null
        ? Set.of(StandardOpenOption.READ)
        : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    try {
      Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(directory + " is on a file system that cannot rename in one step", e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(path(name));
  }

  @Override
  public @Nullable Removal tryRemoving() throws IOException {
    return readers.tryRemoving();
  }

  @Override
  public void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableSpace() {
    // Not FileStore.getUsableSpace, which reads the whole table of mounts at each call.
    return directory.toFile().getUsableSpace();
  }

  /// Lets go of the directory. Open files stay open.
  @Override
  public void close() throws IOException {
    if (lockChannel == null) {
      readers.endReading();
    }
    readers.close();
    if (lockChannel != null && lockChannel.isOpen()) {
      lockChannel.close();
      OWNED.remove(key);
    }
  }

  private Path path(String name) {
    if (name.isEmpty()
        || name.indexOf('/') >= 0
        || name.startsWith(".")
        || name.equals(LOCK)
        || name.equals(ReadersLock.FILE)) {
      throw new IllegalArgumentException("not a file name of a store: " + name);
    }
    return directory.resolve(name);
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
