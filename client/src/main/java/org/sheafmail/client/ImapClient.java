package org.sheafmail.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.CapabilityCommand;
import org.sheafmail.protocol.command.CloseCommand;
import org.sheafmail.protocol.command.Command;
import org.sheafmail.protocol.command.CopyCommand;
import org.sheafmail.protocol.command.CreateCommand;
import org.sheafmail.protocol.command.DeleteCommand;
import org.sheafmail.protocol.command.ExamineCommand;
import org.sheafmail.protocol.command.ExpungeCommand;
import org.sheafmail.protocol.command.FetchCommand;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.ListCommand;
import org.sheafmail.protocol.command.LogoutCommand;
import org.sheafmail.protocol.command.LsubCommand;
import org.sheafmail.protocol.command.MoveCommand;
import org.sheafmail.protocol.command.NamespaceCommand;
import org.sheafmail.protocol.command.NoopCommand;
import org.sheafmail.protocol.command.SearchCommand;
import org.sheafmail.protocol.command.SearchKey;
import org.sheafmail.protocol.command.SelectCommand;
import org.sheafmail.protocol.command.StartTlsCommand;
import org.sheafmail.protocol.command.StatusCommand;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.command.StoreCommand;
import org.sheafmail.protocol.command.SubscribeCommand;
import org.sheafmail.protocol.command.UnselectCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.wire.SequenceSet;

/// A client of one IMAP server, made for uploading mail.
///
/// ```java
/// try (ImapClient client = ImapClient.connect("mail.example.org", 993, ClientOptions.tls())) {
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
  private final ClientOptions options;
  private final Capabilities capabilities;
  private Consumer<Response> listener = _ -> {};
  private Optional<Character> separator = Optional.of('/');
  private boolean authenticated;

  private ImapClient(Connection connection, ClientOptions options) {
    this.connection = connection;
    this.options = options;
    this.capabilities = new Capabilities(options.ignored());
  }

  /// Connects to a host, by whichever of its addresses answers first when tried in order.
  ///
  /// @throws InsecureConnectionException if the connection cannot be as safe as the options ask
  /// @throws javax.net.ssl.SSLException if the server's certificate is not good
  public static ImapClient connect(String host, int port, ClientOptions options)
      throws IOException {
    IOException failure = null;
    for (InetAddress address : InetAddress.getAllByName(host)) {
      try {
        return connect(new InetSocketAddress(address, port), options);
      } catch (SocketException | SocketTimeoutException e) {
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    throw failure == null ? new UnknownHostException("no address of " + host) : failure;
  }

  /// As [#connect(String, int, ClientOptions)], to one address.
  public static ImapClient connect(InetSocketAddress address, ClientOptions options)
      throws IOException {
    ImapClient client =
        new ImapClient(new Connection(Transport.connect(address, options)), options);
    try {
      client.open();
      return client;
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /// Waits for the greeting, and sees to it that the connection is safe.
  private void open() throws IOException {
    Response.Condition greeting = connection.greeting();
    if (greeting.kind() == Response.Condition.Kind.BYE) {
      throw new ConnectionLostException(
          "the server does not want to talk: " + greeting.text(), false);
    }
    capabilities.note(greeting.code());
    if (capabilities.isEmpty()) {
      run(new CapabilityCommand());
    }
    boolean preauth = greeting.kind() == Response.Condition.Kind.PREAUTH;
    if (options.encryption() == Encryption.STARTTLS) {
      startTls(preauth);
    }
    if (preauth) {
      afterLogin();
    }
  }

  /// Whatever has been said in the clear may have come from somebody in between: nothing of it is
  /// kept (RFC 3501 §6.2.1).
  private void startTls(boolean preauth) throws IOException {
    if (preauth || !capabilities.has("STARTTLS")) {
      throw new InsecureConnectionException(
          "the server offers no TLS on this port, or somebody on the way has removed the offer");
    }
    try {
      run(new StartTlsCommand());
    } catch (RefusedException e) {
      throw new InsecureConnectionException("the server does not begin TLS: " + e.getMessage());
    }
    if (connection.hasBuffered()) {
      throw new InsecureConnectionException("somebody has put words in front of the TLS");
    }
    connection.transport().startTls(options);
    capabilities.forget();
    run(new CapabilityCommand());
  }

  /// Who is told of responses that no command asked for, such as `EXISTS`: called by the thread
  /// that waits for an answer, in the order they came.
  public void listen(Consumer<Response> listener) {
    this.listener = listener;
  }

  /// What the server can do, as it last told, in upper case, without what the options ignore.
  public Set<String> capabilities() {
    return capabilities.all();
  }

  /// Logs in by the best way the server offers: SCRAM-SHA-256, which does not show the password,
  /// else PLAIN or LOGIN, which do and are therefore used under TLS and on this machine alone.
  ///
  /// @throws AuthenticationException if the server does not accept the password, or there is no way
  ///   to show it safely
  public void login(String user, String password) throws IOException {
    new Login(connection, capabilities.all(), this::note).run(user, password);
    afterLogin();
  }

  /// Logs in with an OAuth access token (`OAUTHBEARER`, RFC 7628, or `XOAUTH2`), under TLS or on
  /// this machine alone.
  ///
  /// @param tokens asked once, and again if the server does not accept the token
  /// @throws AuthenticationException if the server does not accept the token, or takes none
  public void login(String user, TokenSource tokens) throws IOException {
    new Login(connection, capabilities.all(), this::note).run(user, tokens);
    afterLogin();
  }

  private void afterLogin() throws IOException {
    if (!authenticated) {
      authenticated = true;
      // What it can do depends on who asks (RFC 3501 §6.2.3), and it need not have said so by
      // itself.
      List<Exchange.Words> questions =
          List.of(new CapabilityCommand()::write, new ListCommand("", "")::write);
      List<Response.Listed> root = overview(questions, questions.size()).mailboxes();
      separator = root.isEmpty() ? Optional.of('/') : root.getFirst().separator();
      connection.speak(
          Wording.literals(capabilities.all()), separator.orElse('/'), options.synchronizingFrom());
    }
  }

  /// Appends a batch of messages: all of them or none (RFC 3502), in one round trip where the
  /// server takes literals unasked (RFC 7888).
  ///
  /// @param batch one message at the least; their bodies are opened as they are sent
  /// @throws MissingCapabilityException for more than one message to a server without
  ///   `MULTIAPPEND`, or a binary one to a server without `BINARY`
  /// @throws RefusedException if the server appended nothing
  /// @throws BodyException if a message could not be read, and nothing was appended
  public AppendResult append(MailboxName mailbox, Collection<AppendItem> batch) throws IOException {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("a batch has one message at the least");
    }
    if (batch.size() > 1) {
      capabilities.require("MULTIAPPEND");
    }
    requireBinary(batch);
    AppendExchange exchange =
        new AppendExchange(
            connection.nextTag(),
            mailbox,
            batch.iterator(),
            1,
            capabilities.has("MULTIAPPEND"),
            connection.transport());
    Completion completion = connection.run(exchange.open(), this::note);
    return AppendResult.of(ok(completion), batch.size());
  }

  /// Appends messages one by one, without waiting for the answer to one before the next is sent:
  /// the fastest way to a server without `MULTIAPPEND`. One that is refused costs the others
  /// nothing.
  ///
  /// This does not throw when the connection is lost; the result says what is known of each message
  /// then.
  ///
  /// ```java
  /// for (AppendOutcome outcome : client.appendEach(MailboxName.INBOX, messages).outcomes()) {
  ///   if (outcome instanceof AppendOutcome.Refused(Completion answer)) {
  ///     System.err.println(answer.text());
  ///   }
  /// }
  /// ```
  ///
  /// @param messages opened as they are sent
  public AppendEachResult appendEach(MailboxName mailbox, Collection<AppendItem> messages)
      throws IOException {
    requireBinary(messages);
    AppendEach pipeline =
        new AppendEach(mailbox, messages.iterator(), connection::nextTag, connection.transport());
    Optional<ConnectionLostException> failure = Optional.empty();
    try {
      connection.run(pipeline, this::note);
    } catch (ConnectionLostException e) {
      failure = Optional.of(e);
    }
    return new AppendEachResult(pipeline.outcomes(messages.size()), failure);
  }

  private void requireBinary(Collection<AppendItem> messages) throws MissingCapabilityException {
    if (messages.stream().anyMatch(AppendItem::binary)) {
      capabilities.require("BINARY");
    }
  }

  /// Makes a mailbox (RFC 3501 §6.3.3).
  public void create(MailboxName mailbox) throws IOException {
    run(new CreateCommand(mailbox));
  }

  /// Removes a mailbox with all that is in it (RFC 3501 §6.3.4).
  public void delete(MailboxName mailbox) throws IOException {
    run(new DeleteCommand(mailbox));
  }

  /// Puts a mailbox on the list of those a mail program shows (RFC 3501 §6.3.6).
  public void subscribe(MailboxName mailbox) throws IOException {
    run(new SubscribeCommand(mailbox));
  }

  /// The mailboxes on that list (RFC 3501 §6.3.9), whether they still exist or not.
  public List<Response.Listed> subscriptions() throws IOException {
    return collect(Response.Listed.class, new LsubCommand("", "*")::write);
  }

  /// The mailboxes that match (RFC 3501 §6.3.8), with their special uses (RFC 6154) if the server
  /// knows of such.
  ///
  /// @param pattern with the wildcards `*` and `%`, in the server's spelling
  public List<Response.Listed> list(String reference, String pattern) throws IOException {
    return collect(Response.Listed.class, Wording.list(capabilities.all(), reference, pattern));
  }

  /// All mailboxes, the namespaces and the quotas of INBOX, asked in one round trip. What the
  /// server knows nothing of, or does not tell, is empty.
  public Overview overview() throws IOException {
    return overview(Wording.overview(capabilities.all()), 1);
  }

  /// @param needed so many of the questions must be answered
  private Overview overview(List<Exchange.Words> questions, int needed) throws IOException {
    List<Response> told = new ArrayList<>();
    List<Completion> answers = connection.runTogether(questions, told::add);
    told.stream().filter(response -> !Overview.holds(response)).forEach(this::note);
    for (Completion answer : answers.subList(0, needed)) {
      ok(answer);
    }
    return Overview.of(told);
  }

  /// What stands between the levels of a mailbox name on this server; empty if there are no levels.
  public Optional<Character> separator() {
    return separator;
  }

  /// Where the server keeps mailboxes of which kind (RFC 2342).
  ///
  /// @return empty if it does not tell
  public Optional<Response.Namespaces> namespaces() throws IOException {
    return capabilities.has("NAMESPACE")
        ? collect(Response.Namespaces.class, new NamespaceCommand()::write).stream().findFirst()
        : Optional.empty();
  }

  /// Asks about a mailbox without opening it (RFC 3501 §6.3.10). What the server does not tell is
  /// not in the answer.
  ///
  /// @param items `SIZE` and `APPENDLIMIT` only if the server has announced them
  public Map<StatusItem, OptionalLong> status(MailboxName mailbox, Set<StatusItem> items)
      throws IOException {
    Map<StatusItem, OptionalLong> told = new EnumMap<>(StatusItem.class);
    collect(Response.Status.class, new StatusCommand(mailbox, items)::write)
        .forEach(status -> told.putAll(status.values()));
    return told;
  }

  /// The most octets a message appended to that mailbox may have (RFC 7889).
  ///
  /// @return empty if the server tells of no limit
  public OptionalLong appendLimit(MailboxName mailbox) throws IOException {
    OptionalLong announced = announcedAppendLimit(capabilities.all());
    if (announced.isPresent()) {
      return announced;
    }
    return capabilities.has("APPENDLIMIT")
        ? status(mailbox, Set.of(StatusItem.APPENDLIMIT))
            .getOrDefault(StatusItem.APPENDLIMIT, OptionalLong.empty())
        : OptionalLong.empty();
  }

  /// The most octets a message may have in any mailbox, if the capabilities tell: `APPENDLIMIT=n`
  /// (RFC 7889 §2).
  public static OptionalLong announcedAppendLimit(Set<String> capabilities) {
    return Capabilities.appendLimit(capabilities);
  }

  /// The quotas that a mailbox counts towards (`GETQUOTAROOT`, RFC 9208 §4.1.2).
  ///
  /// @throws MissingCapabilityException for a server without `QUOTA`
  public List<Response.Quota> quotas(MailboxName mailbox) throws IOException {
    capabilities.require("QUOTA");
    return collect(Response.Quota.class, Wording.quotaRoot(mailbox));
  }

  /// Opens a mailbox for reading and writing (RFC 3501 §6.3.1).
  public SelectedMailbox select(MailboxName mailbox) throws IOException {
    return open(new SelectCommand(mailbox));
  }

  /// Opens a mailbox for reading alone (RFC 3501 §6.3.2).
  public SelectedMailbox examine(MailboxName mailbox) throws IOException {
    return open(new ExamineCommand(mailbox));
  }

  /// Makes a mailbox and opens it for reading alone, in one round trip. One that is there already
  /// is opened as it is.
  ///
  /// @throws RefusedException if it cannot be opened, with the reason why it could not be made
  public CreatedMailbox createAndExamine(MailboxName mailbox) throws IOException {
    List<Response> told = new ArrayList<>();
    List<Completion> answers =
        connection.runTogether(
            List.of(new CreateCommand(mailbox)::write, new ExamineCommand(mailbox)::write),
            told::add);
    told.forEach(this::note);
    boolean isNew = answers.getFirst().status() == Completion.Status.OK;
    if (!isNew && answers.getLast().status() != Completion.Status.OK) {
      throw new RefusedException(answers.getFirst());
    }
    return new CreatedMailbox(SelectedMailbox.of(told, ok(answers.getLast())), isNew);
  }

  private SelectedMailbox open(Command command) throws IOException {
    List<Response> told = new ArrayList<>();
    Completion completion = ok(connection.run(command, told::add));
    told.forEach(this::note);
    return SelectedMailbox.of(told, completion);
  }

  /// Leaves the mailbox that is open as it is (RFC 3691).
  ///
  /// @throws MissingCapabilityException from a server without `UNSELECT`
  public void unselect() throws IOException {
    capabilities.require("UNSELECT");
    run(new UnselectCommand());
  }

  /// Removes the messages with `\Deleted` from the mailbox that is open, and leaves it (RFC 3501
  /// §6.4.2).
  public void closeMailbox() throws IOException {
    run(new CloseCommand());
  }

  /// Fetches items of the messages with these UIDs in the mailbox that is open (RFC 3501 §6.4.5).
  /// Whole messages are for [#fetchBodies], which does not hold them in memory.
  ///
  /// ```java
  /// client.fetch(
  ///     UidSet.range(1, Uid.MAX),
  ///     List.of(FetchItem.Attribute.FLAGS),
  ///     message -> System.out.println(message.uid() + " " + message.flags()));
  /// ```
  ///
  /// @param uids of which those that do not exist are passed over
  /// @param each is called for each response about one of them, as it comes. A server may tell news
  ///   of a message, its flags for instance, in a response of its own
  public void fetch(UidSet uids, List<FetchItem> items, Consumer<Response.Fetch> each)
      throws IOException {
    if (uids.isEmpty()) {
      return;
    }
    FetchCommand command = new FetchCommand(true, SequenceSet.of(uids), items);
    Completion completion =
        connection.run(
            command,
            response -> {
              if (response instanceof Response.Fetch fetch
                  && fetch.uid().isPresent()
                  && uids.contains(fetch.uid().getAsLong())) {
                each.accept(fetch);
              } else {
                note(response);
              }
            });
    ok(completion);
  }

  /// Fetches whole messages of the mailbox that is open, in one round trip, and leaves `\Seen`
  /// alone. Their octets pass through, whatever their size.
  ///
  /// @param receiver gets each message once. If it throws, the connection is closed
  /// @return the UIDs of the messages it got; a message that does not exist is not among them
  public UidSet fetchBodies(UidSet uids, BodyReceiver receiver) throws IOException {
    if (uids.isEmpty()) {
      return UidSet.EMPTY;
    }
    BodyExchange exchange = new BodyExchange(connection.nextTag(), uids, receiver);
    try {
      ok(
          connection.run(
              exchange,
              response -> {
                if (!exchange.told(response)) {
                  note(response);
                }
              }));
    } catch (ConnectionLostException e) {
      IOException why = exchange.gaveUp();
      throw why == null ? e : why;
    }
    UidSet received = exchange.received();
    for (long uid : exchange.late().stream().toArray()) {
      received = received.with(fetchBodies(UidSet.of(uid), receiver));
    }
    return received;
  }

  /// The UIDs of the messages in the mailbox that is open which the key finds (RFC 3501 §6.4.4).
  public UidSet search(SearchKey key) throws IOException {
    // The text of a key shows all its strings. Not every server takes a charset, so it is only
    // named where it must be.
    boolean ascii = key.toString().chars().allMatch(c -> c < 0x80);
    Optional<String> charset = ascii ? Optional.empty() : Optional.of("UTF-8");
    SearchCommand command = new SearchCommand(true, charset, Optional.of(key));
    return UidSet.of(
        collect(Response.Search.class, command::write).stream()
            .flatMapToLong(found -> found.numbers().stream().mapToLong(Long::longValue))
            .filter(uid -> uid > 0)
            .toArray());
  }

  /// Changes the flags of messages in the mailbox that is open (RFC 3501 §6.4.6).
  public void store(UidSet uids, StoreCommand.Mode mode, Set<Flag> flags) throws IOException {
    if (!uids.isEmpty()) {
      run(new StoreCommand(true, SequenceSet.of(uids), mode, true, flags));
    }
  }

  /// Copies the messages with these UIDs from the mailbox that is open; all of them or none (RFC
  /// 3501 §6.4.7).
  ///
  /// @return where they are now; empty if the server does not tell (`UIDPLUS`, RFC 4315)
  public Optional<ResponseCode.CopyUid> copy(UidSet uids, MailboxName target) throws IOException {
    Completion completion =
        ok(connection.run(new CopyCommand(true, SequenceSet.of(uids), target), this::note));
    return completion.code().flatMap(ImapClient::copyUid);
  }

  /// Moves the messages with these UIDs from the mailbox that is open (RFC 6851).
  ///
  /// @return where they are now; empty if the server does not tell
  /// @throws MissingCapabilityException from a server without `MOVE`
  public Optional<ResponseCode.CopyUid> move(UidSet uids, MailboxName target) throws IOException {
    capabilities.require("MOVE");
    List<Response.Condition> told = new ArrayList<>();
    Completion completion =
        ok(
            connection.run(
                new MoveCommand(true, SequenceSet.of(uids), target),
                response -> {
                  note(response);
                  if (response instanceof Response.Condition condition) {
                    told.add(condition);
                  }
                }));
    // RFC 6851 §4.3: it comes before the EXPUNGE responses, not with the tag; some do otherwise.
    return Stream.concat(told.stream().map(Response.Condition::code), Stream.of(completion.code()))
        .flatMap(Optional::stream)
        .flatMap(code -> copyUid(code).stream())
        .findFirst();
  }

  private static Optional<ResponseCode.CopyUid> copyUid(ResponseCode code) {
    return code instanceof ResponseCode.CopyUid copied ? Optional.of(copied) : Optional.empty();
  }

  /// Removes those of these messages that have `\Deleted`, and no others (RFC 4315 §2.1).
  ///
  /// @throws MissingCapabilityException from a server without `UIDPLUS`
  public void expunge(UidSet uids) throws IOException {
    capabilities.require("UIDPLUS");
    run(new ExpungeCommand(Optional.of(SequenceSet.of(uids))));
  }

  /// Gives the server a chance to tell news, to which [#listen] listens (RFC 3501 §6.1.2).
  public void noop() throws IOException {
    run(new NoopCommand());
  }

  /// Says goodbye; what is left is to [#close].
  public void logout() throws IOException {
    run(new LogoutCommand());
  }

  /// Runs a command and takes the responses of one kind; the others are news.
  private <T extends Response> List<T> collect(Class<T> kind, Exchange.Words command)
      throws IOException {
    List<T> found = new ArrayList<>();
    ok(
        connection.run(
            Exchange.of(connection.nextTag(), command),
            response -> {
              if (kind.isInstance(response)) {
                found.add(kind.cast(response));
              } else {
                note(response);
              }
            }));
    return found;
  }

  private void run(Command command) throws IOException {
    ok(connection.run(command, this::note));
  }

  private Completion ok(Completion completion) throws IOException {
    if (completion.status() != Completion.Status.OK) {
      throw new RefusedException(completion);
    }
    capabilities.note(completion.code());
    return completion;
  }

  private void note(Response response) {
    if (response instanceof Response.Capability(List<String> told)) {
      capabilities.note(told);
    } else {
      listener.accept(response);
    }
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
