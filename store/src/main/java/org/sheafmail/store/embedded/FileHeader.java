package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.sheafmail.store.disk.DiskFile;

/// The first 512 octets of every file of a store (`docs/formats/files.md`): what kind of file it
/// is, of which version, and its number.
///
/// @param salt goes into the checksums of a journal's frames, so that neither what a file held
///   before nor what somebody sends in a message can be taken for one
record FileHeader(Kind kind, long number, long salt) {
  static final int OCTETS = 512;

  /// Written by this program; it reads all versions from 1 up to it.
  static final int VERSION = 1;

  private static final int USED = 32;
  private static final int SALT_AT = 24;

  enum Kind {
    JOURNAL("SHEAFJNL", FileNames.JOURNAL),
    LANE("SHEAFLAN", FileNames.LANE),
    SNAPSHOT("SHEAFSNP", FileNames.SNAPSHOT),
    SUMMARIES("SHEAFSUM", FileNames.SUMMARIES);

    private final String magic;
    private final String suffix;

    Kind(String magic, String suffix) {
      this.magic = magic;
      this.suffix = suffix;
    }

    /// The number in the name of a file of this kind.
    OptionalLong number(String name) {
      return FileNames.number(name, suffix);
    }
  }

  /// Magic, version, four octets of zeros, number, salt; at octet 32 the checksum of all before.
  void write(DiskFile file) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    out.put(kind.magic.getBytes(StandardCharsets.US_ASCII))
        .putInt(VERSION)
        .putInt(0)
        .putLong(number)
        .putLong(salt);
    out.putInt(Checksum.of(out.duplicate().flip()));
    file.write(0, out.clear());
  }

  String fileName() {
    return FileNames.name(number, kind.suffix);
  }

  /// The salt in a header that may be damaged elsewhere.
  static long saltAsFound(DiskFile file) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    file.read(0, in);
    return in.position() < USED ? 0 : in.getLong(SALT_AT);
  }

  /// @throws DamagedStoreException if the file does not begin as one of that kind and number
  static FileHeader read(DiskFile file, Kind kind, long number) throws IOException {
    String name = FileNames.name(number, kind.suffix);
    ByteBuffer in = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    if (file.read(0, in) < OCTETS) {
      throw new DamagedStoreException(name + " is cut short");
    }
    in.flip();
    byte[] magic = new byte[kind.magic.length()];
    in.get(magic);
    int version = in.getInt();
    in.getInt();
    FileHeader header = new FileHeader(kind, in.getLong(), in.getLong());
    boolean sound =
        kind.magic.equals(new String(magic, StandardCharsets.US_ASCII))
            && in.getInt() == Checksum.of(in.duplicate().position(0).limit(USED));
    if (!sound) {
      throw new DamagedStoreException(name + " does not begin as a file of its kind does");
    }
    if (version > VERSION) {
      throw new NewerFormatException(
          name + " has format " + version + "; this program knows up to " + VERSION);
    }
    if (version < 1 || header.number != number) {
      throw new DamagedStoreException(name + " says it is number " + header.number);
    }
    return header;
  }
}
