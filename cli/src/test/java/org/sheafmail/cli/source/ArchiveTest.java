package org.sheafmail.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final String FROM = "From alice@example.org Thu Apr 14 11:06:56 2016\n";
  private static final String MESSAGE = "Subject: a\n\nbody\n";

  @TempDir Path directory;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void tarEntry(OutputStream out, String name, char type, String content)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", content.length()));
    put(header, 136, String.format("%011o", 1044094830));
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    out.write(header);
    out.write(Arrays.copyOf(ascii(content), (content.length() + 511) / 512 * 512));
  }

  private static void put(byte[] into, int at, String text) {
    System.arraycopy(ascii(text), 0, into, at, text.length());
  }

  private static byte[] tar(String longName) throws IOException {
    var out = new ByteArrayOutputStream();
    tarEntry(out, "Maildir/", '5', "");
    tarEntry(out, "Maildir/cur/", '5', "");
    tarEntry(out, "Maildir/new/", '5', "");
    tarEntry(out, "Maildir/cur/1.a:2,S", '0', MESSAGE);
    tarEntry(out, "link", '2', "");
    tarEntry(out, "../outside", '0', "no");
    tarEntry(out, "././@LongLink", 'L', longName + "\0");
    tarEntry(out, longName.substring(0, 99), '0', MESSAGE);
    String path = "Maildir/cur/3.pax:2,F";
    tarEntry(out, "PaxHeader", 'x', (path.length() + 9) + " path=" + path + "\n");
    tarEntry(out, "short", '0', MESSAGE);
    out.write(new byte[1024]);
    return out.toByteArray();
  }

  @Test
  void anArchiveThatCannotBeUnpackedIsNamed() throws IOException {
    Path file = Files.write(directory.resolve("half.zip"), ascii("PK\u0003\u0004half"));

    assertThatThrownBy(() -> Mail.all(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot unpack " + file + ": ");
  }

  @Test
  void aTarOfAMaildirIsReadLikeTheMaildir() throws IOException {
    String longName = "Maildir/cur/2." + "x".repeat(120) + ":2,R";
    Path file = Files.write(directory.resolve("mail.tar"), tar(longName));

    List<SourceMessage> messages = Mail.all(file);

    assertThat(messages)
        .extracting(message -> message.origin().file())
        .containsExactly(
            file + "!Maildir/cur/1.a:2,S", file + "!" + longName, file + "!Maildir/cur/3.pax:2,F");
    assertThat(messages)
        .allMatch(message ->
            message
                .internalDate()
                .orElseThrow()
                .at()
                .toInstant()
                .equals(Instant.ofEpochSecond(1044094830)));
    assertThat(directory.resolve("../outside")).doesNotExist();
  }

  @Test
  void aZippedTakeoutIsFoundInItsFolders() throws IOException {
    Path file = directory.resolve("takeout.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("Takeout/archive_browser.html"));
      zip.write(ascii("<html></html>"));
      zip.putNextEntry(new ZipEntry("Takeout/Mail/All mail.mbox"));
      zip.write(ascii(FROM + "X-Gmail-Labels: Inbox,Opened\n" + MESSAGE));
      zip.putNextEntry(new ZipEntry("/../../outside.mbox"));
      zip.write(ascii(FROM + MESSAGE));
    }

    List<SourceMessage> messages = Mail.all(file, Optional.empty(), SourceOptions.DEFAULT);

    assertThat(messages)
        .filteredOn(message -> message.verdict() instanceof SourceMessage.Send)
        .extracting(message -> message.mailbox() + " " + message.origin())
        .containsExactly("INBOX " + file + "!Takeout/Mail/All mail.mbox");
  }

  @Test
  void aCompressedMboxAndACompressedTarAreTwoThings() throws IOException {
    Path mbox = directory.resolve("work.mbox.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(mbox))) {
      gzip.write(ascii(FROM + MESSAGE));
    }
    Path tar = directory.resolve("mail.tgz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(tar))) {
      gzip.write(tar("Maildir/cur/2." + "x".repeat(120)));
    }

    assertThat(Mail.all(mbox, Optional.empty(), SourceOptions.DEFAULT))
        .extracting(message -> message.mailbox().toString())
        .containsExactly("work");
    assertThat(Mail.all(tar)).hasSize(3);
  }

  @Test
  void aTruncatedArchiveIsAnErrorAndNotAnEndOfMail() throws IOException {
    byte[] tar = tar("Maildir/cur/2." + "x".repeat(120));
    Path file = Files.write(directory.resolve("cut.tar"), Arrays.copyOf(tar, 4 * 512 + 5));

    assertThatThrownBy(() -> Mail.all(file)).isInstanceOf(IOException.class);
  }
}
