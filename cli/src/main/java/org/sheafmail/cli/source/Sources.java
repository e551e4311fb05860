package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;

/// Opens whatever a user names as a source of mail.
public final class Sources {
  private Sources() {}

  /// Opens a file (mbox, EML, archive) or a folder (Maildir, MH, files in any depth).
  ///
  /// Messages of a file or of the folder itself go to `prefix`; those further down below it.
  /// Without a prefix the name of the file or folder stands for it, and `INBOX` for a Maildir.
  ///
  /// @throws UnknownSourceException if it is nothing we can read
  public static MessageSource open(Path path, Optional<MailboxName> prefix, SourceOptions options)
      throws IOException {
    if (!Files.isReadable(path)) {
      throw new UnknownSourceException(
          Files.exists(path) ? "not readable: " + path : "no such file or folder: " + path);
    }
    var reading = new Reading(options, prefix);
    if (ExportedFolder.isExported(path)) {
      return new ExportedFolder(path, prefix, reading);
    }
    if (Files.isDirectory(path)) {
      return new FolderSource(path, prefix, UnaryOperator.identity(), reading);
    }
    byte[] start = FileStart.read(path);
    if (Archive.isArchive(start, start.length)) {
      return reading.openArchive(path, prefix, path.toString());
    }
    if (start.length == 0) {
      return new NoMail();
    }
    if (!reading.isMail(path, start)) {
      throw new UnknownSourceException(
          "neither mbox nor message nor archive (zip, tar, gzip): " + path);
    }
    MailboxName mailbox = prefix.orElseGet(() -> nameOf(path));
    if (options.mboxFormat().isPresent()) {
      return new MboxSource(path, path.toString(), mailbox, options, reading.reader());
    }
    return reading.openFile(path, mailbox, UnaryOperator.identity());
  }

  private static MailboxName nameOf(Path path) {
    String stem = Names.stem(String.valueOf(path.getFileName()));
    return Names.below(Optional.empty(), stem).orElse(MailboxName.INBOX);
  }

  /// How the files of one source are read.
  record Reading(SourceOptions options, Optional<MailboxName> prefix) {
    /// A reader for one thread.
    MessageReader reader() {
      return new MessageReader(options, prefix);
    }

    boolean isMail(Path file, byte[] start) {
      return options.mboxFormat().isPresent()
          || FileStart.isMbox(start)
          || FileStart.isMessage(start)
          || SingleFiles.isSingleFile(file, start);
    }

    /// Opens one file; what is no mail gives one message that says so.
    MessageSource openFile(Path file, MailboxName mailbox, UnaryOperator<String> shown)
        throws IOException {
      byte[] start = FileStart.read(file);
      String name = shown.apply(file.toString());
      if (Archive.isArchive(start, start.length)) {
        return openArchive(file, Optional.of(mailbox), name);
      }
      if (FileStart.isMbox(start)) {
        return new MboxSource(file, name, mailbox, options, reader());
      }
      if (SingleFiles.isSingleFile(file, start) || FileStart.isMessage(start)) {
        return new SingleFiles(shown, mailbox, options).messages(List.of(file), reader());
      }
      return start.length == 0 ? new NoMail() : new NotMail(name, mailbox);
    }

    MessageSource openArchive(Path file, Optional<MailboxName> mailbox, String name)
        throws IOException {
      Archive archive = Archive.unpack(file);
      Path root = archive.root();
      UnaryOperator<String> shown = inside -> archive.shown(name, Path.of(inside));
      Optional<MailboxName> target =
          Files.isDirectory(root) ? mailbox : mailbox.or(() -> Optional.of(nameOf(file)));
      var content = new FolderSource(root, target, shown, this);
      return new Unpacked(archive, content);
    }
  }

  /// An archive and the messages in it.
  private record Unpacked(Archive archive, PartedSource content) implements PartedSource {
    @Override
    public @Nullable SourceMessage next() throws IOException {
      return content.next();
    }

    @Override
    public @Nullable Part nextPart() throws IOException {
      return content.nextPart();
    }

    @Override
    public void close() throws IOException {
      try (archive) {
        content.close();
      }
    }
  }

  /// An empty file: an mbox without messages, for all we know.
  private record NoMail() implements MessageSource {
    @Override
    public @Nullable SourceMessage next() {
      return null;
    }

    @Override
    public void close() {}
  }

  /// A file beside the mail.
  private static final class NotMail implements MessageSource {
    private final String name;
    private final MailboxName mailbox;
    private boolean told;

    NotMail(String name, MailboxName mailbox) {
      this.name = name;
      this.mailbox = mailbox;
    }

    @Override
    public @Nullable SourceMessage next() {
      if (told) {
        return null;
      }
      told = true;
      byte[] nothing = new byte[0];
      return new SourceMessage(
          new Origin(name, 0),
          mailbox,
          List.of(),
          Set.of(),
          Optional.empty(),
          Digest.of(nothing),
          Optional.empty(),
          new MessageBody.InMemory(nothing),
          new SourceMessage.LeftOut("no mail, as far as its beginning tells"));
    }

    @Override
    public void close() {}
  }
}
