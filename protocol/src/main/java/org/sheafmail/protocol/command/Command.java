package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// What a client asks of a server. The groups are those of the grammar (RFC 3501 §9) and say in
/// which state a command may come.
public sealed interface Command {
  /// Writes the command as a client does, without tag and CRLF.
  void write(WireWriter out) throws IOException;

  /// `command-any`: valid in all states.
  sealed interface Any extends Command
      permits CapabilityCommand, IdCommand, LogoutCommand, NoopCommand {}

  /// `command-nonauth`: valid in the not authenticated state alone.
  sealed interface NonAuth extends Command
      permits AuthenticateCommand, LoginCommand, StartTlsCommand {}

  /// `command-auth`: valid in the authenticated and the selected state.
  sealed interface Auth extends Command
      permits AppendCommand,
          CreateCommand,
          DeleteCommand,
          EnableCommand,
          ExamineCommand,
          IdleCommand,
          ListCommand,
          LsubCommand,
          NamespaceCommand,
          RenameCommand,
          SelectCommand,
          StatusCommand,
          SubscribeCommand,
          UnsubscribeCommand {}

  /// `command-select`: valid in the selected state alone.
  sealed interface Select extends Command
      permits CheckCommand,
          CloseCommand,
          CopyCommand,
          ExpungeCommand,
          FetchCommand,
          MoveCommand,
          SearchCommand,
          StoreCommand,
          UnselectCommand {}
}
