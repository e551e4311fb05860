package org.sheafmail.server;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.sheafmail.protocol.command.SearchCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.BadCharset;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.MailboxView;

/// `SEARCH` and `UID SEARCH` (RFC 3501 §6.4.4): rfc3501/search.
final class SearchHandler {
  /// Those every client has; any that Java knows is taken.
  private static final BadCharset CHARSETS = new BadCharset(List.of("US-ASCII", "UTF-8"));

  private final SelectedMailbox mailbox;
  private final ResponseWriter out;

  SearchHandler(SelectedMailbox mailbox, ResponseWriter out) {
    this.mailbox = mailbox;
    this.out = out;
  }

  Completion handle(SearchCommand command) throws IOException {
    if (command.key().isEmpty()) {
      // rfc3501/search-charset
      return Completion.no(
          CHARSETS, "Charset " + command.charset().orElse("") + " is not known here");
    }
    SearchProgram program = new SearchProgram(command.key().get(), mailbox);
    MailboxView view = mailbox.view();
    Unreadable unreadable = new Unreadable(view);
    LongStream.Builder found = LongStream.builder();
    Turn turn = new Turn();
    for (int index = 0; index < view.messageCount(); index++) {
      turn.mayEnd();
      try {
        if (program.matches(index)) {
          found.add(command.uid() ? view.uid(index) : index + 1);
        }
      } catch (IOException e) {
        unreadable.add(index, e);
      }
    }
    if (!unreadable.isEmpty()) {
      // A warning only: a message that is lost must not take the search away from all others.
      out.untagged(unreadable.completion());
    }
    // rfc3501/search-response: also if nothing is found.
    out.search(found.build());
    return Completion.ok("SEARCH completed");
  }
}
