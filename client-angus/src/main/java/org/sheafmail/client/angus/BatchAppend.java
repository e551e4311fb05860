package org.sheafmail.client.angus;

import jakarta.mail.Flags;
import jakarta.mail.FolderClosedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.StoreClosedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ConnectionException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.INTERNALDATE;
import org.jspecify.annotations.Nullable;

/// Appends messages of Jakarta Mail to a folder as one batch.
///
/// `IMAPFolder.appendMessages` sends one command for each message and waits for each answer; when
/// one is refused, those before it are in the folder and the caller does not know which. Here it is
/// one command for all (`MULTIAPPEND`, RFC 3502): all of them are in the folder afterwards, or
/// none.
///
/// ```java
/// IMAPFolder folder = (IMAPFolder) store.getFolder("Archive");
/// AppendUID[] uids = BatchAppend.append(folder, messages);
/// ```
///
/// The messages go over the connection of the folder, or of its store if the folder is not open,
/// with their flags and received dates, and are written as they are sent.
///
/// Stateless; two threads may append to the same folder, one after the other.
public final class BatchAppend {
  private static final Pattern APPENDUID =
      Pattern.compile("\\[APPENDUID (\\d{1,10}) ([\\d:,]+)]", Pattern.CASE_INSENSITIVE);

  private BatchAppend() {}

  /// True if the server of this folder takes a batch whole or not at all.
  public static boolean isSupported(IMAPFolder folder) throws MessagingException {
    return (Boolean) folder.doCommand(protocol -> protocol.hasCapability("MULTIAPPEND"));
  }

  /// Appends all of the messages, or none.
  ///
  /// @param messages one or more; each is written twice, and must be the same both times
  /// @return where they are now, in their order; null for each if the server does not tell, as with
  ///   [IMAPFolder#appendUIDMessages]
  /// @throws MessagingException if nothing was appended: with the server's words, or because the
  ///   server has no `MULTIAPPEND`
  /// @throws FolderClosedException or [StoreClosedException] if the connection was lost, and nobody
  ///   knows
  public static @Nullable AppendUID[] append(IMAPFolder folder, Message... messages)
      throws MessagingException {
    if (messages.length == 0) {
      return new AppendUID[0];
    }
    List<MessageLiteral> literals = new ArrayList<>();
    for (Message message : messages) {
      literals.add(new MessageLiteral(message));
    }
    List<Flags> flags = new ArrayList<>();
    List<Optional<Date>> dates = new ArrayList<>();
    for (Message message : messages) {
      flags.add(message.getFlags());
      dates.add(Optional.ofNullable(message.getReceivedDate()));
    }
    Object completion =
        folder.doCommand(protocol -> {
          if (messages.length > 1 && !protocol.hasCapability("MULTIAPPEND")) {
            throw new ProtocolException("the server has no MULTIAPPEND");
          }
          Argument arguments = mailbox(protocol, folder.getFullName());
          for (int i = 0; i < literals.size(); i++) {
            addMessage(arguments, flags.get(i), dates.get(i), literals.get(i));
          }
          return append(protocol, arguments);
        });
    return appendUids((String) completion, messages.length);
  }

  private static String append(IMAPProtocol protocol, Argument arguments) throws ProtocolException {
    Response[] responses = protocol.command("APPEND", arguments);
    protocol.notifyResponseHandlers(responses);
    Response last = responses[responses.length - 1];
    protocol.handleResult(last);
    return last.toString();
  }

  /// The folder's name as the server knows it (RFC 3501 §5.1.3, RFC 6855 §3).
  private static Argument mailbox(IMAPProtocol protocol, String fullName) {
    Argument arguments = new Argument();
    return protocol.supportsUtf8()
        ? arguments.writeString(fullName, StandardCharsets.UTF_8)
        : arguments.writeString(BASE64MailboxEncoder.encode(fullName));
  }

  private static void addMessage(
      Argument arguments, Flags flags, Optional<Date> received, MessageLiteral literal) {
    arguments.writeAtom(flagList(flags));
    received.ifPresent(date -> arguments.writeString(INTERNALDATE.format(date)));
    arguments.writeBytes(literal);
  }

  /// `flag-list`, without `\Recent`, which is no client's to set.
  private static String flagList(Flags flags) {
    List<String> names = new ArrayList<>();
    for (Flags.Flag flag : flags.getSystemFlags()) {
      systemFlag(flag).ifPresent(names::add);
    }
    names.addAll(List.of(flags.getUserFlags()));
    return "(" + String.join(" ", names) + ")";
  }

  private static Optional<String> systemFlag(Flags.Flag flag) {
    if (flag == Flags.Flag.ANSWERED) {
      return Optional.of("\\Answered");
    } else if (flag == Flags.Flag.DELETED) {
      return Optional.of("\\Deleted");
    } else if (flag == Flags.Flag.DRAFT) {
      return Optional.of("\\Draft");
    } else if (flag == Flags.Flag.FLAGGED) {
      return Optional.of("\\Flagged");
    } else if (flag == Flags.Flag.SEEN) {
      return Optional.of("\\Seen");
    }
    return Optional.empty();
  }

  /// What `APPENDUID` tells (RFC 4315 §3). A set of another size cannot be matched with the batch.
  private static @Nullable AppendUID[] appendUids(String completion, int count) {
    @Nullable AppendUID[] uids = new AppendUID[count];
    Matcher code = APPENDUID.matcher(completion);
    if (!code.find()) {
      return uids;
    }
    List<Long> told = new ArrayList<>();
    for (String range : code.group(2).split(",", -1)) {
      String[] ends = range.split(":", -1);
      long first = Long.parseLong(ends[0]);
      long last = Long.parseLong(ends[ends.length - 1]);
      for (long uid = first; uid <= last && told.size() <= count; uid++) {
        told.add(uid);
      }
    }
    for (int i = 0; told.size() == count && i < count; i++) {
      uids[i] = new AppendUID(Long.parseLong(code.group(1)), told.get(i));
    }
    return uids;
  }

  /// Appends the messages one by one, for servers without `MULTIAPPEND`. One that is refused costs
  /// the others nothing, and it does not throw when the connection is lost: what is returned says
  /// what is known of each message.
  public static List<AppendOutcome> appendEach(IMAPFolder folder, Message... messages) {
    List<AppendOutcome> outcomes = new ArrayList<>();
    for (Message message : messages) {
      boolean lost = !outcomes.isEmpty() && isLost(outcomes.getLast());
      outcomes.add(lost ? new AppendOutcome.NotSent() : appendOne(folder, message));
    }
    return outcomes;
  }

  private static boolean isLost(AppendOutcome outcome) {
    return outcome instanceof AppendOutcome.Unknown || outcome instanceof AppendOutcome.NotSent;
  }

  private static AppendOutcome appendOne(IMAPFolder folder, Message message) {
    try {
      return new AppendOutcome.Stored(Optional.ofNullable(append(folder, message)[0]));
    } catch (FolderClosedException | StoreClosedException e) {
      return new AppendOutcome.Unknown(e);
    } catch (MessagingException e) {
      return e.getCause() instanceof ConnectionException
          ? new AppendOutcome.Unknown(e)
          : new AppendOutcome.Refused(e);
    }
  }
}
