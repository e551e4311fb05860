package org.sheafmail.cli.sample;

import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/// Draws small landscapes and writes them as PNG with a palette.
///
/// The pixels are in stored deflate blocks: compressed ones would differ from one zlib to the next,
/// as would sines without `StrictMath`, and the sample mailbox is to be the same everywhere.
final class Pictures {
  private static final int WIDTH = 144;
  private static final int HEIGHT = 96;
  private static final int SKY = 0;
  private static final int SUN = 64;
  private static final int FIELD = 65;

  private Pictures() {}

  /// A sky, a sun, two hills and a striped field.
  static byte[] landscape(Random random) {
    int sunX = 15 + random.nextInt(WIDTH - 30);
    int sunY = 12 + random.nextInt(18);
    double phase = random.nextDouble() * 6;
    double swell = 6 + random.nextDouble() * 10;
    byte[] rows = new byte[HEIGHT * (WIDTH + 1)];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double hill = 46 + swell * StrictMath.sin(x / 23.0 + phase);
        double field = 63 + swell / 2 * StrictMath.sin(x / 40.0 + phase * 2);
        int colour;
        if (y > field) {
          // Furrows run together towards the horizon.
          colour = FIELD + 64 + (int) Math.floorMod((long) ((x - 72) * 30 / (y - 30.0)), 8L) * 8;
        } else if (y > hill) {
          colour = FIELD + Math.min(63, (int) ((y - hill) * 2));
        } else if (StrictMath.hypot(x - sunX, y - sunY) < 8) {
          colour = SUN;
        } else {
          colour = SKY + Math.min(63, y);
        }
        rows[y * (WIDTH + 1) + 1 + x] = (byte) colour;
      }
    }
    return png(rows);
  }

  private static byte[] palette() {
    byte[] palette = new byte[256 * 3];
    for (int i = 0; i < 64; i++) {
      colour(palette, SKY + i, 120 + i * 2, 170 + i, 225 + i / 3);
      colour(palette, FIELD + i, 60 + i, 110 + i / 2, 70);
      colour(palette, FIELD + 64 + i, 190 + i / 2, 150 + i / 2, 60 + i / 2);
    }
    colour(palette, SUN, 255, 244, 190);
    return palette;
  }

  private static void colour(byte[] palette, int index, int red, int green, int blue) {
    palette[index * 3] = (byte) red;
    palette[index * 3 + 1] = (byte) green;
    palette[index * 3 + 2] = (byte) blue;
  }

  private static byte[] png(byte[] rows) {
    byte[] header = new byte[13];
    new OctetWriter(header).bigEndian(WIDTH).bigEndian(HEIGHT).octet(8).octet(3);
    byte[] pixels = zlib(rows);
    byte[] palette = palette();
    byte[] file = new byte[8 + 4 * 12 + header.length + palette.length + pixels.length];
    OctetWriter out = new OctetWriter(file);
    out.octet(0x89).ascii("PNG\r\n").octet(0x1A).octet('\n');
    chunk(out, "IHDR", header);
    chunk(out, "PLTE", palette);
    chunk(out, "IDAT", pixels);
    chunk(out, "IEND", new byte[0]);
    return file;
  }

  private static void chunk(OctetWriter out, String type, byte[] data) {
    byte[] typeAndData = new byte[4 + data.length];
    new OctetWriter(typeAndData).ascii(type).octets(data);
    CRC32 crc = new CRC32();
    crc.update(typeAndData);
    out.bigEndian(data.length).octets(typeAndData).bigEndian((int) crc.getValue());
  }

  /// RFC 1950 around one stored block (RFC 1951 §3.2.4), which holds up to 65,535 octets.
  private static byte[] zlib(byte[] data) {
    byte[] stream = new byte[2 + 5 + data.length + 4];
    Adler32 adler = new Adler32();
    adler.update(data);
    new OctetWriter(stream)
        .octet(0x78)
        .octet(0x01)
        .octet(1)
        .littleEndianShort(data.length)
        .littleEndianShort(~data.length)
        .octets(data)
        .bigEndian((int) adler.getValue());
    return stream;
  }
}
