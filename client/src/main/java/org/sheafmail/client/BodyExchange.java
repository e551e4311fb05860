package org.sheafmail.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchCommand;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.SectionSink;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireWriter;

/// A `UID FETCH` of whole messages on its way, whose octets are passed on as they come.
///
/// The grammar lets a server tell the UID after the octets, when it is too late. Such a message is
/// passed over and remembered; asked for alone, it cannot be mistaken for another.
final class BodyExchange extends Exchange implements SectionSink {
  private final UidSet uids;
  private final BodyReceiver receiver;
  private final Set<Long> received = new HashSet<>();
  private final Set<Long> late = new HashSet<>();
  private boolean passedOver;
  private @Nullable IOException gaveUp;

  BodyExchange(String tag, UidSet uids, BodyReceiver receiver) {
    super(tag);
    this.uids = uids;
    this.receiver = receiver;
  }

  @Override
  void words(WireWriter out) throws IOException {
    List<FetchItem> items = List.of(FetchItem.Attribute.UID, FetchItem.wholeMessage());
    new FetchCommand(true, SequenceSet.of(uids), items).write(out);
  }

  @Override
  SectionSink sections() {
    return this;
  }

  @Override
  public void take(Response.Fetch told, Section section, long size, ReadableByteChannel octets)
      throws IOException {
    if (!section.equals(Section.WHOLE)) {
      return;
    }
    OptionalLong uid = told.uid();
    if (uid.isEmpty() && uids.size() == 1) {
      uid = OptionalLong.of(uids.ranges().getFirst().first());
    }
    if (uid.isEmpty()) {
      passedOver = true;
    } else if (uids.contains(uid.getAsLong()) && received.add(uid.getAsLong())) {
      Incoming incoming = new Incoming(octets);
      try {
        receiver.body(uid.getAsLong(), size, incoming);
      } catch (IOException e) {
        gaveUp = incoming.cut ? null : e; // Else it is the connection that failed.
        throw e;
      }
    }
  }

  /// Remembers whether it was the connection that failed.
  private static final class Incoming implements ReadableByteChannel {
    private final ReadableByteChannel octets;
    private boolean cut;

    Incoming(ReadableByteChannel octets) {
      this.octets = octets;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      try {
        return octets.read(target);
      } catch (IOException e) {
        cut = isOpen(); // A channel the receiver has closed itself is no fault of the server.
        throw e;
      }
    }

    @Override
    public boolean isOpen() {
      return octets.isOpen();
    }

    @Override
    public void close() throws IOException {
      octets.close();
    }
  }

  /// Looks at a response that has been read to its end.
  ///
  /// @return true if it was an answer to this command
  boolean told(Response response) {
    if (!(response instanceof Response.Fetch fetch)
        || fetch.first(FetchData.SectionPassedOn.class).isEmpty()) {
      return false;
    }
    if (passedOver && fetch.uid().isPresent() && uids.contains(fetch.uid().getAsLong())) {
      late.add(fetch.uid().getAsLong());
    }
    passedOver = false;
    return true;
  }

  /// The messages the receiver has got.
  UidSet received() {
    return UidSet.of(received.stream().mapToLong(Long::longValue).toArray());
  }

  /// The messages to be asked for again, one by one.
  UidSet late() {
    return UidSet.of(late.stream().mapToLong(Long::longValue).toArray());
  }

  /// Why the receiver gave up, if it did.
  @Nullable IOException gaveUp() {
    return gaveUp;
  }
}
