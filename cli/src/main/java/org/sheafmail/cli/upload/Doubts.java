package org.sheafmail.cli.upload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// Messages that were not in their mailbox when it was looked at after a cut. A server may still
/// store them, however late: no command of IMAP asks what other sessions are at, and none ends
/// them. So [SecondLook] looks again.
///
/// The doubts about a mailbox are touched only by whoever has its turn.
final class Doubts {
  /// The messages of one intent that were not there.
  static final class Doubt {
    private final Intent intent;
    private final List<Entry> owed;
    private final List<Entry> stored = new ArrayList<>();

    private Doubt(Intent intent) {
      this.intent = intent;
      this.owed = new ArrayList<>(intent.messages());
    }

    /// What of it is still to be stored, as an intent.
    Intent owed() {
      return part(owed);
    }

    /// What of it has been stored in another way, and may come once more.
    Intent stored() {
      return part(stored);
    }

    private Intent part(List<Entry> some) {
      return new Intent(
          intent.id(), intent.at(), intent.mailbox(), intent.before(), intent.whole(), some);
    }

    private void stored(Entry entry) {
      if (owed.remove(entry)) {
        stored.add(entry);
      }
    }

    /// What of it came late, after it had been stored in another way.
    void cameAgain(Collection<Entry> entries) {
      entries.forEach(stored::remove);
    }
  }

  /// A mailbox about which there are doubts.
  static final class Place {
    private final List<Doubt> open = new ArrayList<>();
    private final List<Entry> arrived = new ArrayList<>();
    private final List<Entry> nameless = new ArrayList<>();
    private UidSet own = UidSet.EMPTY;
    private long looked;

    boolean isEmpty() {
      return open.isEmpty();
    }

    List<Doubt> open() {
      return List.copyOf(open);
    }

    /// Every UID from here on is to be looked at.
    long looked() {
      return looked;
    }

    /// What of that is known to be something else: messages whose UIDs the server has told us.
    UidSet own() {
      return own;
    }

    /// Messages that are there, too, under UIDs that the server has not told.
    List<Entry> nameless() {
      return List.copyOf(nameless);
    }

    /// True if one of these messages may have been stored by now.
    boolean concerns(Collection<Entry> entries) {
      return open.stream().anyMatch(doubt -> doubt.owed.stream().anyMatch(entries::contains));
    }

    /// These messages have been stored, so that nothing is owed of them.
    ///
    /// @param uids empty if the server has not told
    void stored(List<Entry> entries, Optional<UidSet> uids) {
      open.forEach(doubt -> entries.forEach(doubt::stored));
      if (uids.isPresent()) {
        own = own.with(uids.get());
      } else {
        nameless.addAll(entries);
      }
    }

    /// These messages were found: they need not be sent.
    void arrived(Collection<Entry> entries) {
      arrived.addAll(entries);
      open.forEach(doubt -> entries.forEach(doubt::stored));
    }

    /// Ends the doubts if nothing is owed any more.
    void endIfNothingIsOwed() {
      if (open.stream().allMatch(doubt -> doubt.owed.isEmpty())) {
        open.clear();
        nameless.clear();
      }
    }

    /// Takes a message that arrived late; false if there is none like it.
    boolean takeArrived(Entry entry) {
      return arrived.remove(entry);
    }

    /// Everything before this UID has been looked at.
    void looked(long next) {
      looked = next;
      own = UidSet.EMPTY;
      nameless.clear();
      open.removeIf(doubt -> doubt.owed.isEmpty() && doubt.stored.isEmpty());
    }
  }

  private final Map<MailboxName, Place> places = new ConcurrentHashMap<>();

  Place at(MailboxName mailbox) {
    return places.computeIfAbsent(mailbox, _ -> new Place());
  }

  /// These messages of the intent are not there.
  ///
  /// @param looked where the mailbox ended when it was looked at
  void add(Intent intent, long looked, List<Entry> absent) {
    if (absent.isEmpty()) {
      return;
    }
    Place place = at(intent.mailbox());
    if (place.isEmpty()) {
      place.looked(looked);
    }
    boolean whole = intent.whole() && absent.size() == intent.messages().size();
    place.open.add(
        new Doubt(
            new Intent(
                intent.id(), intent.at(), intent.mailbox(), intent.before(), whole, absent)));
  }
}
