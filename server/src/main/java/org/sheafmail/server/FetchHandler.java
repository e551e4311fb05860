package org.sheafmail.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchCommand;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.FetchItem.Attribute;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.FetchWriter;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;

/// `FETCH` and `UID FETCH` (RFC 3501 §6.4.5).
///
/// The session's own view still has what other sessions have expunged, so every message the client
/// knows of can be served. Whatever of a message has to be read is read before the first octet of
/// its response is written, or has been found sound: a message that cannot be read leaves no trace
/// but the NO at the end.
final class FetchHandler {
  /// Messages that get `\Seen` in one transaction, just before they are sent: few, so that it is
  /// true even if the client goes away; many, so that it costs little.
  private static final int SEEN_TOGETHER_MAX = 256;

  private static final long SEEN_TOGETHER_OCTETS_MAX = 1 << 20;

  private final SelectedMailbox mailbox;
  private final MailboxView view;
  private final ResponseWriter out;
  private final Unreadable unreadable;

  FetchHandler(SelectedMailbox mailbox, ResponseWriter out) {
    this.mailbox = mailbox;
    this.view = mailbox.view();
    this.out = out;
    this.unreadable = new Unreadable(view);
  }

  Completion handle(FetchCommand command) throws IOException {
    UidSet numbers = mailbox.sequenceNumbers(command.messages(), command.uid());
    FetchPlan plan = FetchPlan.of(command);
    if (plan.setsSeen() && !mailbox.readOnly()) {
      fetchAndSetSeen(numbers, plan);
    } else {
      for (UidSet.Range range : numbers.ranges()) {
        for (long number = range.first(); number <= range.last(); number++) {
          fetch((int) number - 1, plan, false);
        }
      }
    }
    return unreadable.isEmpty() ? Completion.ok("FETCH completed") : unreadable.completion();
  }

  private void fetchAndSetSeen(UidSet numbers, FetchPlan plan) throws IOException {
    List<Integer> together = new ArrayList<>();
    long octets = 0;
    for (PrimitiveIterator.OfLong each = numbers.stream().iterator(); each.hasNext(); ) {
      int index = (int) each.nextLong() - 1;
      together.add(index);
      octets += view.size(index);
      if (together.size() == SEEN_TOGETHER_MAX || octets > SEEN_TOGETHER_OCTETS_MAX) {
        fetchAndSetSeen(together, plan);
        together.clear();
        octets = 0;
      }
    }
    fetchAndSetSeen(together, plan);
  }

  private void fetchAndSetSeen(List<Integer> indexes, FetchPlan plan) throws IOException {
    UidSet changed = setSeen(indexes);
    for (int index : indexes) {
      fetch(index, plan, changed.contains(view.uid(index)));
    }
  }

  /// Sets `\Seen` where it is missing; returns the UIDs of the messages changed.
  private UidSet setSeen(List<Integer> indexes) throws IOException {
    UidSet unseen =
        UidSet.ofSorted(
            indexes.stream()
                .filter(index -> !mailbox.flags(index).contains(Flag.SEEN))
                .mapToLong(view::uid));
    if (unseen.isEmpty()) {
      return UidSet.EMPTY;
    }
    return switch (mailbox.storeFlags(unseen, FlagChange.ADD, Set.of(Flag.SEEN))) {
      case ChangeOutcome.Changed(var changed, _) -> changed;
      // Mail can be read where nothing can be changed any more.
      case NoSuchMailbox _, StoreFull _, OutcomeUnknown _ -> UidSet.EMPTY;
    };
  }

  /// @param seenNow true if the message has got `\Seen` by this command
  private void fetch(int index, FetchPlan plan, boolean seenNow) throws IOException {
    Answer[] answers = new Answer[plan.items().size()];
    FetchedMessage message = new FetchedMessage(view, index);
    try {
      for (int i = 0; i < answers.length; i++) {
        answers[i] = answer(plan.items().get(i), message, index);
      }
    } catch (IOException e) {
      unreadable.add(index, e);
      return;
    }
    write(index, answers, seenNow && !plan.tellsFlags());
  }

  private void write(int index, Answer[] answers, boolean withFlags) throws IOException {
    FetchWriter fetch = out.fetch(index + 1);
    for (Answer answer : answers) {
      answer.write(fetch);
    }
    // rfc3501/fetch-sets-seen: the flags are part of the response if reading has changed them.
    if (withFlags) {
      fetch.flags(mailbox.flags(index), mailbox.isRecent(index));
    }
    fetch.end();
  }

  /// What one item is answered with; nothing more has to be read.
  private interface Answer {
    void write(FetchWriter fetch) throws IOException;
  }

  private Answer answer(FetchItem item, FetchedMessage message, int index) throws IOException {
    return switch (item) {
      case FetchItem.Body body -> {
        FetchedText text = message.section(body.section(), body.partial());
        yield fetch -> text.write(fetch, body);
      }
      case Attribute attribute -> answer(attribute, message, index);
    };
  }

  private Answer answer(Attribute attribute, FetchedMessage message, int index) throws IOException {
    return switch (attribute) {
      case UID -> fetch -> fetch.uid(view.uid(index));
      case FLAGS -> fetch -> fetch.flags(mailbox.flags(index), mailbox.isRecent(index));
      case INTERNALDATE -> fetch -> fetch.internalDate(view.internalDate(index));
      case RFC822_SIZE -> fetch -> fetch.size(view.size(index));
      case ENVELOPE -> {
        Envelope envelope = message.envelope();
        yield fetch -> fetch.envelope(envelope);
      }
      case BODY -> {
        BodyStructure structure = message.root().structure();
        yield fetch -> fetch.body(structure);
      }
      case BODYSTRUCTURE -> {
        BodyStructure structure = message.root().structure();
        yield fetch -> fetch.bodyStructure(structure);
      }
      case RFC822 -> text(attribute, message.section(Section.Text.ALL));
      case RFC822_HEADER -> text(attribute, message.section(Section.Text.HEADER));
      case RFC822_TEXT -> text(attribute, message.section(Section.Text.TEXT));
    };
  }

  private static Answer text(Attribute item, FetchedText text) {
    return fetch -> text.write(fetch, item);
  }
}
