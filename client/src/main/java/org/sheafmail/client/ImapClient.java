package org.sheafmail.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.CapabilityCommand;
import org.sheafmail.protocol.command.Command;
import org.sheafmail.protocol.command.CopyCommand;
import org.sheafmail.protocol.command.CreateCommand;
import org.sheafmail.protocol.command.ExamineCommand;
import org.sheafmail.protocol.command.FetchCommand;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.ListCommand;
import org.sheafmail.protocol.command.LogoutCommand;
import org.sheafmail.protocol.command.NoopCommand;
import org.sheafmail.protocol.command.SelectCommand;
import org.sheafmail.protocol.command.StatusCommand;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.wire.LiteralMode;
import org.sheafmail.protocol.wire.SequenceSet;

/// A client of one IMAP server, made for uploading mail.
///
/// ```java
/// try (ImapClient client = ImapClient.connect(address, ClientOptions.tls(SSLContext.getDefault()))) {
///   client.login("ada", password);
///   AppendResult appended = client.append(MailboxName.INBOX, messages);
///   client.logout();
/// }
/// ```
///
/// Owned by one thread at a time; every method waits for the server's answer. A `NO` or `BAD` is a
/// [RefusedException], after which the client can be used further; a [ConnectionLostException] is
/// the end of it, and says whether the server may have done what it was asked.
public final class ImapClient implements AutoCloseable {
  private final Connection connection;
  private final Set<String> capabilities = new LinkedHashSet<>();
  private Consumer<Response> listener = _ -> {};
  private boolean authenticated;

  private ImapClient(Connection connection) {
    this.connection = connection;
  }

  /// Connects and waits for the greeting.
  public static ImapClient connect(InetSocketAddress address, ClientOptions options)
      throws IOException {
    ImapClient client = new ImapClient(new Connection(Transport.connect(address, options)));
    try {
      client.greet();
      return client;
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private void greet() throws IOException {
    Response.Condition greeting = connection.greeting();
    if (greeting.kind() == Response.Condition.Kind.BYE) {
      throw new IOException("the server does not want to talk: " + greeting.text());
    }
    noteCapabilities(greeting.code());
    if (capabilities.isEmpty()) {
      run(new CapabilityCommand());
    }
    if (greeting.kind() == Response.Condition.Kind.PREAUTH) {
      afterLogin();
    }
  }

  /// Who is told of responses that no command asked for, such as `EXISTS`: called by the thread
  /// that waits for an answer, in the order they came.
  public void listen(Consumer<Response> listener) {
    this.listener = listener;
  }

  /// What the server can do, as it last told, in upper case.
  public Set<String> capabilities() {
    return Set.copyOf(capabilities);
  }

  /// Logs in by the best way the server offers: SCRAM-SHA-256, which does not show the password,
  /// else PLAIN or LOGIN, which do and are therefore used under TLS and on this machine alone.
  ///
  /// @throws AuthenticationException if the server does not accept the password, or there is no way
  ///   to show it safely
  public void login(String user, String password) throws IOException {
    new Login(connection, Set.copyOf(capabilities), this::note).run(user, password);
    afterLogin();
  }

  private void afterLogin() throws IOException {
    if (!authenticated) {
      authenticated = true;
      // What it can do depends on who asks (RFC 3501 §6.2.3), and it need not have said so by
      // itself.
      run(new CapabilityCommand());
      List<Response.Listed> root = list("", "");
      char separator = root.isEmpty() ? '/' : root.getFirst().separator().orElse('/');
      connection.speak(literalMode(), separator);
    }
  }

  private LiteralMode literalMode() {
    if (capabilities.contains("LITERAL+")) {
      return LiteralMode.LITERAL_PLUS;
    }
    return capabilities.contains("LITERAL-")
        ? LiteralMode.LITERAL_MINUS
        : LiteralMode.SYNCHRONIZING;
  }

  /// Appends a batch of messages: all of them or none (RFC 3502), in one round trip where the
  /// server takes literals unasked (RFC 7888).
  ///
  /// @param batch one message at the least; their bodies are opened as they are sent
  /// @throws MissingCapabilityException for more than one message to a server without `MULTIAPPEND`
  /// @throws RefusedException if the server appended nothing
  /// @throws BodyException if a message could not be read, and nothing was appended
  public AppendResult append(MailboxName mailbox, Collection<AppendItem> batch) throws IOException {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("a batch has one message at the least");
    }
    if (batch.size() > 1 && !capabilities.contains("MULTIAPPEND")) {
      throw new MissingCapabilityException("MULTIAPPEND");
    }
    Completion completion =
        connection.run(
            new AppendExchange(connection.nextTag(), mailbox, batch.iterator()), this::note);
    return new AppendResult(batch.size(), uids(ok(completion), batch.size()));
  }

  private static Optional<AppendResult.Uids> uids(Completion completion, long messages) {
    // A set of another size cannot be matched with the batch, and is as good as none.
    return completion.code().orElse(null)
                instanceof ResponseCode.AppendUid(var uidValidity, UidSet uids)
            && uids.size() == messages
        ? Optional.of(new AppendResult.Uids(uidValidity, uids))
        : Optional.empty();
  }

  /// Makes a mailbox (RFC 3501 §6.3.3).
  public void create(MailboxName mailbox) throws IOException {
    run(new CreateCommand(mailbox));
  }

  /// Opens a mailbox for reading and writing (RFC 3501 §6.3.1).
  public SelectedMailbox select(MailboxName mailbox) throws IOException {
    return open(new SelectCommand(mailbox));
  }

  /// Opens a mailbox for reading alone (RFC 3501 §6.3.2).
  public SelectedMailbox examine(MailboxName mailbox) throws IOException {
    return open(new ExamineCommand(mailbox));
  }

  private SelectedMailbox open(Command command) throws IOException {
    List<Response> told = new ArrayList<>();
    Completion completion = ok(connection.run(command, told::add));
    SelectedMailbox selected =
        new SelectedMailbox(
            0,
            Set.of(),
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            completion.code().equals(Optional.of(ResponseCode.Word.READ_ONLY)));
    for (Response response : told) {
      note(response);
      selected = selected.with(response);
    }
    return selected;
  }

  /// Asks about a mailbox without opening it (RFC 3501 §6.3.10). What the server does not tell is
  /// not in the answer.
  public Map<StatusItem, OptionalLong> status(MailboxName mailbox, Set<StatusItem> items)
      throws IOException {
    Map<StatusItem, OptionalLong> told = new EnumMap<>(StatusItem.class);
    Completion completion =
        connection.run(
            new StatusCommand(mailbox, items),
            response -> {
              if (response instanceof Response.Status status) {
                told.putAll(status.values());
              } else {
                note(response);
              }
            });
    ok(completion);
    return told;
  }

  /// The quotas that a mailbox counts towards (`GETQUOTAROOT`, RFC 9208 §4.1.2).
  ///
  /// @throws MissingCapabilityException for a server without `QUOTA`
  public List<Response.Quota> quotas(MailboxName mailbox) throws IOException {
    if (!capabilities.contains("QUOTA")) {
      throw new MissingCapabilityException("QUOTA");
    }
    List<Response.Quota> told = new ArrayList<>();
    Completion completion =
        connection.run(
            new QuotaExchange(connection.nextTag(), mailbox),
            response -> {
              if (response instanceof Response.Quota quota) {
                told.add(quota);
              } else {
                note(response);
              }
            });
    ok(completion);
    return told;
  }

  /// Fetches items of the messages with these UIDs in the mailbox that is open (RFC 3501 §6.4.5).
  ///
  /// @param each is called for each response about one of them, as it comes. A server may tell news
  ///   of a message, its flags for instance, in a response of its own
  public void fetch(UidSet uids, List<FetchItem> items, Consumer<Response.Fetch> each)
      throws IOException {
    FetchCommand command = new FetchCommand(true, SequenceSet.of(uids), items);
    Completion completion =
        connection.run(
            command,
            response -> {
              if (response instanceof Response.Fetch fetch && isAmong(uids, fetch)) {
                each.accept(fetch);
              } else {
                note(response);
              }
            });
    ok(completion);
  }

  private static boolean isAmong(UidSet uids, Response.Fetch fetch) {
    return fetch.first(FetchData.UidIs.class).filter(is -> uids.contains(is.uid())).isPresent();
  }

  /// Copies the messages with these UIDs from the mailbox that is open; all of them or none (RFC
  /// 3501 §6.4.7).
  public void copy(UidSet uids, MailboxName target) throws IOException {
    run(new CopyCommand(true, SequenceSet.of(uids), target));
  }

  /// The mailboxes that match (RFC 3501 §6.3.8).
  ///
  /// @param pattern with the wildcards `*` and `%`, in the server's spelling
  public List<Response.Listed> list(String reference, String pattern) throws IOException {
    List<Response.Listed> found = new ArrayList<>();
    Completion completion =
        connection.run(
            new ListCommand(reference, pattern),
            response -> {
              if (response instanceof Response.Listed listed) {
                found.add(listed);
              } else {
                note(response);
              }
            });
    ok(completion);
    return found;
  }

  /// Gives the server a chance to tell news, to which [#listen] listens (RFC 3501 §6.1.2).
  public void noop() throws IOException {
    run(new NoopCommand());
  }

  /// Says goodbye; what is left is to [#close].
  public void logout() throws IOException {
    run(new LogoutCommand());
  }

  private void run(Command command) throws IOException {
    ok(connection.run(command, this::note));
  }

  private Completion ok(Completion completion) throws IOException {
    if (completion.status() != Completion.Status.OK) {
      throw new RefusedException(completion);
    }
    noteCapabilities(completion.code());
    return completion;
  }

  private void note(Response response) {
    if (response instanceof Response.Capability(List<String> told)) {
      note(told);
    } else {
      listener.accept(response);
    }
  }

  private void noteCapabilities(Optional<ResponseCode> code) {
    if (code.orElse(null) instanceof ResponseCode.Capability(List<String> told)) {
      note(told);
    }
  }

  private void note(List<String> told) {
    capabilities.clear();
    told.forEach(capability -> capabilities.add(capability.toUpperCase(Locale.ROOT)));
  }

  /// For tests: whether the answer to the command under way is there.
  boolean isAnswered() {
    return connection.isAnswered();
  }

  /// Closes the connection, politely or not.
  @Override
  public void close() {
    connection.close();
  }
}
