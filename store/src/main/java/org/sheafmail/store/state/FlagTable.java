package org.sheafmail.store.state;

import static java.util.Collections.unmodifiableSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.sheafmail.protocol.Flag;
import org.sheafmail.store.Account.FlagChange;

/// The keywords of a mailbox and the sets of them its messages have had; immutable, only ever
/// extended.
///
/// The flags of a message are one number: five bits for the system flags and above them the place
/// of its keywords among the sets met so far. Few mailboxes know more than a handful of sets, so
/// the column of flags takes one octet per message and nothing limits the number of keywords.
public final class FlagTable {
  private static final List<Flag> SYSTEM =
      List.of(Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.SEEN, Flag.DRAFT);

  public static final int DELETED = 1 << SYSTEM.indexOf(Flag.DELETED);
  public static final int SEEN = 1 << SYSTEM.indexOf(Flag.SEEN);

  private static final int SYSTEM_BITS = SYSTEM.size();
  private static final int SYSTEM_MASK = (1 << SYSTEM_BITS) - 1;

  /// No keywords yet; the one set there is has none.
  public static final FlagTable EMPTY = new FlagTable(List.of(), List.of(List.of()));

  private final List<Flag> keywords;

  /// Each the places of its keywords, ascending.
  private final List<List<Integer>> sets;

  /// The sets of flags already asked for, by keywords and then by system flags; made when first
  /// wanted.
  private final AtomicReferenceArray<AtomicReferenceArray<Set<Flag>>> known;

  private FlagTable(List<Flag> keywords, List<List<Integer>> sets) {
    this.keywords = keywords;
    this.sets = sets;
    this.known = new AtomicReferenceArray<>(sets.size());
  }

  /// The system flags in a number.
  static int system(long flags) {
    return (int) flags & SYSTEM_MASK;
  }

  /// The flags a number stands for; equal sets are the same object.
  public Set<Flag> flags(long flags) {
    AtomicReferenceArray<Set<Flag>> bySystem = slot(known, keywords(flags), this::noneKnown);
    return slot(bySystem, system(flags), () -> unmodifiableSet(make(flags)));
  }

  private AtomicReferenceArray<Set<Flag>> noneKnown() {
    return new AtomicReferenceArray<>(SYSTEM_MASK + 1);
  }

  private static <T> T slot(AtomicReferenceArray<T> slots, int place, Supplier<T> maker) {
    T value = slots.get(place);
    if (value == null) {
      slots.compareAndSet(place, null, maker.get());
      value = slots.get(place);
    }
    return value;
  }

  private Set<Flag> make(long flags) {
    Set<Flag> set = new LinkedHashSet<>(systemFlags(system(flags)));
    for (int place : sets.get(keywords(flags))) {
      set.add(keywords.get(place));
    }
    return set;
  }

  /// The place of the set of keywords in a number.
  private static int keywords(long flags) {
    return (int) (flags >>> SYSTEM_BITS);
  }

  private static List<Flag> systemFlags(int bits) {
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < SYSTEM_BITS; i++) {
      if ((bits & 1 << i) != 0) {
        flags.add(SYSTEM.get(i));
      }
    }
    return flags;
  }

  /// Every keyword, and the system flags in `system`.
  Set<Flag> inUse(int system) {
    Set<Flag> flags = new LinkedHashSet<>(systemFlags(system));
    flags.addAll(keywords);
    return unmodifiableSet(flags);
  }

  /// True if the number can stand for flags of this table.
  boolean knows(long flags) {
    return flags >= 0 && flags >>> SYSTEM_BITS < sets.size();
  }

  /// Keywords and sets, each with its count before it.
  public void write(RecordWriter out) {
    out.putNumber(keywords.size());
    keywords.forEach(keyword -> out.putText(keyword.name()));
    out.putNumber(sets.size());
    for (List<Integer> set : sets) {
      out.putNumber(set.size());
      set.forEach(out::putNumber);
    }
  }

  public static FlagTable read(RecordReader reader) throws CorruptException {
    List<Flag> keywords = new ArrayList<>();
    for (int left = reader.count(); left > 0; left--) {
      keywords.add(reader.flag());
    }
    List<List<Integer>> sets = new ArrayList<>();
    for (int left = reader.count(); left > 0; left--) {
      List<Integer> places = new ArrayList<>();
      for (int more = reader.count(); more > 0; more--) {
        int place = reader.intNumber();
        CorruptException.unless(place < keywords.size(), "a keyword is not in its table");
        places.add(place);
      }
      sets.add(List.copyOf(places));
    }
    CorruptException.unless(!sets.isEmpty(), "a table of flags without the empty set");
    return new FlagTable(keywords, sets);
  }

  /// Collects what a change adds to a table; gives the table itself back if that is nothing.
  public static final class Editor {
    private final FlagTable before;

    /// All empty until a keyword is met: most changes are of system flags and need none of them.
    private final List<Flag> keywords = new ArrayList<>();

    private final List<List<Integer>> sets = new ArrayList<>();
    private final Map<Flag, Integer> keywordPlaces = new HashMap<>();
    private final Map<List<Integer>, Integer> setPlaces = new HashMap<>();

    public Editor(FlagTable table) {
      before = table;
    }

    private void unfold() {
      if (sets.isEmpty()) {
        before.keywords.forEach(this::placeOfKeyword);
        before.sets.forEach(this::placeOfSet);
      }
    }

    private int placeOfKeyword(Flag keyword) {
      return keywordPlaces.computeIfAbsent(
          keyword,
          added -> {
            keywords.add(added);
            return keywords.size() - 1;
          });
    }

    private int placeOfSet(List<Integer> set) {
      return setPlaces.computeIfAbsent(
          set,
          added -> {
            sets.add(added);
            return sets.size() - 1;
          });
    }

    /// The number of these flags, which enter the table if they are new to it.
    public long number(Collection<Flag> flags) {
      long system = 0;
      List<Flag> others = new ArrayList<>();
      for (Flag flag : flags) {
        int bit = SYSTEM.indexOf(flag);
        if (bit >= 0) {
          system |= 1L << bit;
        } else {
          others.add(flag);
        }
      }
      if (others.isEmpty()) {
        return system; // The set without keywords is the first of every table.
      }
      unfold();
      List<Integer> places = others.stream().map(this::placeOfKeyword).sorted().distinct().toList();
      return (long) placeOfSet(places) << SYSTEM_BITS | system;
    }

    /// The number of the flags that `number` stands for after `change`.
    long join(long number, FlagChange change, Set<Flag> flags) {
      Set<Flag> joined = change == FlagChange.REPLACE ? new HashSet<>() : flags(number);
      if (change == FlagChange.REMOVE) {
        joined.removeIf(flags::contains);
      } else {
        joined.addAll(flags);
      }
      return number(joined);
    }

    private Set<Flag> flags(long number) {
      Set<Flag> flags = new LinkedHashSet<>(systemFlags(system(number)));
      if (FlagTable.keywords(number) > 0) {
        unfold();
        for (int place : sets.get(FlagTable.keywords(number))) {
          flags.add(keywords.get(place));
        }
      }
      return flags;
    }

    public FlagTable table() {
      return sets.size() <= before.sets.size()
          ? before
          : new FlagTable(List.copyOf(keywords), List.copyOf(sets));
    }
  }
}
