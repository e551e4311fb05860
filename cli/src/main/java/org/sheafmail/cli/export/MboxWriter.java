package org.sheafmail.cli.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.sheafmail.cli.source.ExportedHead;

/// An mbox file in the dialect mboxrd: a From_ line, the four lines of an [ExportedHead], the
/// octets of the message with a `>` more before each `From ` at the start of a line, an empty line.
final class MboxWriter implements ExportFormat {
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ROOT);

  private final FileChannel channel;
  private final OutputStream out;
  private final byte[] chunk = new byte[64 << 10];
  private long lastStart;

  MboxWriter(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    out = new BufferedOutputStream(Channels.newOutputStream(channel), 256 << 10);
  }

  @Override
  public void add(Message message) throws IOException {
    out.flush();
    lastStart = channel.position();
    long octets = message.body().size() + escapes(message);
    write(fromLine(message.internalDate()));
    write(ExportedHead.write(octets, message.internalDate(), message.flags()));
    FromEscape escape = new FromEscape(out);
    try (InputStream body = message.body().open()) {
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        escape.write(chunk, read);
      }
    }
    escape.finish();
    write(escape.isAtLineStart() ? "\n" : "\n\n");
  }

  /// Reads the message once, for its head says how long it is in the file.
  private long escapes(Message message) throws IOException {
    FromEscape count = new FromEscape(OutputStream.nullOutputStream());
    try (InputStream body = message.body().open()) {
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        count.write(chunk, read);
      }
    }
    count.finish();
    return count.escapes();
  }

  private static String fromLine(OffsetDateTime date) {
    return "From sheaf " + ASCTIME.format(date.withOffsetSameInstant(ZoneOffset.UTC)) + "\n";
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void dropLast() throws IOException {
    out.flush();
    channel.truncate(lastStart);
    channel.position(lastStart);
  }

  @Override
  public void finish() throws IOException {
    out.flush();
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
