package org.sheafmail.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Completion.Status;
import org.sheafmail.protocol.response.ResponseCode;

/// Messages on their way, each in an `APPEND` of its own, sent without waiting for the answers to
/// those before.
///
/// What is sent and not answered is bounded, since it is what nobody knows about if the connection
/// is lost.
final class AppendEach extends Pipeline {
  private static final int IN_FLIGHT_MAX = 128;
  private static final long IN_FLIGHT_OCTETS_MAX = 16 << 20;

  private final MailboxName mailbox;
  private final Iterator<AppendItem> items;
  private final Supplier<String> tags;
  private final Transport transport;
  private final List<Supplier<AppendOutcome>> begun = new ArrayList<>();
  private int unanswered;
  private long unansweredOctets;

  AppendEach(
      MailboxName mailbox, Iterator<AppendItem> items, Supplier<String> tags, Transport transport) {
    this.mailbox = mailbox;
    this.items = items;
    this.tags = tags;
    this.transport = transport;
  }

  @Override
  @Nullable Exchange next() {
    while (items.hasNext()) {
      AppendItem item = items.next();
      if (!awaitRoom(item.size())) {
        return null;
      }
      AppendExchange exchange =
          new AppendExchange(
              tags.get(),
              mailbox,
              Collections.singleton(item).iterator(),
              begun.size() + 1L,
              false,
              transport);
      try {
        exchange.open();
      } catch (BodyException e) {
        begun.add(() -> new AppendOutcome.Unreadable(e));
        continue;
      }
      begun.add(() -> outcome(exchange));
      count(1, item.size());
      return exchange;
    }
    return null;
  }

  private boolean awaitRoom(long size) {
    return awaitUntil(() ->
        unanswered == 0
            || (unanswered < IN_FLIGHT_MAX && unansweredOctets + size <= IN_FLIGHT_OCTETS_MAX));
  }

  private synchronized void count(int messages, long octets) {
    unanswered += messages;
    unansweredOctets += octets;
    notifyAll();
  }

  @Override
  void answered(Exchange exchange) {
    count(-1, -((AppendExchange) exchange).octets());
  }

  /// What became of each message, once all is over.
  ///
  /// @param count how many there were to be sent
  List<AppendOutcome> outcomes(int count) {
    List<AppendOutcome> outcomes = new ArrayList<>(count);
    begun.forEach(each -> outcomes.add(each.get()));
    while (outcomes.size() < count) {
      outcomes.add(new AppendOutcome.NotSent());
    }
    return outcomes;
  }

  private static AppendOutcome outcome(Exchange exchange) {
    Completion completion = exchange.completion();
    BodyException unreadable = exchange.bodyFailure();
    if (completion == null && exchange.mayBeWhole()) {
      return new AppendOutcome.Unknown();
    }
    if (completion != null && completion.status() == Status.OK) {
      return exchange.isAnsweredTooEarly() ? new AppendOutcome.Unknown() : stored(completion);
    }
    if (unreadable != null) {
      return new AppendOutcome.Unreadable(unreadable);
    }
    return completion == null ? new AppendOutcome.NotSent() : new AppendOutcome.Refused(completion);
  }

  private static AppendOutcome stored(Completion completion) {
    return completion.code().orElse(null)
                instanceof ResponseCode.AppendUid(var uidValidity, UidSet uids)
            && uids.size() == 1
        ? new AppendOutcome.Stored(
            Optional.of(uidValidity), OptionalLong.of(uids.ranges().getFirst().first()))
        : new AppendOutcome.Stored(Optional.empty(), OptionalLong.empty());
  }
}
