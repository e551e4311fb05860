package org.sheafmail.cli.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.upload.NewMessages;
import org.sheafmail.cli.upload.Settlement.Found;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.response.FetchData;

/// Hashes messages on the server: small ones by the dozen in one round trip, large ones piece by
/// piece, so that no more than a few of them are held in memory.
final class Bodies {
  /// Octets that are fetched at once.
  private static final long AT_ONCE = 1 << 20;

  private Bodies() {}

  /// The digests of these messages of the mailbox that is open, by UID.
  static Map<Long, Digest> digests(ImapClient client, List<Found> messages) throws IOException {
    Map<Long, Digest> digests = new HashMap<>();
    List<UidSet.Range> group = new ArrayList<>();
    long octets = 0;
    for (Found message : messages) {
      if (message.size() > AT_ONCE) {
        digests.put(message.uid(), NewMessages.digest(client, message.uid()));
        continue;
      }
      if (octets + message.size() > AT_ONCE) {
        fetch(client, new UidSet(group), digests);
        group.clear();
        octets = 0;
      }
      group.add(new UidSet.Range(message.uid(), message.uid()));
      octets += message.size();
    }
    if (!group.isEmpty()) {
      fetch(client, new UidSet(group), digests);
    }
    return digests;
  }

  private static void fetch(ImapClient client, UidSet uids, Map<Long, Digest> digests)
      throws IOException {
    List<FetchItem> whole =
        List.of(FetchItem.Attribute.UID, new FetchItem.Body(Section.WHOLE, true, Optional.empty()));
    client.fetch(
        uids,
        whole,
        fetch ->
            fetch
                .first(FetchData.SectionIs.class)
                .flatMap(FetchData.SectionIs::octets)
                .ifPresent(octets -> {
                  var digest = Digest.sha256();
                  digest.update(octets.asBuffer());
                  digests.put(
                      fetch.first(FetchData.UidIs.class).orElseThrow().uid(), Digest.of(digest));
                }));
  }
}
