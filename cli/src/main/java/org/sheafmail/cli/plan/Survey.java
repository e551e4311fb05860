package org.sheafmail.cli.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.protocol.MailboxName;

/// What there is in the sources, by the mailboxes it would go to: found out by reading them once
/// from end to end. What it holds grows with the number of mailboxes, not with that of messages.
public final class Survey {
  /// Says what is known of a mailbox.
  @FunctionalInterface
  public interface Knowing {
    MailboxFacts mailbox(MailboxName name) throws StoppedException;
  }

  /// A message that would not be uploaded.
  ///
  /// @param refused false for what nobody misses
  public record Left(SourceMessage message, String reason, boolean refused) {}

  /// So many of them are named; the others are counted.
  static final int LEFT_NAMED_MAX = 1000;

  private final Knowing knowing;
  private final OptionalLong larger;
  private final boolean takesBinary;
  private final Map<MailboxName, Share> shares = new TreeMap<>();
  private final List<Left> left = new ArrayList<>();
  private long messages;
  private long octets;
  private long copies;
  private long leftOut;
  private long refused;
  private long passedOver;
  private long already;
  private long alreadyOctets;
  private long unsettled;
  private long withNul;
  private @Nullable SourceMessage firstWithNul;

  /// @param larger messages of more octets are to be left out, if set
  /// @param takesBinary false if the server is known not to take binary literals
  public Survey(Knowing knowing, OptionalLong larger, boolean takesBinary) {
    this.knowing = knowing;
    this.larger = larger;
    this.takesBinary = takesBinary;
  }

  /// Reads a source from end to end.
  ///
  /// @param earlier what is stored of it already
  public void read(Upload.Source source, Upload.Earlier earlier) throws StoppedException {
    unsettled += earlier.unsettled();
    try (MessageSource from = source.opening().open(earlier.stored())) {
      for (SourceMessage next = from.next(); next != null; next = from.next()) {
        take(next, earlier.stored());
      }
    } catch (IOException e) {
      throw StoppedException.reading(e);
    }
  }

  private void take(SourceMessage message, Upload.Stored stored) throws StoppedException {
    switch (message.verdict()) {
      case SourceMessage.Stored() -> stored(message);
      case SourceMessage.LeftOut(String reason) -> leave(message, reason, false);
      case SourceMessage.Refused(String reason) -> leave(message, reason, true);
      case SourceMessage.Send(SourceMessage.Nul nul) -> {
        List<MailboxName> wanted = stored.missing(message);
        if (wanted.isEmpty()) {
          stored(message);
        } else {
          send(message.to(wanted.getFirst(), wanted.subList(1, wanted.size())), nul);
        }
      }
    }
  }

  private void stored(SourceMessage message) {
    already++;
    alreadyOctets += message.size();
  }

  private void send(SourceMessage message, SourceMessage.Nul nul) throws StoppedException {
    Share first = share(message.mailbox());
    long limit = first.facts().appendLimit().orElse(Long.MAX_VALUE);
    if (message.size() > larger.orElse(Long.MAX_VALUE)) {
      leave(message, "larger than " + larger.orElseThrow() + " octets", false);
    } else if (message.size() > limit) {
      leave(
          message, "the server takes messages of " + limit + " octets at most (APPENDLIMIT)", true);
    } else if (nul == SourceMessage.Nul.BINARY && !takesBinary) {
      leave(message, SourceMessage.NO_BINARY, true);
    } else {
      add(message, first);
      if (nul == SourceMessage.Nul.KEPT) {
        withNul++;
        firstWithNul = firstWithNul == null ? message : firstWithNul;
      }
    }
  }

  private void add(SourceMessage message, Share first) throws StoppedException {
    messages++;
    octets += message.size();
    first.add(message);
    for (MailboxName copy : message.copies()) {
      copies++;
      share(copy).add(message);
    }
  }

  /// A mailbox that is made even without messages.
  void make(MailboxName mailbox) throws StoppedException {
    share(mailbox).make();
  }

  private Share share(MailboxName mailbox) throws StoppedException {
    Share share = shares.get(mailbox);
    if (share == null) {
      share = new Share(mailbox, knowing.mailbox(mailbox));
      shares.put(mailbox, share);
    }
    return share;
  }

  private void leave(SourceMessage message, String reason, boolean asRefused) {
    if (asRefused) {
      refused++;
    } else {
      leftOut++;
    }
    if (left.size() < LEFT_NAMED_MAX) {
      left.add(new Left(message, reason, asRefused));
    }
  }

  /// A message was met that is not meant.
  public void passedOver(long size) {
    passedOver++;
  }

  /// By mailbox, in the order of their names. A mailbox all of whose messages are left has none.
  public Collection<Share> shares() {
    return shares.values().stream().filter(Share::isChange).toList();
  }

  /// The first of those that would not be uploaded.
  public List<Left> left() {
    return left;
  }

  /// How far it is, in one line.
  public String standing() {
    return "Reading: " + Sizes.count(messages, "message") + ", " + Sizes.octets(octets);
  }

  /// Messages to be sent.
  public long messages() {
    return messages;
  }

  /// Their octets.
  public long octets() {
    return octets;
  }

  /// Messages that earlier runs have stored.
  public long already() {
    return already;
  }

  /// Their octets; none where they were not even looked at.
  public long alreadyOctets() {
    return alreadyOctets;
  }

  /// Messages that an earlier run has sent, of which only the mailbox can tell whether they are
  /// stored.
  long unsettled() {
    return unsettled;
  }

  /// Messages with NUL octets that are to be sent as they are.
  long withNul() {
    return withNul;
  }

  /// The first of them.
  Optional<SourceMessage> firstWithNul() {
    return Optional.ofNullable(firstWithNul);
  }

  /// Messages that belong to a further mailbox.
  public long copies() {
    return copies;
  }

  /// Messages that are left out, and nobody misses them.
  public long leftOut() {
    return leftOut;
  }

  /// Messages that cannot be uploaded.
  public long refused() {
    return refused;
  }

  /// Messages that are not meant.
  public long passedOver() {
    return passedOver;
  }
}
