package org.sheafmail.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.server.mime.Part;
import org.sheafmail.server.mime.Sections;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxView;

/// One message of a `FETCH`; what is asked of it is read when it is first asked for, once.
final class FetchedMessage {
  private final MailboxView view;
  private final int index;
  private @Nullable Part root;
  private @Nullable Body body;

  FetchedMessage(MailboxView view, int index) {
    this.view = view;
    this.index = index;
  }

  Envelope envelope() throws IOException {
    return MimeSummarizer.envelopeOf(view, index);
  }

  Part root() throws IOException {
    if (root == null) {
      root = MimeSummarizer.summaryOf(view, index).root();
    }
    return root;
  }

  private Body body() throws IOException {
    if (body == null) {
      body = view.body(index);
    }
    return body;
  }

  /// rfc3501/fetch-body
  FetchedText section(Section section, Optional<FetchItem.Partial> partial) throws IOException {
    return new FetchedText(
        Sections.isWhole(section) ? Sections.whole(body()) : Sections.find(root(), section, body()),
        partial);
  }

  /// A section of the whole message by its old name.
  FetchedText section(Section.Text text) throws IOException {
    return section(new Section(List.of(), text, List.of()), Optional.empty());
  }
}
