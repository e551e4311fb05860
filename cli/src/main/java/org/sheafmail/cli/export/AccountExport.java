package org.sheafmail.cli.export;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sheafmail.cli.export.ExportFormat.UnfitException;
import org.sheafmail.cli.source.ExportedFolder;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.Mailboxes;

/// Takes mail out of an account: octets, flags, keywords and dates, so that an upload of what was
/// written gives the same again. Memory does not grow with the mail.
public final class AccountExport {
  /// What messages are written as.
  public enum Format {
    MBOX,
    MAILDIR
  }

  /// Gives the mailbox of a name, as of one moment.
  @FunctionalInterface
  public interface Views {
    Optional<MailboxView> view(MailboxName name) throws IOException;
  }

  private final Views views;
  private final Format format;
  private final List<String> left = new ArrayList<>();
  private long messages;
  private long octets;
  private int mailboxes;

  public AccountExport(Views views, Format format) {
    this.views = views;
    this.format = format;
  }

  /// Messages that could not be taken along, each with the reason.
  public List<String> left() {
    return left;
  }

  public long messages() {
    return messages;
  }

  public long octets() {
    return octets;
  }

  public int mailboxes() {
    return mailboxes;
  }

  /// One mailbox to a file or Maildir that is not there yet.
  public void mailbox(MailboxName name, Path path) throws IOException {
    MailboxView view =
        views.view(name).orElseThrow(() -> new IOException("there is no mailbox " + name));
    try (ExportFormat out = open(path)) {
      for (int index = 0; index < view.messageCount(); index++) {
        add(view, index, out);
      }
      out.finish();
    }
    mailboxes++;
  }

  private ExportFormat open(Path path) throws IOException {
    return switch (format) {
      case MBOX -> new MboxWriter(path);
      case MAILDIR -> new MaildirWriter(path);
    };
  }

  private void add(MailboxView view, int index, ExportFormat out) throws IOException {
    try {
      out.add(
          new ExportFormat.Message(
              view.uid(index), view.flags(index), view.internalDate(index), body(view, index)));
      messages++;
      octets += view.size(index);
    } catch (BodyReadException | UnfitException e) {
      out.dropLast();
      left.add(view.name() + ", UID " + view.uid(index) + ": " + e.getMessage());
    }
  }

  private static CheckedBody body(MailboxView view, int index) throws BodyReadException {
    try {
      return new CheckedBody(view.body(index));
    } catch (IOException e) {
      throw new BodyReadException(e);
    }
  }

  /// Every mailbox, each to a file or Maildir in a folder that is not there yet.
  public void account(Mailboxes names, Path folder) throws IOException {
    Files.createDirectory(folder);
    Places places = new Places();
    StringBuilder index = new StringBuilder();
    for (Map.Entry<MailboxName, Optional<MailboxId>> entry : names.byName().entrySet()) {
      if (entry.getValue().isPresent()) {
        MailboxName name = entry.getKey();
        String place = format == Format.MBOX ? places.mbox(name) : places.maildir(name);
        mailbox(name, folder.resolve(place).normalize());
        index.append(new ExportedFolder.Entry(place, name).line());
      }
    }
    Path file = folder.resolve(ExportedFolder.INDEX);
    Files.writeString(file, index, StandardCharsets.UTF_8);
    for (Path written : List.of(file, folder)) {
      try (FileChannel channel = FileChannel.open(written, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
