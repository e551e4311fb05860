package org.sheafmail.server;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.SearchKey;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.server.mime.FoldedText;
import org.sheafmail.server.mime.SearchedMessage;
import org.sheafmail.store.MailboxView;

/// A search key made ready to be tried on one message after the other: sets resolved, strings
/// folded, and of keys that must all hold the cheap ones first, so that a body is opened only if
/// nothing else has settled the matter.
final class SearchProgram {
  /// What it takes to try a test, cheapest first.
  private enum Cost {
    COLUMNS,
    ENVELOPE,
    HEADER,
    BODY
  }

  private interface Test {
    boolean holds(int index) throws IOException;
  }

  private record Step(Cost cost, Test test) {}

  private final SelectedMailbox mailbox;
  private final MailboxView view;
  private final SearchedMessage message;
  private final Test test;

  /// @throws SyntaxException if the key names messages that cannot be
  SearchProgram(SearchKey key, SelectedMailbox mailbox) throws SyntaxException {
    this.mailbox = mailbox;
    this.view = mailbox.view();
    this.message = new SearchedMessage(view);
    this.test = step(key).test;
  }

  /// True if the message matches.
  ///
  /// @throws IOException if the store cannot give what the key asks for
  boolean matches(int index) throws IOException {
    message.moveTo(index);
    return test.holds(index);
  }

  /// Keys within keys are bounded by the parser: [SearchKey#DEPTH_MAX]. rfc3501/search-keys: a key
  /// the grammar gains does not compile until it is here.
  private Step step(SearchKey key) throws SyntaxException {
    return switch (key) {
      case SearchKey.All _ -> new Step(Cost.COLUMNS, _ -> true);
      case SearchKey.And(var keys) -> all(keys);
      case SearchKey.Or(var left, var right) -> either(step(left), step(right));
      case SearchKey.Not(var inner) -> {
        Step step = step(inner);
        yield new Step(step.cost, index -> !step.test.holds(index));
      }
      case SearchKey.HasFlag(var flag) -> new Step(Cost.COLUMNS, new HasFlag(flag));
      case SearchKey.Recent _ -> new Step(Cost.COLUMNS, mailbox::isRecent);
      case SearchKey.Larger(var octets) ->
          new Step(Cost.COLUMNS, index -> view.size(index) > octets);
      case SearchKey.Smaller(var octets) ->
          new Step(Cost.COLUMNS, index -> view.size(index) < octets);
      case SearchKey.InternalDate(var relation, var date) ->
          new Step(
              Cost.COLUMNS, index -> holds(view.internalDate(index).toLocalDate(), relation, date));
      case SearchKey.SentDate(var relation, var date) ->
          new Step(Cost.ENVELOPE, _ -> holds(message.sentDate(), relation, date));
      case SearchKey.Uids(var uids) -> oneOf(mailbox.sequenceNumbers(uids, true));
      case SearchKey.SequenceNumbers(var numbers) -> oneOf(numbers.resolve(view.messageCount()));
      case SearchKey.Header(var name, var text) -> {
        FoldedText wanted = new FoldedText(text);
        yield new Step(Cost.HEADER, _ -> message.headerHolds(name, wanted));
      }
      case SearchKey.Body(var text) -> {
        FoldedText wanted = new FoldedText(text);
        yield new Step(Cost.BODY, _ -> message.bodyHolds(wanted));
      }
      case SearchKey.Text(var text) -> {
        FoldedText wanted = new FoldedText(text);
        yield new Step(Cost.BODY, _ -> message.textHolds(wanted));
      }
    };
  }

  private Step all(List<SearchKey> keys) throws SyntaxException {
    Step[] steps = new Step[keys.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = step(keys.get(i));
    }
    Arrays.sort(steps, Comparator.comparing(Step::cost));
    return new Step(
        steps[steps.length - 1].cost,
        index -> {
          for (Step step : steps) {
            if (!step.test.holds(index)) {
              return false;
            }
          }
          return true;
        });
  }

  private static Step either(Step one, Step other) {
    boolean inOrder = one.cost.compareTo(other.cost) <= 0;
    Step cheap = inOrder ? one : other;
    Step dear = inOrder ? other : one;
    return new Step(dear.cost, index -> cheap.test.holds(index) || dear.test.holds(index));
  }

  private static Step oneOf(UidSet sequenceNumbers) {
    return new Step(Cost.COLUMNS, index -> sequenceNumbers.contains(index + 1));
  }

  private static boolean holds(
      Optional<LocalDate> found, SearchKey.Relation relation, LocalDate date) {
    return found.isPresent() && holds(found.get(), relation, date);
  }

  private static boolean holds(LocalDate found, SearchKey.Relation relation, LocalDate date) {
    // rfc3501/search-dates: both are dates as they were written, whatever time and zone.
    return switch (relation) {
      case BEFORE -> found.isBefore(date);
      case ON -> found.isEqual(date);
      case SINCE -> !found.isBefore(date);
    };
  }

  /// Most messages share a few sets of flags: one that is the same object as the last has the same
  /// answer.
  private final class HasFlag implements Test {
    private final Flag flag;
    private @Nullable Set<Flag> last;
    private boolean lastHolds;

    HasFlag(Flag flag) {
      this.flag = flag;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Comparing sets would cost what this is to save.
    public boolean holds(int index) {
      Set<Flag> flags = mailbox.flags(index);
      if (flags != last) {
        last = flags;
        lastHolds = flags.contains(flag);
      }
      return lastHolds;
    }
  }
}
