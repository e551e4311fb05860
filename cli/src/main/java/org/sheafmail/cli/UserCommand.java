package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.sheafmail.server.auth.UserException;
import org.sheafmail.server.auth.UsersFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sheaf user`: who may log in. Works beside a running server, which takes notice at once.
@Command(
    name = "user",
    header = "Manage who may log in; a running server takes notice at once.",
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf user add ada --data /srv/mail                  Asks for a password, twice",
      "  sheaf user add ada --data /srv/mail < secret.txt     Takes it from standard input",
      "  sheaf user list --data /srv/mail",
      ""
    },
    synopsisSubcommandLabel = "COMMAND")
final class UserCommand {
  private UserCommand() {}

  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new UserCommand())
        .addSubcommand(new Add(terminal))
        .addSubcommand(new ListUsers(terminal))
        .addSubcommand(new Remove(terminal))
        .addSubcommand(new Passwd(terminal));
  }

  /// A command that reads or changes the users file.
  private abstract static class OnUsers implements Callable<Integer> {
    final Terminal terminal;

    @Option(
        names = "--data",
        required = true,
        paramLabel = "DIR",
        description = "The server's data directory.")
    private Path data = Path.of("");

    OnUsers(Terminal terminal) {
      this.terminal = terminal;
    }

    abstract void run(UsersFile users) throws IOException, UserException, CommandFailure;

    Path directory(Path data) throws CommandFailure {
      return DataDirectory.existing(data);
    }

    @Override
    public Integer call() throws CommandFailure {
      try {
        run(new UsersFile(directory(data), new SecureRandom()));
        return ExitCode.OK.code();
      } catch (UserException e) {
        throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw new CommandFailure(ExitCode.USAGE, DataDirectory.problem(data, e), e);
      }
    }
  }

  /// A command about one user.
  private abstract static class OnUser extends OnUsers {
    @Parameters(index = "0", paramLabel = "NAME", description = "The user's name.")
    String name = "";

    OnUser(Terminal terminal) {
      super(terminal);
    }
  }

  @Command(
      name = "add",
      description = "Let somebody log in. The password is asked for, or read from standard input.")
  private static final class Add extends OnUser {
    Add(Terminal terminal) {
      super(terminal);
    }

    @Override
    Path directory(Path data) throws CommandFailure {
      return DataDirectory.usable(data);
    }

    @Override
    void run(UsersFile users) throws IOException, UserException, CommandFailure {
      users.add(name, terminal.newPassword(name));
      terminal.err().println("User " + name + " can log in now.");
    }
  }

  @Command(name = "list", description = "Print the names of all users, one to a line.")
  private static final class ListUsers extends OnUsers {
    ListUsers(Terminal terminal) {
      super(terminal);
    }

    @Override
    void run(UsersFile users) throws IOException {
      users.list().forEach(terminal.out()::println);
    }
  }

  @Command(name = "remove", description = "Let somebody log in no more. The mail stays.")
  private static final class Remove extends OnUser {
    Remove(Terminal terminal) {
      super(terminal);
    }

    @Override
    void run(UsersFile users) throws IOException, UserException {
      users.remove(name);
      terminal.err().println("User " + name + " can no longer log in; the mail is still there.");
    }
  }

  @Command(name = "passwd", description = "Give a user another password, read as by add.")
  private static final class Passwd extends OnUser {
    Passwd(Terminal terminal) {
      super(terminal);
    }

    @Override
    void run(UsersFile users) throws IOException, UserException, CommandFailure {
      users.passwd(name, terminal.newPassword(name));
      terminal.err().println("User " + name + " has a new password.");
    }
  }
}
