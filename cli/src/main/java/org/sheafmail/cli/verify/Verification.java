package org.sheafmail.cli.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.NewMessages;
import org.sheafmail.cli.upload.Settlement.Found;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.client.SelectedMailbox;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;

/// Compares what the sources have with what the server has, asking the server and nobody else.
///
/// Each message of the sources must be in its mailbox as often as the sources have it. What else is
/// in the mailbox is told, and is nobody's fault. What is remembered of each message of the sources
/// is held in memory: some hundred octets.
public final class Verification {
  /// By what a message is known: its digest, or its size and Message-ID.
  private record Mark(long size, Optional<String> messageId, @Nullable Digest digest) {}

  private static final int CHUNK = 64 * 1024;

  private final Depth depth;
  private final OptionalLong larger;
  private final Map<MailboxName, List<Expected>> expected = new TreeMap<>();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong fetched = new AtomicLong();
  private volatile @Nullable MailboxName lookingAt;

  /// @param larger messages of more octets are not expected, if set
  public Verification(Depth depth, OptionalLong larger) {
    this.depth = depth;
    this.larger = larger;
  }

  /// How far it is, in one line. Asked by any thread.
  public String standing() {
    String reading = "Reading: " + Sizes.count(read.get(), "message");
    MailboxName mailbox = lookingAt;
    return mailbox == null
        ? reading
        : "Asking the server: "
            + mailbox
            + (fetched.get() == 0 ? "" : ", " + Sizes.count(fetched.get(), "message") + " fetched");
  }

  /// Reads a source to its end.
  public void expect(Upload.Source source) throws StoppedException {
    try (MessageSource messages = source.opening().open(Upload.Stored.NOTHING)) {
      for (SourceMessage next = messages.next(); next != null; next = messages.next()) {
        boolean leftOut = next.verdict() instanceof SourceMessage.LeftOut;
        if (!leftOut && next.size() <= larger.orElse(Long.MAX_VALUE)) {
          expect(next);
        }
        read.incrementAndGet();
      }
    } catch (IOException e) {
      throw StoppedException.reading(e);
    }
  }

  private void expect(SourceMessage message) {
    Expected one = Expected.of(message);
    expected.computeIfAbsent(message.mailbox(), _ -> new ArrayList<>()).add(one);
    for (MailboxName copy : message.copies()) {
      expected.computeIfAbsent(copy, _ -> new ArrayList<>()).add(one);
    }
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /// Looks at the mailboxes.
  ///
  /// @return a comparison for each mailbox, in the order of their names
  public List<Comparison> look(ImapClient client) throws StoppedException {
    List<Comparison> comparisons = new ArrayList<>();
    try {
      for (Map.Entry<MailboxName, List<Expected>> mailbox : expected.entrySet()) {
        lookingAt = mailbox.getKey();
        comparisons.add(look(client, mailbox.getKey(), mailbox.getValue()));
      }
    } catch (IOException e) {
      throw new StoppedException(Reason.CONNECT, "cannot look at the mailbox: " + text(e), e);
    }
    return comparisons;
  }

  private Comparison look(ImapClient client, MailboxName name, List<Expected> wanted)
      throws IOException {
    SelectedMailbox selected;
    try {
      selected = client.examine(name);
    } catch (RefusedException e) {
      return new Comparison(
          name, wanted.size(), 0, wanted, wanted.size(), List.of(), List.of(), List.of(), 0);
    }
    if (depth == Depth.COUNT) {
      return Comparison.byCount(name, wanted.size(), selected.messages());
    }
    List<Found> there = NewMessages.among(client, UidSet.range(1, Uid.MAX));
    return compare(name, wanted, there, digests(client, wanted, there));
  }

  /// Only a message of a size that occurs in the sources is worth fetching.
  private Map<Long, Digest> digests(ImapClient client, List<Expected> wanted, List<Found> there)
      throws IOException {
    if (depth != Depth.HASH) {
      return Map.of();
    }
    Set<Long> sizes = wanted.stream().map(Expected::size).collect(Collectors.toSet());
    List<UidSet.Range> alike =
        there.stream()
            .filter(found -> sizes.contains(found.size()))
            .map(found -> new UidSet.Range(found.uid(), found.uid()))
            .toList();
    Map<Long, Digest> digests = new HashMap<>();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    client.fetchBodies(
        new UidSet(alike),
        (uid, _, octets) -> {
          digests.put(uid, digest(octets, chunk));
          fetched.incrementAndGet();
        });
    return digests;
  }

  private static Digest digest(ReadableByteChannel octets, ByteBuffer chunk) throws IOException {
    MessageDigest digest = Digest.sha256();
    while (octets.read(chunk.clear()) >= 0) {
      digest.update(chunk.flip());
    }
    return Digest.of(digest);
  }

  private Comparison compare(
      MailboxName name, List<Expected> wanted, List<Found> there, Map<Long, Digest> digests) {
    Map<Mark, Deque<Found>> unclaimed = new HashMap<>();
    for (Found found : there) {
      Mark mark = mark(found.size(), found.messageId(), digests.get(found.uid()));
      unclaimed.computeIfAbsent(mark, _ -> new ArrayDeque<>()).add(found);
    }
    List<Expected> notThere = new ArrayList<>();
    Set<Mark> claimed = new HashSet<>();
    for (Expected one : wanted) {
      Mark mark = mark(one.size(), one.messageId(), one.digest());
      Deque<Found> like = unclaimed.get(mark);
      if (like == null || like.isEmpty()) {
        notThere.add(one);
      } else {
        like.removeFirst();
        claimed.add(mark);
      }
    }
    List<Found> twice = new ArrayList<>();
    List<Found> rest = new ArrayList<>();
    unclaimed.forEach((mark, left) -> (claimed.contains(mark) ? twice : rest).addAll(left));
    List<Comparison.Different> different = different(notThere, rest);
    return new Comparison(
        name,
        wanted.size(),
        there.size(),
        notThere,
        notThere.size(),
        different,
        twice,
        rest,
        rest.size());
  }

  private Mark mark(long size, Optional<String> messageId, @Nullable Digest digest) {
    return depth == Depth.HASH
        ? new Mark(size, Optional.empty(), digest)
        : new Mark(size, messageId, null);
  }

  /// Takes out of both lists what has the same Message-ID.
  private static List<Comparison.Different> different(List<Expected> notThere, List<Found> rest) {
    Map<String, Deque<Found>> byId = new HashMap<>();
    rest.forEach(found ->
        found
            .messageId()
            .ifPresent(id -> byId.computeIfAbsent(id, _ -> new ArrayDeque<>()).add(found)));
    List<Comparison.Different> different = new ArrayList<>();
    Set<Found> taken = new HashSet<>();
    notThere.removeIf(one -> {
      Deque<Found> like = byId.get(one.messageId().orElse(""));
      if (like == null || like.isEmpty()) {
        return false;
      }
      Found found = like.removeFirst();
      taken.add(found);
      different.add(new Comparison.Different(one, found));
      return true;
    });
    rest.removeAll(taken);
    return different;
  }
}
