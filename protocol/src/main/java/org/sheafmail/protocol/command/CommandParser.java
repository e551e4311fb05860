package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.WireReader;

/// Reads commands (RFC 3501 §9, `command`), in whatever case their names are written.
public final class CommandParser {
  private CommandParser() {}

  /// The next command, or null if the connection ended before it. It has been read to its end, but
  /// for `APPEND`, whose messages are still to come.
  ///
  /// @throws SyntaxException with the tag, if there is one; the rest of the command is still to be
  ///   passed over ([WireReader#skipCommand])
  public static @Nullable TaggedCommand parse(WireReader in) throws IOException {
    if (!in.begin()) {
      return null;
    }
    String tag = in.tag();
    try {
      in.sp();
      Command command = command(in);
      if (!(command instanceof AppendCommand)) {
        in.crlf();
      }
      return new TaggedCommand(tag, command);
    } catch (SyntaxException e) {
      throw e.tagged(tag);
    }
  }

  /// rfc3501/command-case
  private static Command command(WireReader in) throws IOException {
    String name = in.word();
    return switch (name) {
      case "CAPABILITY" -> new CapabilityCommand();
      case "ID" -> IdCommand.parse(in);
      case "LOGOUT" -> new LogoutCommand();
      case "NOOP" -> new NoopCommand();
      case "AUTHENTICATE" -> AuthenticateCommand.parse(in);
      case "LOGIN" -> LoginCommand.parse(in);
      case "STARTTLS" -> new StartTlsCommand();
      case "APPEND" -> AppendCommand.parse(in);
      case "CREATE" -> CreateCommand.parse(in);
      case "DELETE" -> DeleteCommand.parse(in);
      case "ENABLE" -> EnableCommand.parse(in);
      case "EXAMINE" -> ExamineCommand.parse(in);
      case "IDLE" -> new IdleCommand();
      case "LIST" -> ListCommand.parse(in);
      case "LSUB" -> LsubCommand.parse(in);
      case "NAMESPACE" -> new NamespaceCommand();
      case "RENAME" -> RenameCommand.parse(in);
      case "SELECT" -> SelectCommand.parse(in);
      case "STATUS" -> StatusCommand.parse(in);
      case "SUBSCRIBE" -> SubscribeCommand.parse(in);
      case "UNSUBSCRIBE" -> UnsubscribeCommand.parse(in);
      case "CHECK" -> new CheckCommand();
      case "CLOSE" -> new CloseCommand();
      case "EXPUNGE" -> new ExpungeCommand(Optional.empty());
      case "UNSELECT" -> new UnselectCommand();
      case "UID" -> uidCommand(in);
      default -> messageCommand(in, name, false);
    };
  }

  /// `uid = "UID" SP (copy / fetch / search / store)`, and what later documents add to it.
  private static Command uidCommand(WireReader in) throws IOException {
    in.sp();
    String name = in.word();
    return name.equals("EXPUNGE") ? ExpungeCommand.parseUid(in) : messageCommand(in, name, true);
  }

  private static Command messageCommand(WireReader in, String name, boolean uid)
      throws IOException {
    return switch (name) {
      case "COPY" -> CopyCommand.parse(in, uid);
      case "FETCH" -> FetchCommand.parse(in, uid);
      case "MOVE" -> MoveCommand.parse(in, uid);
      case "SEARCH" -> SearchCommand.parse(in, uid);
      case "STORE" -> StoreCommand.parse(in, uid);
      default -> throw in.error("unknown command" + (uid ? " after UID" : ""));
    };
  }
}
