package org.sheafmail.cli.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.upload.Upload.Connecting;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ConnectionLostException;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.Overview;
import org.sheafmail.client.RefusedException;
import org.sheafmail.client.SelectedMailbox;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;

/// Asks a server about itself and its mailboxes, and changes nothing there.
///
/// Between two questions a source may be read for hours: a connection that the server has closed
/// meanwhile is made anew.
public final class Inspector implements AutoCloseable {
  /// A server leaves a connection alone for that long, however impatient it is.
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Connecting connecting;
  private @Nullable ImapClient client;
  private final List<Upload.Sighting> sightings = new ArrayList<>();
  private OptionalLong appendLimit = OptionalLong.empty();
  private List<Response.Quota> quotas = List.of();
  private long lastUse = System.nanoTime();

  public Inspector(Connecting connecting) {
    this.connecting = connecting;
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask(ImapClient client) throws IOException;
  }

  private <T> T ask(Question<T> question) throws StoppedException {
    boolean fresh = client == null;
    lastUse = System.nanoTime();
    try {
      return question.ask(client());
    } catch (AuthenticationException e) {
      throw new StoppedException(Reason.AUTHENTICATION, text(e), e);
    } catch (ConnectionLostException e) {
      close();
      if (!fresh) {
        return ask(question);
      }
      throw new StoppedException(Reason.CONNECT, "cannot connect: " + text(e), e);
    } catch (RefusedException e) {
      throw new StoppedException(Reason.REFUSED, text(e), e);
    } catch (IOException e) {
      throw new StoppedException(Reason.CONNECT, "cannot connect: " + text(e), e);
    }
  }

  private ImapClient client() throws IOException {
    ImapClient connected = client;
    if (connected == null) {
      connected = connecting.connect();
      client = connected;
    }
    return connected;
  }

  private static String text(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /// What the server can do, and its mailboxes.
  public ServerSide server() throws StoppedException {
    return ask(asked -> {
      Overview overview = asked.overview();
      quotas = overview.quotas();
      ServerSide server = ServerSide.of(asked, overview);
      appendLimit = server.appendLimit();
      return server;
    });
  }

  /// What there is to know of a mailbox.
  MailboxFacts mailbox(MailboxName name) throws StoppedException {
    return ask(client -> mailbox(client, name));
  }

  private MailboxFacts mailbox(ImapClient asked, MailboxName name) throws IOException {
    SelectedMailbox selected;
    long at = System.nanoTime();
    try {
      selected = asked.examine(name);
    } catch (RefusedException e) {
      sightings.add(new Upload.Sighting(name, Optional.empty(), at));
      return MailboxFacts.nothing(appendLimit);
    }
    sightings.add(new Upload.Sighting(name, Optional.of(selected), at));
    return new MailboxFacts(true, selected.messages(), asked.appendLimit(name));
  }

  /// The flags that a mailbox can keep; empty if the server does not tell. A mailbox opened for
  /// reading alone keeps none, so this opens it for writing, and closes it without a change.
  Optional<ResponseCode.PermanentFlags> lastingFlags(MailboxName name) throws StoppedException {
    return ask(asked -> {
      try {
        return asked.select(name).permanentFlags();
      } catch (RefusedException e) {
        return Optional.empty();
      }
    });
  }

  /// The quotas of the INBOX, which are those of the account, as they were when the server was
  /// asked about itself; none if it has none to tell.
  List<Response.Quota> quotas() {
    return quotas;
  }

  /// The mailboxes that were looked at.
  List<Upload.Sighting> sightings() {
    return List.copyOf(sightings);
  }

  /// Lets go of the connection, for somebody else; null if it may not be there any more.
  @Nullable ImapClient release() {
    ImapClient connected = client;
    if (connected != null && System.nanoTime() - lastUse < FRESH_NANOS) {
      client = null;
      return connected;
    }
    return null;
  }

  @Override
  public void close() {
    ImapClient connected = client;
    client = null;
    if (connected == null) {
      return;
    }
    try (connected) {
      connected.logout();
    } catch (IOException e) {
      // It was only looked at.
    }
  }
}
