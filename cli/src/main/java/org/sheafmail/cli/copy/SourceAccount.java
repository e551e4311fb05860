package org.sheafmail.cli.copy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.Patience;
import org.sheafmail.cli.upload.UnreachableException;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.response.Response;

/// A connection to the account that mail comes from, made anew whenever it is lost. Nothing is
/// changed there: mailboxes are opened by `EXAMINE` and messages fetched by `BODY.PEEK`.
///
/// Owned by one thread.
public final class SourceAccount implements AutoCloseable {
  /// Something to be asked, which may be asked again.
  @FunctionalInterface
  public interface Question<T> {
    T ask(ImapClient client) throws IOException;
  }

  private final Upload.Connecting connecting;
  private final Patience patience;
  private final Consumer<String> notes;
  private @Nullable ImapClient client;
  private @Nullable MailboxName open;
  private boolean reached;

  /// @param notes told why it takes time
  public SourceAccount(Upload.Connecting connecting, Patience patience, Consumer<String> notes) {
    this.connecting = connecting;
    this.patience = patience;
    this.notes = notes;
  }

  /// Another connection to the same account, which is waited for if this one has been there.
  SourceAccount another() {
    SourceAccount other = new SourceAccount(connecting, patience, notes);
    other.reached = reached;
    return other;
  }

  /// Asks, and asks again if the connection is lost meanwhile.
  ///
  /// @throws IOException if there is no connection to be had any more, or the server says no
  public <T> T ask(Question<T> question) throws IOException {
    Patience.Trouble trouble = patience.trouble();
    while (true) {
      try {
        return question.ask(client());
      } catch (AuthenticationException | RefusedException | NotOpenedException e) {
        throw e;
      } catch (IOException e) {
        lost();
        if (isOurs(e)) {
          throw e;
        }
        pause(trouble, e);
      }
    }
  }

  /// A failure of what is done with the answer is no reason to ask again.
  private static boolean isOurs(IOException e) {
    return e instanceof SpoolException;
  }

  private void pause(Patience.Trouble trouble, IOException why) throws IOException {
    Duration pause = reached ? trouble.next(Duration.ZERO) : Duration.ZERO;
    if (!pause.isPositive()) {
      throw new UnreachableException(why);
    }
    notes.accept("The account that is read is gone (" + why.getMessage() + "); waiting for it.");
    try {
      patience.pause().take(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private ImapClient client() throws IOException {
    ImapClient connected = client;
    if (connected == null) {
      try {
        connected = connecting.connect();
      } catch (RefusedException e) {
        throw new UnreachableException(e); // Not an answer to what is asked.
      }
      client = connected;
      reached = true;
    }
    return connected;
  }

  private void lost() {
    if (client != null) {
      client.close();
    }
    client = null;
    open = null;
  }

  /// True if the mailbox has to be opened before messages of it can be fetched.
  boolean isClosed(MailboxName mailbox) {
    return !mailbox.equals(open);
  }

  /// The mailbox has been opened.
  void opened(MailboxName mailbox) {
    open = mailbox;
  }

  /// The mailboxes that can be opened: INBOX first, then by name.
  public List<MailboxName> mailboxes() throws IOException {
    Set<MailboxName> names = new TreeSet<>();
    for (Response.Listed listed : ask(asked -> asked.list("", "*"))) {
      boolean selectable =
          listed.attributes().stream()
              .noneMatch(attribute -> attribute.matches("(?i)\\\\(noselect|nonexistent)"));
      if (selectable) {
        listed.name().ifPresent(names::add);
      }
    }
    List<MailboxName> sorted = new ArrayList<>(names);
    if (sorted.remove(MailboxName.INBOX)) {
      sorted.addFirst(MailboxName.INBOX);
    }
    return sorted;
  }

  /// The mailboxes a mail program shows.
  public Set<MailboxName> subscriptions() throws IOException {
    Set<MailboxName> names = new TreeSet<>();
    ask(ImapClient::subscriptions).forEach(listed -> listed.name().ifPresent(names::add));
    return names;
  }

  @Override
  public void close() {
    ImapClient connected = client;
    if (connected != null) {
      try {
        connected.logout();
      } catch (IOException e) {
        // All is read; the server may hang up as it likes.
      }
    }
    lost();
  }
}
