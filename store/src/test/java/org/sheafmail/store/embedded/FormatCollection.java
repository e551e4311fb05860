package org.sheafmail.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;

/// The stores of the collection in `src/test/resources/formats`: one directory for each released
/// version, with stores it wrote and what they hold. What a version wrote is never changed.
///
/// `closed.zip` was closed; `killed.zip` was not, and has all since its snapshot in the journal
/// alone; `backup.zip` is a backup; `holds.txt` says what is in each.
///
/// To add a version, at its release: run [#main] with the directory to make, for instance
/// `src/test/resources/formats/0.2.0`, from the tests of this module, and commit what it wrote.
final class FormatCollection {
  static final String CLOSED = "closed.zip";
  static final String KILLED = "killed.zip";
  static final String BACKUP = "backup.zip";
  static final String HOLDS = "holds.txt";
  static final byte[] USERS = {'u', 's', 'e', 'r', 's'};

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  private FormatCollection() {}

  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  /// Makes the directory of a version.
  static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path store = Files.createTempDirectory("sheaf-format");
    EmbeddedStore filled = open(store);
    fill(filled);
    zip(store, directory.resolve(KILLED));
    Files.writeString(directory.resolve(HOLDS), holds(filled));
    filled.close();
    zip(store, directory.resolve(CLOSED));
    writeBackup(store, directory.resolve(BACKUP));
    remove(store);
  }

  private static void writeBackup(Path store, Path zip) throws IOException {
    Path backup = Files.createTempDirectory("sheaf-format");
    try (Disk source = FileDisk.openForReading(store);
        Disk target = FileDisk.open(backup)) {
      StoreBackup.run(source, target, Map.of("users", USERS), NOW, new Sound());
    }
    zip(backup, zip);
    remove(backup);
  }

  /// Nothing is to be found.
  static final class Sound implements StoreCheck.Observer {
    @Override
    public void found(Finding finding) {
      throw new AssertionError(finding);
    }

    @Override
    public void progress(long octets, long of) {}
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  static EmbeddedStore open(Path store) throws IOException {
    return EmbeddedStore.open(
        FileDisk.open(store),
        EmbeddedOptions.forTests(new Random(1)),
        new TestSummarizer(1),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /// Every kind of change, every kind of file.
  private static void fill(EmbeddedStore store) throws IOException {
    MailboxName work = new MailboxName(List.of("Work", "Ärger"));
    for (String name : List.of("ada", "bob")) {
      Account account = store.account(name);
      account.create(work);
      account.subscribe(work, true);
      Mail.appendNumbered(account, MailboxName.INBOX, 1, 9);
      Mail.append(account, work, Mail.octets(1, 9_000), Mail.octets(2, 10), Mail.octets(3, 4_000));
      MailboxId inbox = Mail.view(account, MailboxName.INBOX).id();
      account.copy(inbox, UidSet.range(2, 4), work);
      account.storeFlags(
          inbox, UidSet.range(1, 3), FlagChange.ADD, Set.of(Flag.SEEN, new Flag("$Label")));
      account.storeFlags(inbox, UidSet.range(5, 6), FlagChange.ADD, Set.of(Flag.DELETED));
      account.expunge(inbox, UidSet.range(1, 100));
    }
    store.compact(0.5, _ -> {}); // Which writes snapshots; what follows is in the journal alone.
    for (String name : List.of("ada", "bob")) {
      Account account = store.account(name);
      MailboxId inbox = Mail.view(account, MailboxName.INBOX).id();
      Mail.appendNumbered(account, MailboxName.INBOX, 10, 12);
      account.copy(inbox, UidSet.range(9, 10), work);
      account.storeFlags(inbox, UidSet.range(9, 12), FlagChange.REPLACE, Set.of(Flag.DELETED));
      account.expunge(inbox, UidSet.range(11, 11));
      account.subscribe(work, false);
      account.move(inbox, UidSet.range(7, 8), work);
      account.create(new MailboxName(List.of("Old")));
      account.rename(new MailboxName(List.of("Old")), new MailboxName(List.of("New")));
      account.create(new MailboxName(List.of("Gone")));
      account.delete(new MailboxName(List.of("Gone")));
      Mail.append(account, work, Mail.octets(4, 9_000));
      Mail.view(account, work).summary(0);
    }
  }

  /// What can be seen of a store, in lines.
  static String holds(EmbeddedStore store) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String name : List.of("ada", "bob")) {
      Account account = store.account(name);
      lines.append("account ").append(name);
      lines.append(" subscribed ").append(account.mailboxes().subscribed()).append('\n');
      for (MailboxName mailbox : account.mailboxes().byName().keySet()) {
        if (account.view(mailbox).isPresent()) {
          holds(account.view(mailbox).get(), lines);
        } else {
          lines.append("name ").append(mailbox.levels()).append('\n');
        }
      }
    }
    return lines.toString();
  }

  private static void holds(MailboxView view, StringBuilder lines) throws IOException {
    lines.append("mailbox ").append(view.name().levels());
    lines.append(" id ").append(view.id().value());
    lines.append(" uidvalidity ").append(view.uidValidity().value());
    lines.append(" uidnext ").append(view.uidNext());
    lines.append(" modseq ").append(view.highestModSeq()).append('\n');
    for (int i = 0; i < view.messageCount(); i++) {
      CRC32C crc = new CRC32C();
      crc.update(Mail.body(view, i));
      lines.append("message ").append(view.uid(i));
      lines.append(" flags ").append(spelled(view.flags(i)));
      lines.append(" modseq ").append(view.modSeq(i));
      lines.append(" date ").append(view.internalDate(i));
      lines.append(" saved ").append(view.saveDate(i));
      lines.append(" size ").append(view.size(i));
      lines.append(" crc ").append(Long.toHexString(crc.getValue())).append('\n');
    }
  }

  private static Set<String> spelled(Set<Flag> flags) {
    return flags.stream().map(Flag::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static void zip(Path directory, Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream packed = new ZipOutputStream(out, StandardCharsets.UTF_8);
        Disk disk = FileDisk.openForReading(directory)) {
      for (String name : disk.list().stream().sorted().toList()) {
        packed.putNextEntry(new ZipEntry(name));
        Files.copy(directory.resolve(name), packed);
        packed.closeEntry();
      }
    }
  }

  /// Unpacks a store, or a backup, of the collection.
  static void unzip(Path zip, Path store) throws IOException {
    Files.createDirectories(store);
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream packed = new ZipInputStream(in, StandardCharsets.UTF_8)) {
      for (ZipEntry entry = packed.getNextEntry(); entry != null; entry = packed.getNextEntry()) {
        Files.copy(packed, store.resolve(entry.getName()));
      }
    }
  }
}
