package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.PowerFailureException;
import org.sheafmail.store.disk.ReadOnlyDisk;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.TransactionCodec;

/// A store that is harmed in one place, again and again in different ones; checked, served,
/// repaired, checked and served each time.
final class RepairRun {
  private static final Logger LOUD = Logger.getLogger("org.sheafmail.store.embedded");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /// When repairs are made: as in life, later.
  private static final Instant LATER = NOW.plusSeconds(3600);

  private static final MailboxName WORK = new MailboxName(List.of("Work"));
  private static final List<String> ACCOUNTS = List.of("ada", "bob");

  private final Life life;
  private SimulatedDisk pristine = new SimulatedDisk(1);
  private List<String> files = List.of();

  /// By account, mailbox and UID: what every message is, and where.
  private final Map<String, Known> messages = new TreeMap<>();

  private final List<Told> frames = new ArrayList<>();
  private long firstFrame = Long.MAX_VALUE;
  private boolean hasMovedBodies;

  /// A frame of the journal: from `record` to `end` it tells what happened.
  private record Told(String file, long start, long record, long end) {
    /// Whether it may no longer be known what the frame told. Of one octet in its header, it is.
    boolean isHit(Place place) {
      long from = place.to - place.from > 1 ? start : record;
      return file.equals(place.file)
          && place.from < end
          && place.to > from
          && (place.from < start + Frame.HEADER_OCTETS || place.to > record);
    }
  }

  /// What one message is.
  private record Known(String octets, Set<Flag> flags, long location, UidValidity uidValidity) {}

  /// What became of the store.
  enum Life {
    /// It was closed: a snapshot has all of it.
    CLOSED,
    /// Its process was killed.
    KILLED,
    /// It was compacted between two changes, and closed: bodies are in another place, and what its
    /// journal told first is known to snapshots alone.
    TRIMMED,
    /// Its process was killed when a compaction had moved bodies, and no snapshot tells of that.
    MOVED;

    boolean isClosed() {
      return this == CLOSED || this == TRIMMED;
    }
  }

  /// What happens to a file.
  enum Harm {
    OCTETS,
    CUT,
    REMOVAL
  }

  /// Where something happened.
  private record Place(String file, long from, long to) {}

  RepairRun(Life life) {
    this.life = life;
  }

  static void quiet(boolean quiet) {
    LOUD.setLevel(quiet ? Level.OFF : null);
  }

  List<String> files() {
    return files;
  }

  private static EmbeddedStore open(SimulatedDisk disk) throws IOException {
    return EmbeddedStore.open(
        disk,
        EmbeddedOptions.forTests(new Random(1)),
        new TestSummarizer(1),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /// Small batches and large ones, copies, flags, expunges and a second mailbox, with snapshots in
  /// the midst of it.
  void fill() throws IOException {
    SimulatedDisk disk = pristine;
    EmbeddedStore store = open(disk);
    int number = 0;
    for (int round = 0; round < 3; round++) {
      for (String name : ACCOUNTS) {
        Account account = store.account(name);
        if (round == 0) {
          account.create(WORK);
        }
        Mail.appendNumbered(account, MailboxName.INBOX, number + 1, number + 5);
        Mail.append(account, WORK, text(number, 9000), text(number + 1, 4000), text(number, 20));
        Mail.append(account, MailboxName.INBOX, text(number + 2, 3000));
        MailboxView inbox = Mail.view(account, MailboxName.INBOX);
        account.copy(inbox.id(), UidSet.range(2, 4), WORK);
        account.storeFlags(
            inbox.id(), UidSet.range(1, 3), FlagChange.ADD, Set.of(Flag.SEEN, new Flag("Label")));
        account.storeFlags(
            inbox.id(),
            UidSet.range(5 + 6L * round, 5 + 6L * round),
            FlagChange.ADD,
            Set.of(Flag.DELETED));
        account.expunge(inbox.id(), UidSet.range(1, 1000));
        number += 10;
      }
      if (round < 2) {
        store.checkpoint();
      }
      if (life == Life.TRIMMED && round == 1) {
        store.compact(0.9, _ -> {});
      }
    }
    if (life == Life.MOVED) {
      moveBodies(store);
    }
    for (String name : ACCOUNTS) {
      know(name, store.account(name));
    }
    // Nobody can tell a damaged last change from one that was never completed.
    store.account("ada").subscribe(WORK, true);
    if (life.isClosed()) {
      store.close();
      pristine = disk;
    } else {
      pristine = copy(disk.afterKill());
    }
    files = pristine.list().stream().sorted().toList();
    for (String name : files) {
      if (name.endsWith(FileNames.JOURNAL)) {
        findFrames(name);
      }
    }
  }

  /// The first half of a compaction.
  private static void moveBodies(EmbeddedStore store) throws IOException {
    try {
      store.compact(
          0.9,
          figures -> {
            if (figures.filesRewritten() > 0) {
              throw new IllegalStateException("that is enough");
            }
          });
      throw new AssertionError("nothing was moved");
    } catch (IllegalStateException e) {
      // As it was told to.
    }
  }

  private void findFrames(String name) throws IOException {
    try (DiskFile file = pristine.open(name)) {
      FileWindow window = new FileWindow(file);
      long salt = FileHeader.saltAsFound(file);
      long position = FileHeader.OCTETS;
      for (Frame frame = window.frameAt(position, salt);
          frame != null;
          frame = window.frameAt(position, salt)) {
        long payload = position + Frame.HEADER_OCTETS;
        frames.add(new Told(name, position, payload + frame.bodies(), payload + frame.payload()));
        firstFrame = Math.min(firstFrame, frame.lsn());
        read(window.octets(payload + frame.bodies(), frame.payload() - frame.bodies()));
        position += frame.octets();
      }
    }
  }

  private void read(ByteBuffer record) throws IOException {
    try {
      hasMovedBodies |=
          TransactionCodec.read(record, this::readTable).operations().stream()
              .anyMatch(operation -> operation instanceof Operation.MoveBodies);
    } catch (FileNotFoundException e) {
      // Its lane went when a snapshot told the same.
    }
  }

  /// The number of the first frame that is there.
  long firstFrame() {
    return firstFrame;
  }

  /// Whether a frame tells of bodies that were moved.
  boolean hasMovedBodies() {
    return hasMovedBodies;
  }

  /// The list of messages of a large batch tells of them as a frame does.
  private Batch readTable(Batch.Stored place) throws IOException {
    String lane = BodyLocation.fileName(place.location());
    long start = BodyLocation.position(place.location());
    frames.add(new Told(lane, start, start, start + place.length()));
    ByteBuffer table = ByteBuffer.allocate(place.length());
    try (DiskFile file = pristine.open(lane)) {
      file.read(start, table);
    }
    return Batch.read(new RecordReader(table.flip()));
  }

  private static byte[] text(int seed, int size) {
    StringBuilder text = new StringBuilder("Subject: " + seed + "\r\n\r\n");
    Random random = new Random(seed);
    while (text.length() < size) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void know(String name, Account account) throws IOException {
    for (MailboxName mailbox : List.of(MailboxName.INBOX, WORK)) {
      MailboxView view = Mail.view(account, mailbox);
      for (int i = 0; i < view.messageCount(); i++) {
        messages.put(
            key(name, view, i),
            new Known(
                octets(view, i).orElseThrow(),
                view.flags(i),
                ((StoredBody) view.body(i)).location(),
                view.uidValidity()));
      }
    }
  }

  private static String key(String account, MailboxView view, int index) {
    return account + " " + view.name().levels() + " " + view.uid(index);
  }

  private static Optional<String> octets(MailboxView view, int index) {
    try {
      return Optional.of(new String(Mail.body(view, index), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Nothing is harmed: nothing is found, nothing changes.
  void runUnharmed() throws IOException {
    SimulatedDisk disk = copy(pristine);
    assertThat(check(disk)).isEmpty();
    long operations = disk.operations();
    assertThat(repair(disk).repaired()).isFalse();
    assertThat(disk.operations()).isEqualTo(operations);
  }

  void run(long seed, Harm harm) throws IOException {
    SimulatedDisk disk = copy(pristine);
    Random random = new Random(seed);
    Place place = harm(disk, files.get(random.nextInt(files.size())), harm, random);
    look(disk, place);
  }

  void runWithout(String name) throws IOException {
    SimulatedDisk disk = copy(pristine);
    look(disk, harm(disk, name, Harm.REMOVAL, new Random(1)));
  }

  /// A repair that the power fails in, at one operation after the other, is done again.
  void runCutShort(long seed, Harm harm) throws IOException {
    boolean completed = false;
    for (long operation = 1; !completed; operation++) {
      Random random = new Random(seed);
      SimulatedDisk disk = copy(pristine);
      Place place = harm(disk, files.get(random.nextInt(files.size())), harm, random);
      byte[] before = disk.list().contains(place.file) ? disk.contents(place.file) : new byte[0];
      disk.failPowerAt(disk.operations() + operation);
      try {
        repair(disk);
        completed = true;
      } catch (PowerFailureException e) {
        // As it was told to.
      }
      SimulatedDisk found = disk.afterPowerCut(new Random(operation));
      String what = place + ", power failed at operation " + operation;
      repair(found);
      checkOriginalIsThere(found, place, before, what);
      assertThat(check(found)).as(what).isEmpty();
      checkRepaired(found, place, what);
    }
  }

  private void look(SimulatedDisk disk, Place place) throws IOException {
    List<Finding> found = check(disk);
    String what = place + "; found " + found;

    Map<String, Optional<String>> served = serve(copy(disk));
    boolean complete = served.keySet().equals(messages.keySet());
    for (Map.Entry<String, Optional<String>> message : served.entrySet()) {
      Known known = messages.get(message.getKey());
      if (known == null) {
        // Expunged by one of the last changes of a store that was killed, which were torn.
        assertThat(life.isClosed() || !found.isEmpty())
            .as(what + "; " + message.getKey())
            .isFalse();
        continue;
      }
      complete &= message.getValue().isPresent();
      message.getValue().ifPresent(octets -> assertThat(octets).as(what).isEqualTo(known.octets));
    }
    if (place.file.endsWith(FileNames.SNAPSHOT)) {
      assertThat(complete).as(what + "; the other generation knows everything").isTrue();
    }
    if (!complete) {
      if (!isLastChangeOnly(served)) {
        assertThat(found).as(what).isNotEmpty();
        assertThat(found).as(what).anyMatch(finding -> isNamed(finding, place));
      }
    } else if (found.isEmpty()) {
      return;
    }

    // The original of what is repaired is kept, octet for octet.
    byte[] before = disk.list().contains(place.file) ? disk.contents(place.file) : new byte[0];
    StoreRepair.Outcome outcome = repair(disk);
    assertThat(outcome.repaired()).as(what).isEqualTo(!found.isEmpty());
    checkOriginalIsThere(disk, place, before, what);
    assertThat(check(disk)).as(what + "; after the repair").isEmpty();
    checkRepaired(disk, place, what);
    if (outcome.repaired()) {
      checkNoUidIsGivenAgain(disk, what);
    }
  }

  /// Under its own name or another.
  private static void checkOriginalIsThere(
      SimulatedDisk disk, Place place, byte[] original, String what) throws IOException {
    boolean isThere = original.length == 0;
    for (String name : disk.list()) {
      isThere |= name.startsWith(place.file) && Arrays.equals(disk.contents(name), original);
    }
    assertThat(isThere).as(what + "; the original is there").isTrue();
  }

  /// What a client may have in its cache is not taken for another message that comes in later.
  private void checkNoUidIsGivenAgain(SimulatedDisk disk, String what) throws IOException {
    try (EmbeddedStore store = open(disk)) {
      for (String name : ACCOUNTS) {
        Account account = store.account(name);
        for (MailboxName mailbox : List.of(MailboxName.INBOX, WORK)) {
          if (account.mailboxes().byName().containsKey(mailbox)) {
            Mail.appendNumbered(account, mailbox, 900, 940);
            checkUids(name, Mail.view(account, mailbox), what);
          }
        }
      }
    }
  }

  private void checkUids(String account, MailboxView view, String what) {
    for (int i = 0; i < view.messageCount(); i++) {
      Known known = messages.get(key(account, view, i));
      Optional<String> octets = octets(view, i);
      if (known != null && octets.isPresent() && known.uidValidity.equals(view.uidValidity())) {
        assertThat(octets.get()).as(what + "; UID " + view.uid(i)).isEqualTo(known.octets);
      }
    }
  }

  /// A store that was killed may have had its last change torn, which nobody can tell from damage.
  private boolean isLastChangeOnly(Map<String, Optional<String>> served) {
    return !life.isClosed() && served.values().stream().allMatch(Optional::isPresent);
  }

  private static boolean isNamed(Finding finding, Place place) {
    return finding.file().equals(place.file) || finding.what().contains(place.file);
  }

  private static Place harm(SimulatedDisk disk, String name, Harm harm, Random random)
      throws IOException {
    byte[] contents = disk.contents(name);
    int position = random.nextInt(contents.length);
    return switch (harm) {
      case OCTETS -> {
        int length = random.nextInt(4) == 0 ? 1 + random.nextInt(700) : 1;
        byte[] other = new byte[Math.min(length, contents.length - position)];
        random.nextBytes(other);
        other[0] = (byte) (contents[position] ^ (1 + random.nextInt(255)));
        disk.damage(name, position, other);
        yield new Place(name, position, position + other.length);
      }
      case CUT -> {
        try (DiskFile file = disk.open(name)) {
          file.truncate(position);
          file.sync();
        }
        yield new Place(name, position, Long.MAX_VALUE);
      }
      case REMOVAL -> {
        disk.delete(name);
        disk.syncDirectory();
        yield new Place(name, 0, Long.MAX_VALUE);
      }
    };
  }

  private static SimulatedDisk copy(SimulatedDisk disk) throws IOException {
    SimulatedDisk copy = new SimulatedDisk(1);
    for (String name : disk.list()) {
      try (DiskFile file = copy.create(name)) {
        file.write(0, ByteBuffer.wrap(disk.contents(name)));
        file.sync();
      }
    }
    copy.syncDirectory();
    return copy;
  }

  private static List<Finding> check(SimulatedDisk disk) throws IOException {
    List<Finding> found = new ArrayList<>();
    StoreCheck.Result result = StoreCheck.run(new ReadOnlyDisk(disk), observer(found));
    assertThat(result.isSound()).isEqualTo(found.isEmpty());
    return found;
  }

  private static StoreRepair.Outcome repair(SimulatedDisk disk) throws IOException {
    return StoreRepair.run(disk, new Random(1), LATER, observer(new ArrayList<>()));
  }

  private static StoreCheck.Observer observer(List<Finding> damages) {
    return new StoreCheck.Observer() {
      @Override
      public void found(Finding finding) {
        if (finding.kind() == Finding.Kind.DAMAGE) {
          damages.add(finding);
        }
      }

      @Override
      public void progress(long octets, long of) {
        assertThat(octets).isLessThanOrEqualTo(of);
      }
    };
  }

  /// Every message that can be seen, with its octets if they can be read.
  private static Map<String, Optional<String>> serve(SimulatedDisk disk) {
    Map<String, Optional<String>> served = new TreeMap<>();
    try (EmbeddedStore store = open(disk)) {
      for (String name : ACCOUNTS) {
        Account account = store.account(name);
        for (MailboxName mailbox : account.mailboxes().byName().keySet()) {
          try {
            MailboxView view = Mail.view(account, mailbox);
            for (int i = 0; i < view.messageCount(); i++) {
              served.put(key(name, view, i), octets(view, i));
            }
          } catch (DamagedStoreException e) {
            // The client is told NO.
          }
        }
      }
    } catch (IOException e) {
      // The store is not opened.
    }
    return served;
  }

  private void checkRepaired(SimulatedDisk disk, Place place, String what) throws IOException {
    Map<String, Optional<String>> served = serve(disk);
    Set<String> all = new HashSet<>();
    served.values().forEach(octets -> octets.ifPresent(all::add));
    for (Map.Entry<String, Known> message : messages.entrySet()) {
      Known known = message.getValue();
      Optional<String> found = served.getOrDefault(message.getKey(), Optional.empty());
      if (found.isPresent()) {
        assertThat(found.get()).as(what).isEqualTo(known.octets);
      } else if (!isHit(known, place) && !isToldHit(place)) {
        assertThat(all).as(what + "; " + message.getKey()).contains(known.octets);
      }
    }
  }

  /// Whether the journal may not tell any more what happened. A closed store has it in a snapshot.
  private boolean isToldHit(Place place) {
    return !life.isClosed() && frames.stream().anyMatch(frame -> frame.isHit(place));
  }

  private static boolean isHit(Known known, Place place) {
    long start = BodyLocation.position(known.location);
    return BodyLocation.fileName(known.location).equals(place.file)
        && start < place.to
        && start + known.octets.length() > place.from;
  }
}
