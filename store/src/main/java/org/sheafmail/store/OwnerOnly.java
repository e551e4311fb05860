package org.sheafmail.store;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// How files and directories are made that hold mail or passwords: nobody but their owner may read
/// them, whatever the umask of the process is.
public final class OwnerOnly {
  private OwnerOnly() {}

  /// For making a file.
  public static FileAttribute<?>[] file() {
    return permissions("rw-------");
  }

  /// For making a directory.
  public static FileAttribute<?>[] directory() {
    return permissions("rwx------");
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
