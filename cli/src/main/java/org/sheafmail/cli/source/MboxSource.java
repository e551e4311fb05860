package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;

/// The messages of an mbox file.
final class MboxSource implements MessageSource {
  private final Path file;
  private final String shownAs;
  private final MailboxName mailbox;
  private final FileChannel channel;
  private final MboxFormat format;
  private final MboxSplitter splitter;
  private final MessageReader reader;
  private final OffsetDateTime fileTime;

  /// @param shownAs what the user calls the file
  MboxSource(
      Path file, String shownAs, MailboxName mailbox, SourceOptions options, MessageReader reader)
      throws IOException {
    this.file = file;
    this.shownAs = shownAs;
    this.mailbox = mailbox;
    this.reader = reader;
    this.fileTime = FileTimes.of(file, options);
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      this.format =
          options.mboxFormat().isPresent()
              ? options.mboxFormat().get()
              : MboxDetector.detect(channel, options.zone());
      this.splitter = new MboxSplitter(channel, options.zone(), format.contentLength());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// True if the file holds one message and no more.
  static boolean hasOneMessage(Path file, SourceOptions options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var splitter = new MboxSplitter(channel, options.zone(), false);
      return splitter.next() != null && splitter.next() == null;
    } catch (NotMboxException e) {
      return false;
    }
  }

  @Override
  public @Nullable SourceMessage next() throws IOException {
    MboxSplitter.Extent extent = splitter.next();
    if (extent == null) {
      return null;
    }
    var origin = new Origin(shownAs, extent.fromOffset());
    Optional<ExportedHead> exported = ExportedHead.read(channel, extent.start(), extent.end());
    return reader.read(
        exported.isPresent() ? place(origin, exported.get()) : place(origin, extent), channel);
  }

  private MessageReader.Place place(Origin origin, MboxSplitter.Extent extent) {
    Map<DateRule, OffsetDateTime> dates = new EnumMap<>(DateRule.class);
    dates.put(DateRule.FILE_TIME, fileTime);
    if (extent.fromLine().datesTheArrival()) {
      dates.put(DateRule.FROM_LINE, extent.fromLine().date().orElseThrow());
    }
    return new MessageReader.Place(
        new Region(file, extent.start(), extent.end() - extent.start()),
        origin,
        mailbox,
        format.escaping(),
        Set.of(),
        dates,
        DateRule.FOR_MBOX,
        false);
  }

  /// What an export wrote says more than the From_ line.
  private MessageReader.Place place(Origin origin, ExportedHead head) {
    return new MessageReader.Place(
        new Region(file, head.end(), head.octets()),
        origin,
        mailbox,
        Transcriber.Escaping.EVERY,
        head.flags(),
        Map.of(DateRule.FROM_LINE, head.internalDate(), DateRule.FILE_TIME, fileTime),
        DateRule.FOR_MBOX,
        true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
