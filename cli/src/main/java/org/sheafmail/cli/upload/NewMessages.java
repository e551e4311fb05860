package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.upload.Settlement.Found;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;

/// Looks at messages of the mailbox that is open: what they are known by, and their octets hashed
/// piece by piece, so that a large message needs no memory.
public final class NewMessages {
  private static final int PIECE = 64 * 1024;

  private static final List<FetchItem> KNOWN_BY =
      List.of(
          FetchItem.Attribute.UID,
          FetchItem.Attribute.RFC822_SIZE,
          FetchItem.Attribute.INTERNALDATE,
          new FetchItem.Body(
              new Section(List.of(), Section.Text.HEADER_FIELDS, List.of("Message-ID")),
              true,
              Optional.empty()));

  private NewMessages() {}

  /// The messages with these UIDs, by UID.
  public static List<Found> among(ImapClient client, UidSet uids) throws IOException {
    List<Found> found = new ArrayList<>();
    client.fetch(uids, KNOWN_BY, fetch -> found(fetch).ifPresent(found::add));
    found.sort((a, b) -> Long.compare(a.uid(), b.uid()));
    return found;
  }

  private static Optional<Found> found(Response.Fetch fetch) {
    Optional<FetchData.UidIs> uid = fetch.first(FetchData.UidIs.class);
    Optional<FetchData.Size> size = fetch.first(FetchData.Size.class);
    if (uid.isEmpty() || size.isEmpty()) {
      return Optional.empty(); // News of flags, not an answer to our question.
    }
    return Optional.of(
        new Found(
            uid.get().uid(),
            size.get().octets(),
            fetch.first(FetchData.InternalDate.class).map(FetchData.InternalDate::dateTime),
            fetch
                .first(FetchData.SectionIs.class)
                .flatMap(FetchData.SectionIs::octets)
                .flatMap(NewMessages::messageId)));
  }

  private static Optional<String> messageId(Octets header) {
    String text = header.toString(StandardCharsets.ISO_8859_1).replaceAll("\r?\n[ \t]+", " ");
    return text.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("message-id"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(id -> !id.isEmpty())
        .map(Ledger::shortened)
        .findFirst();
  }

  /// The digest of a message as the server has it; of nothing if it is gone.
  static Digest digest(ImapClient client, long uid) throws IOException {
    MessageDigest digest = Digest.sha256();
    client.fetchBodies(
        UidSet.of(uid),
        (_, _, octets) -> {
          ByteBuffer piece = ByteBuffer.allocate(PIECE);
          while (octets.read(piece) >= 0) {
            digest.update(piece.flip());
            piece.clear();
          }
        });
    return Digest.of(digest);
  }
}
