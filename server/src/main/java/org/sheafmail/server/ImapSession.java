package org.sheafmail.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sheafmail.protocol.command.AppendCommand;
import org.sheafmail.protocol.command.AuthenticateCommand;
import org.sheafmail.protocol.command.CapabilityCommand;
import org.sheafmail.protocol.command.CheckCommand;
import org.sheafmail.protocol.command.CloseCommand;
import org.sheafmail.protocol.command.Command;
import org.sheafmail.protocol.command.CommandParser;
import org.sheafmail.protocol.command.CopyCommand;
import org.sheafmail.protocol.command.CreateCommand;
import org.sheafmail.protocol.command.DeleteCommand;
import org.sheafmail.protocol.command.EnableCommand;
import org.sheafmail.protocol.command.ExamineCommand;
import org.sheafmail.protocol.command.ExpungeCommand;
import org.sheafmail.protocol.command.FetchCommand;
import org.sheafmail.protocol.command.IdCommand;
import org.sheafmail.protocol.command.IdleCommand;
import org.sheafmail.protocol.command.ListCommand;
import org.sheafmail.protocol.command.LoginCommand;
import org.sheafmail.protocol.command.LogoutCommand;
import org.sheafmail.protocol.command.LsubCommand;
import org.sheafmail.protocol.command.MoveCommand;
import org.sheafmail.protocol.command.NamespaceCommand;
import org.sheafmail.protocol.command.NoopCommand;
import org.sheafmail.protocol.command.RenameCommand;
import org.sheafmail.protocol.command.SearchCommand;
import org.sheafmail.protocol.command.SelectCommand;
import org.sheafmail.protocol.command.StartTlsCommand;
import org.sheafmail.protocol.command.StatusCommand;
import org.sheafmail.protocol.command.StoreCommand;
import org.sheafmail.protocol.command.SubscribeCommand;
import org.sheafmail.protocol.command.TaggedCommand;
import org.sheafmail.protocol.command.UnselectCommand;
import org.sheafmail.protocol.command.UnsubscribeCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.protocol.wire.MailboxNameException;
import org.sheafmail.protocol.wire.SkipOutcome;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.WireLimits;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.server.SessionState.Authenticated;
import org.sheafmail.server.SessionState.Logout;
import org.sheafmail.server.SessionState.NotAuthenticated;
import org.sheafmail.server.SessionState.Selected;
import org.sheafmail.store.Account;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's session (RFC 3501 §3): reads a command, executes it, tells what else has changed,
/// answers, and again. Runs on one thread.
final class ImapSession {
  private static final Logger LOG = LoggerFactory.getLogger(ImapSession.class);

  private final Services services;
  private final Limits limits;
  private final Connection connection;
  private final LoginHandler login;
  private WireReader in;
  private ResponseWriter out;
  private SessionState state = new NotAuthenticated();
  private int badBeforeLogin;

  ImapSession(Services services, Connection connection) {
    this.services = services;
    this.limits = services.limits();
    this.connection = connection;
    this.login = new LoginHandler(services, connection, this::loggedIn);
    this.out = newWriter();
    this.in = newReader();
  }

  private WireReader newReader() {
    Limits.Commands commands = limits.commands();
    return new WireReader(
        connection.in(),
        this::askForLiteral,
        new WireLimits(
            commands.lineLengthMax(),
            commands.literalSizeMax(),
            commands.literalsMax(),
            limits.append().drainOctetsMax()),
        services.config().hierarchySeparator());
  }

  private void askForLiteral() throws IOException {
    out.continuation("Ready for the literal");
    out.flush();
  }

  private ResponseWriter newWriter() {
    return new ResponseWriter(connection.out(), services.config().hierarchySeparator());
  }

  /// Talks to the client until one of the two has had enough.
  void run() {
    try {
      // rfc3501/greeting: what the server can do comes with it and saves a round trip.
      out.untagged(Completion.ok(new ResponseCode.Capability(capabilities()), "Sheaf ready"));
      out.flush();
      while (!(state instanceof Logout)) {
        next();
      }
    } catch (ByeException e) {
      farewell(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.debug("connection to {} lost", connection, e);
    } catch (RuntimeException | Error e) {
      LOG.error("session with {} failed", connection, e);
      farewell("Internal error");
    } finally {
      leave();
      connection.closeGently();
    }
  }

  /// rfc3501/pipelining, rfc3502/pipelined, rfc3501/continuation-before-next: a command is answered
  /// before the next one is read, however many were sent ahead.
  private void next() throws IOException {
    if (connection.closing()) {
      throw new ByeException("Server shutting down");
    }
    if (!(state instanceof NotAuthenticated)) {
      connection.patience(limits.timeouts().idle());
    }
    try {
      TaggedCommand tagged = CommandParser.parse(in);
      if (tagged == null) {
        leave();
        return;
      }
      SessionState before = state;
      Completion completion = executeSafely(tagged.command());
      answer(tagged, completion, state.equals(before));
    } catch (SyntaxException e) {
      refuse(e);
    }
  }

  /// What the client gets for a command that could not even be read (RFC 3501 §7.1.3).
  ///
  /// rfc3501/unknown-command, rfc3501/untagged-parse-error, rfc3502/tag-answers: with the tag, if
  /// one could be read.
  private void refuse(SyntaxException e) throws IOException {
    finish(e.tag(), completion(e), passOverRest());
    if (state instanceof NotAuthenticated
        && ++badBeforeLogin >= limits.commands().badBeforeLoginMax()) {
      throw new ByeException("Too many commands that are none");
    }
  }

  private static Completion completion(SyntaxException e) {
    String text = String.valueOf(e.getMessage());
    // rfc3502/bad-name: the grammar is kept, but no mailbox can be called that.
    return e instanceof MailboxNameException
        ? Completion.no(Word.CANNOT, text)
        : Completion.bad(text);
  }

  private Completion executeSafely(Command command) throws IOException {
    try {
      return execute(command);
    } catch (SyntaxException e) {
      return completion(e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof ByeException || connection.lost()) {
        throw e;
      }
      // rfc3502/serverbug: a bug, or a disk that fails; the other sessions know nothing of it.
      LOG.error("{} of {} failed", command.getClass().getSimpleName(), connection, e);
      if (!out.betweenResponses()) {
        throw e; // The client waits for the rest of a literal and would take any answer for it.
      }
      return Completion.no(Word.SERVERBUG, "Internal error; the log has the details");
    }
  }

  /// rfc3501/state-not-authenticated, rfc3501/state-authenticated, rfc3502/states: the groups of
  /// the grammar are the table of what is allowed where.
  private Completion execute(Command command) throws IOException {
    return switch (command) {
      case Command.Any c -> inAnyState(c);
      case Command.NonAuth c when state instanceof NotAuthenticated -> notAuthenticated(c);
      case Command.NonAuth _ -> Completion.bad("Already logged in");
      case Command.Auth c when state instanceof Authenticated(var account) ->
          authenticated(c, account);
      case Command.Auth c when state instanceof Selected(var account, _) ->
          authenticated(c, account);
      case Command.Auth _ -> Completion.bad("Log in first");
      case Command.Select c when state instanceof Selected(var account, var mailbox) ->
          selected(c, account, mailbox);
      case Command.Select _ -> Completion.bad("Select a mailbox first");
    };
  }

  private Completion inAnyState(Command.Any command) throws IOException {
    return switch (command) {
      // rfc3501/capability
      case CapabilityCommand _ -> {
        out.capability(capabilities());
        yield Completion.ok("CAPABILITY completed");
      }
      case IdCommand _ -> new IdHandler(out).handle();
      // rfc3501/noop: the news it is sent for come before its answer, as with any command.
      case NoopCommand _ -> Completion.ok("NOOP completed");
      // rfc3501/logout
      case LogoutCommand _ -> {
        leave();
        out.bye("Logging out");
        yield Completion.ok("LOGOUT completed");
      }
    };
  }

  private Completion notAuthenticated(Command.NonAuth command) throws IOException {
    return switch (command) {
      case LoginCommand c -> login.handle(c);
      case AuthenticateCommand c -> new AuthenticateHandler(services, login, in, out).handle(c);
      // rfc3501/starttls-once
      case StartTlsCommand _ ->
          services.certificates().isPresent() && !connection.encrypted()
              ? Completion.ok("Begin TLS negotiation now")
              : Completion.bad("STARTTLS is not offered here");
    };
  }

  private Completion authenticated(Command.Auth command, Account account) throws IOException {
    char separator = services.config().hierarchySeparator();
    return switch (command) {
      case AppendCommand c ->
          new AppendHandler(account, limits, connection, services.clock()).handle(c);
      case CreateCommand c -> new CreateHandler(account).handle(c);
      case DeleteCommand c -> new DeleteHandler(account).handle(c, selected(), this::select);
      case EnableCommand _ -> {
        out.enabled(List.of()); // Nothing announced has to be enabled; the rest is passed over.
        yield Completion.ok("ENABLE completed");
      }
      case ExamineCommand c -> new SelectHandler(account, out, this::select).examine(c);
      case IdleCommand _ -> new IdleHandler(account, connection, in, out).handle(selected());
      case ListCommand c -> new ListHandler(account, separator, out).handle(c);
      case LsubCommand c -> new ListHandler(account, separator, out).handle(c);
      case NamespaceCommand _ -> {
        out.namespace();
        yield Completion.ok("NAMESPACE completed");
      }
      case RenameCommand c -> new RenameHandler(account).handle(c);
      case SelectCommand c -> new SelectHandler(account, out, this::select).select(c);
      case StatusCommand c -> new StatusHandler(account, limits.append(), out).handle(c);
      case SubscribeCommand c -> new SubscribeHandler(account).handle(c);
      case UnsubscribeCommand c -> new SubscribeHandler(account).handle(c);
    };
  }

  private Completion selected(Command.Select command, Account account, SelectedMailbox mailbox)
      throws IOException {
    return switch (command) {
      // rfc3501/check: there is nothing left to do, all is durable.
      case CheckCommand _ -> Completion.ok("CHECK completed");
      case CloseCommand _ -> {
        Completion completion = new ExpungeHandler(account, mailbox).close();
        select(Optional.empty());
        yield completion;
      }
      case CopyCommand c -> new CopyHandler(account, mailbox, out).handle(c);
      case ExpungeCommand c -> new ExpungeHandler(account, mailbox).handle(c);
      case FetchCommand c -> new FetchHandler(mailbox, out).handle(c);
      case MoveCommand c -> new CopyHandler(account, mailbox, out).handle(c);
      case SearchCommand c -> new SearchHandler(mailbox, out).handle(c);
      case StoreCommand c -> new StoreHandler(mailbox, out).handle(c);
      case UnselectCommand _ -> {
        select(Optional.empty());
        yield Completion.ok("UNSELECT completed");
      }
    };
  }

  /// True if sequence numbers may shift before the answer to the command (RFC 3501 §7.4.1).
  ///
  /// rfc3501/no-expunge-between: nor while a literal is waited for, since news are told only with
  /// an answer.
  private static boolean mayExpunge(Command command) {
    return switch (command) {
      case FetchCommand c -> c.uid();
      case SearchCommand c -> c.uid();
      case StoreCommand c -> c.uid();
      default -> true;
    };
  }

  /// @param sameState false if the command has selected or left a mailbox, which is all its news
  private void answer(TaggedCommand tagged, Completion completion, boolean sameState)
      throws IOException {
    SkipOutcome rest = passOverRest();
    if (sameState && rest == SkipOutcome.IN_STEP && state instanceof Selected(_, var mailbox)) {
      // rfc3501/exists-sent, rfc3501/size-before-use, rfc3502/exists-before-ok
      mailbox.sync(out, mayExpunge(tagged.command()));
    }
    finish(Optional.of(tagged.tag()), completion, rest);
    if (tagged.command() instanceof StartTlsCommand
        && completion.status() == Completion.Status.OK) {
      startTls();
    }
    if (login.exhausted()) {
      throw new ByeException("Too many failed logins");
    }
  }

  /// rfc7888/line-end-checked: what is left of a refused command must not be taken for commands.
  ///
  /// rfc3502/literal-skip, rfc7888/unauthenticated: whatever was refused, and before login too.
  private SkipOutcome passOverRest() throws IOException {
    if (state instanceof NotAuthenticated || state instanceof Logout) {
      return in.skipCommand(); // There is a deadline already.
    }
    connection.deadline(limits.append().drainTimeMax());
    try {
      return in.skipCommand();
    } finally {
      connection.noDeadline();
    }
  }

  /// rfc3501/tag-echoed, rfc3502/answer-once: nothing else answers a command.
  private void finish(Optional<String> tag, Completion completion, SkipOutcome rest)
      throws IOException {
    if (tag.isPresent()) {
      out.tagged(tag.get(), completion);
    } else {
      out.untagged(completion);
    }
    switch (rest) {
      case IN_STEP -> out.flush();
      // rfc3502/literal-skip-bounded, rfc3502/literal-buffered-refusal: the session ends, not in
      // disorder.
      case OVER_LIMIT -> throw new ByeException("The rest of the command is too long to be read");
      case SENT_UNASKED -> throw new ByeException("The literal was sent without being asked for");
    }
  }

  private List<String> capabilities() {
    return Capabilities.of(services, connection, !(state instanceof NotAuthenticated));
  }

  /// What came in plain text after the command is dropped with the reader that holds it: somebody
  /// in between could have slipped it in.
  ///
  /// rfc3501/starttls
  private void startTls() throws IOException {
    connection.startTls(services.certificates().orElseThrow().context());
    out = newWriter();
    in = newReader();
  }

  private void loggedIn(Account account) {
    connection.noDeadline();
    state = new Authenticated(account);
  }

  private void select(Optional<SelectedMailbox> mailbox) {
    Account account = account().orElseThrow();
    state = mailbox.isPresent() ? new Selected(account, mailbox.get()) : new Authenticated(account);
  }

  private Optional<SelectedMailbox> selected() {
    return state instanceof Selected(_, var mailbox) ? Optional.of(mailbox) : Optional.empty();
  }

  private Optional<Account> account() {
    return switch (state) {
      case NotAuthenticated _, Logout _ -> Optional.empty();
      case Authenticated(var account) -> Optional.of(account);
      case Selected(var account, _) -> Optional.of(account);
    };
  }

  private void leave() {
    account().ifPresent(account -> services.sessionsPerUser().leave(account.name()));
    state = new Logout();
  }

  /// rfc3501/bye, rfc3501/state-logout
  private void farewell(String text) {
    try {
      if (out.betweenResponses()) {
        out.bye(text);
        out.flush();
      }
    } catch (IOException _) {
      // It is gone already.
    }
  }
}
