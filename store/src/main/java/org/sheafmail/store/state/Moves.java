package org.sheafmail.store.state;

import java.util.ArrayList;
import java.util.List;

/// Octets that were copied to other places: a body that starts in one of these runs is found in the
/// run's new place from now on. Places are in words of the engine.
///
/// @param runs ascending by `from` and by `to`; none reaches into the next
public record Moves(List<Run> runs) {
  /// Nothing was moved.
  public static final Moves NONE = new Moves(List.of());

  /// Octets that follow each other, before and after.
  public record Run(long from, long to, long octets) {
    public Run {
      boolean tooLong = Math.max(from, to) > Long.MAX_VALUE - octets;
      if (from < 0 || to < 0 || octets < 1 || tooLong) {
        throw new IllegalArgumentException(octets + " octets from " + from + " to " + to);
      }
    }

    /// Whether the octets of `next` follow these before and after.
    public boolean isFollowedBy(Run next) {
      return next.from == fromEnd() && next.to == toEnd();
    }

    /// These octets and then those of `next`, which follow.
    public Run and(Run next) {
      return new Run(from, to, octets + next.octets);
    }

    long fromEnd() {
      return from + octets;
    }

    long toEnd() {
      return to + octets;
    }
  }

  public Moves {
    runs = List.copyOf(runs);
    for (int i = 1; i < runs.size(); i++) {
      Run before = runs.get(i - 1);
      if (before.fromEnd() > runs.get(i).from() || before.toEnd() > runs.get(i).to()) {
        throw new IllegalArgumentException("runs out of order: " + before + ", " + runs.get(i));
      }
    }
  }

  /// Whether any of the octets from one place to another were moved.
  boolean touch(long first, long last) {
    int low = 0;
    int high = runs.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (runs.get(middle).fromEnd() <= first) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < runs.size() && runs.get(low).from() <= last;
  }

  /// Where the body is that was at `place`.
  public long moved(long place) {
    if (runs.isEmpty() || place < runs.getFirst().from || place >= runs.getLast().fromEnd()) {
      return place; // As most are: all messages of an account are asked about.
    }
    int low = 0;
    int high = runs.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Run run = runs.get(middle);
      if (place < run.from()) {
        high = middle - 1;
      } else if (place >= run.fromEnd()) {
        low = middle + 1;
      } else {
        return run.to() + (place - run.from());
      }
    }
    return place;
  }

  /// The number of runs; of each its distances, in the old and in the new places, from the end of
  /// the run before, and its octets.
  void write(RecordWriter out) {
    out.putNumber(runs.size());
    long from = 0;
    long to = 0;
    for (Run run : runs) {
      out.putNumber(run.from() - from);
      out.putNumber(run.to() - to);
      out.putNumber(run.octets());
      from = run.fromEnd();
      to = run.toEnd();
    }
  }

  static Moves read(RecordReader in) throws CorruptException {
    List<Run> runs = new ArrayList<>();
    long from = 0;
    long to = 0;
    try {
      for (int left = in.count(); left > 0; left--) {
        Run run = new Run(from + in.number(), to + in.number(), in.number());
        runs.add(run);
        from = run.fromEnd();
        to = run.toEnd();
      }
      return new Moves(runs);
    } catch (IllegalArgumentException e) {
      throw new CorruptException("not a list of moves: " + e.getMessage());
    }
  }
}
