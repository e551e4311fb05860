package org.sheafmail.store.disk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All a store asks of the file system: one flat directory of files.
///
/// Everything the embedded store reads or writes goes through here, so that a test can take any of
/// it away. What is written is durable after [DiskFile#sync]; that a file exists, is gone or has
/// another name is durable after [#syncDirectory].
public interface Disk extends AutoCloseable {
  /// The names of all files, in no order.
  List<String> list() throws IOException;

  /// Makes an empty file.
  ///
  /// @throws FileAlreadyExistsException if there is one of that name
  DiskFile create(String name) throws IOException;

  /// Opens a file for reading and writing. Opening it twice gives two handles on the same octets.
  ///
  /// @throws FileNotFoundException if there is none of that name
  DiskFile open(String name) throws IOException;

  /// Gives a file another name, in one step, taking the place of a file that has it.
  void rename(String from, String to) throws IOException;

  /// Removes a file; handles on it stay good.
  void delete(String name) throws IOException;

  /// Asked before a file that holds something is removed or replaced: who reads the directory
  /// without owning it may be about to open the file. Short and many times rather than once.
  ///
  /// @return keeps readers from starting until it is closed; `null` if somebody is reading, and the
  ///   removal has to be left for later
  @Nullable Removal tryRemoving() throws IOException;

  /// Leave to remove files.
  interface Removal extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /// Makes creations, renames and deletions durable.
  void syncDirectory() throws IOException;

  /// Octets that can still be written, as far as is known.
  long usableSpace() throws IOException;

  @Override
  void close() throws IOException;
}
