package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.ModifiedUtf7;

/// Everything below a folder that is mail: Maildir with its sub-folders, MH, mbox files, EML files,
/// Thunderbird's `.sbd` folders, Apple Mail's `.mbox` folders, in the order of the names.
///
/// The path below the folder becomes the path of the mailbox. Files that are no mail are named as
/// left out, so that nobody wonders later; hidden files and the indexes of mail programs are passed
/// over in silence.
final class FolderSource implements PartedSource {
  /// A folder or file that is still to be looked at.
  private record Pending(Path path, Optional<MailboxName> mailbox) {}

  private static final String INDEXES =
      "(?i).*\\.msf|maildirsize|maildirfolder|dovecot.*|subscriptions|courier.*|.*\\.plist"
          + "|msgFilterRules\\.dat|popstate\\.dat|.*\\.dat";

  private final Sources.Reading reading;
  private final UnaryOperator<String> shown;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Deque<Part> parts = new ArrayDeque<>();
  private @Nullable MessageSource current;

  FolderSource(
      Path directory,
      Optional<MailboxName> mailbox,
      UnaryOperator<String> shown,
      Sources.Reading reading) {
    this.shown = shown;
    this.reading = reading;
    pending.push(new Pending(directory, mailbox));
  }

  @Override
  public @Nullable SourceMessage next() throws IOException {
    while (true) {
      if (current != null) {
        SourceMessage message = current.next();
        if (message != null) {
          return message;
        }
        current.close();
        current = null;
      }
      Part part = nextPart();
      if (part == null) {
        return null;
      }
      current = part.opening().open();
    }
  }

  @Override
  public @Nullable Part nextPart() throws IOException {
    while (parts.isEmpty() && !pending.isEmpty()) {
      look(pending.pop());
    }
    return parts.pollFirst();
  }

  private void look(Pending next) throws IOException {
    Path path = next.path();
    if (!Files.isDirectory(path)) {
      MailboxName mailbox = next.mailbox().orElseThrow();
      parts.add(new Part(mailbox, () -> reading.openFile(path, mailbox, shown)));
      return;
    }
    List<Path> entries = entries(path);
    MailboxName mailbox =
        next.mailbox()
            .orElse(Maildir.isMaildir(path) ? MailboxName.INBOX : nameOf(path).orElseThrow());
    if (Maildir.isMaildir(path)) {
      parts.add(
          new Part(
              mailbox,
              () ->
                  new Maildir(path, shown.apply(path.toString()), mailbox, reading.options())
                      .messages(reading.reader())));
      entries.removeIf(entry -> name(entry).matches("cur|new|tmp"));
    } else if (MhFolder.isMhFolder(path)) {
      parts.add(
          new Part(
              mailbox,
              () ->
                  new MhFolder(path, shown.apply(path.toString()), mailbox, reading.options())
                      .messages(reading.reader())));
      entries.removeIf(entry -> MhFolder.isNumbered(entry) && !Files.isDirectory(entry));
    } else {
      openSingleFiles(entries, mailbox);
    }
    for (Path entry : entries.reversed()) {
      below(entry, next.mailbox(), Maildir.isMaildir(path)).ifPresent(pending::push);
    }
  }

  /// Files that hold one message belong to the folder, not to a mailbox of their own.
  private void openSingleFiles(List<Path> entries, MailboxName mailbox) throws IOException {
    List<Path> single = new ArrayList<>();
    for (Path entry : List.copyOf(entries)) {
      if (!Files.isRegularFile(entry) || isPassedOver(entry)) {
        continue;
      }
      byte[] start = FileStart.read(entry);
      if (FileStart.isMbox(start)) {
        if (isNamedLikeAMessage(entry) && MboxSource.hasOneMessage(entry, reading.options())) {
          parts.add(new Part(mailbox, () -> reading.openFile(entry, mailbox, shown)));
          entries.remove(entry);
        }
      } else if (SingleFiles.isSingleFile(entry, start) || FileStart.isMessage(start)) {
        single.add(entry);
      }
    }
    if (!single.isEmpty()) {
      parts.add(
          new Part(
              mailbox,
              () ->
                  new SingleFiles(shown, mailbox, reading.options())
                      .messages(single, reading.reader())));
      entries.removeAll(single);
    }
  }

  private static boolean isNamedLikeAMessage(Path file) {
    return name(file).matches("(?i).*\\.(eml|msg|txt)");
  }

  /// True for hidden files, links and the indexes of mail programs.
  private static boolean isPassedOver(Path file) {
    return Files.isSymbolicLink(file) || name(file).startsWith(".") || name(file).matches(INDEXES);
  }

  /// An entry of a folder with its mailbox; none for what is no mail of anybody's.
  private static Optional<Pending> below(
      Path entry, Optional<MailboxName> parent, boolean inMaildir) {
    String name = name(entry);
    if (Files.isSymbolicLink(entry) || (!Files.isDirectory(entry) && name.matches(INDEXES))) {
      return Optional.empty();
    }
    if (name.startsWith(".")) {
      // Maildir++: `.Lists.IETF` lies beside `cur` and is the mailbox Lists/IETF.
      return inMaildir && Maildir.isMaildir(entry)
          ? Names.below(parent, List.of(decoded(name.substring(1)).split("\\.", -1)))
              .map(mailbox -> new Pending(entry, Optional.of(mailbox)))
          : Optional.empty();
    }
    if (name.equals("Messages") || name.equals("mbox")) {
      // Apple Mail keeps the messages of `Work.mbox` in `Work.mbox/Messages` or `Work.mbox/mbox`.
      return Optional.of(new Pending(entry, parent.or(() -> nameOf(entry))));
    }
    return Names.below(parent, Names.stem(name))
        .map(mailbox -> new Pending(entry, Optional.of(mailbox)));
  }

  /// Maildir++ names are in modified UTF-7, as on the wire (RFC 3501 §5.1.3).
  private static String decoded(String name) {
    try {
      return ModifiedUtf7.decode(name.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private static Optional<MailboxName> nameOf(Path path) {
    return Names.below(Optional.empty(), Names.stem(name(path.toAbsolutePath().normalize())))
        .or(() -> Optional.of(MailboxName.INBOX));
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return new ArrayList<>(all.sorted(Comparator.comparing(FolderSource::name)).toList());
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
    }
  }
}
