package org.sheafmail.server;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.sheafmail.protocol.command.SearchCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.BadCharset;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.MailboxView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `SEARCH` and `UID SEARCH` (RFC 3501 §6.4.4): rfc3501/search.
final class SearchHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SearchHandler.class);

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
    LongStream.Builder found = LongStream.builder();
    Turn turn = new Turn();
    for (int index = 0; index < view.messageCount(); index++) {
      turn.mayEnd();
      if (matches(program, index)) {
        found.add(command.uid() ? view.uid(index) : index + 1);
      }
    }
    // rfc3501/search-response: also if nothing is found.
    out.search(found.build());
    return Completion.ok("SEARCH completed");
  }

  /// A message that cannot be read is not found, and the client is told: one lost message must not
  /// take the search away from all others.
  private boolean matches(SearchProgram program, int index) throws IOException {
    try {
      return program.matches(index);
    } catch (IOException e) {
      LOG.error("message {} of {} cannot be searched", index + 1, mailbox.view().name(), e);
      out.untagged(
          Completion.no(Word.CORRUPTION, "Message " + (index + 1) + " cannot be searched"));
      return false;
    }
  }
}
