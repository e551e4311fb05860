package org.sheafmail.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.sheafmail.cli.sample.SampleMailbox;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.AppendResult;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.store.MailStore;

/// Uploads the sample mailbox as one batch, reads it back, and tells what happened.
final class Demonstration {
  private static final double NANOS = 1e9;

  private final Terminal terminal;
  private final PrintStream out;
  private final InetSocketAddress address;
  private final Supplier<MailStore.Counters> counters;

  Demonstration(
      Terminal terminal, InetSocketAddress address, Supplier<MailStore.Counters> counters) {
    this.terminal = terminal;
    this.out = terminal.out();
    this.address = address;
    this.counters = counters;
  }

  void run(String user, String password) throws CommandFailure {
    List<AppendItem> messages = SampleMailbox.messages();
    try (ImapClient client = ImapClient.connect(address, ClientOptions.plain())) {
      client.login(user, password);
      client.select(MailboxName.INBOX);
      UidSet uids = upload(client, messages);
      readBack(client, messages, uids);
      client.logout();
    } catch (AuthenticationException e) {
      throw failure(ExitCode.AUTHENTICATION, e);
    } catch (RefusedException e) {
      throw failure(ExitCode.REFUSED, e);
    } catch (IOException e) {
      throw failure(ExitCode.CONNECT, e);
    }
  }

  private static CommandFailure failure(ExitCode code, IOException e) {
    return new CommandFailure(code, String.valueOf(e.getMessage()), e);
  }

  private UidSet upload(ImapClient client, List<AppendItem> messages)
      throws IOException, CommandFailure {
    long octets = messages.stream().mapToLong(AppendItem::size).sum();
    long syncsBefore = counters.get().syncs();
    long begun = System.nanoTime();
    AppendResult result;
    try (Progress progress = Progress.of(terminal, "Uploading", messages.size())) {
      result = client.append(MailboxName.INBOX, messages.stream().map(progress::counting).toList());
    }
    double seconds = (System.nanoTime() - begun) / NANOS;
    long syncs = counters.get().syncs() - syncsBefore;
    AppendResult.Uids uids =
        result
            .uids()
            .orElseThrow(() -> new CommandFailure(ExitCode.INTERNAL, "the server told no UIDs"));
    out.println(terminal.bold("One APPEND command, all or nothing"));
    out.printf(
        Locale.ENGLISH,
        "  messages   %,d, %,d octets, sent without waiting once%n",
        result.messages(),
        octets);
    out.printf(
        Locale.ENGLISH,
        "  time       %.3f s, %,.0f messages/s%n",
        seconds,
        result.messages() / seconds);
    out.printf(
        Locale.ENGLISH,
        "  UIDs       %s, in the order sent (UIDVALIDITY %s)%n",
        uids.uids(),
        uids.uidValidity());
    out.printf(
        Locale.ENGLISH,
        "  disk syncs %d from the first octet to the OK, those made ahead of time included%n",
        syncs);
    return uids.uids();
  }

  private void readBack(ImapClient client, List<AppendItem> messages, UidSet uids)
      throws IOException, CommandFailure {
    long first = uids.ranges().getFirst().first();
    ReadBack seen = new ReadBack();
    client.fetch(
        uids,
        List.of(
            FetchItem.Attribute.FLAGS,
            FetchItem.Attribute.INTERNALDATE,
            new FetchItem.Body(Section.WHOLE, true, Optional.empty())),
        fetch -> {
          long uid = fetch.first(FetchData.UidIs.class).orElseThrow().uid();
          seen.compare(messages.get(Math.toIntExact(uid - first)), fetch);
        });
    if (seen.same != messages.size()) {
      throw new CommandFailure(
          ExitCode.INTERNAL,
          "only " + seen.same + " of " + messages.size() + " messages came back as they were sent");
    }
    out.printf(
        Locale.ENGLISH,
        "  read back  %,d messages, each octet, flag and date as sent; %,d unread%n",
        seen.same,
        seen.unread);
  }

  /// Compares what comes back with what was sent.
  private static final class ReadBack {
    private int same;
    private int unread;

    void compare(AppendItem sent, Response.Fetch fetch) {
      boolean octets =
          fetch
              .first(FetchData.SectionIs.class)
              .flatMap(FetchData.SectionIs::octets)
              .filter(o -> Arrays.equals(o.toByteArray(), octets(sent)))
              .isPresent();
      boolean date =
          fetch
              .first(FetchData.InternalDate.class)
              .map(FetchData.InternalDate::dateTime)
              .equals(sent.internalDate());
      boolean flags =
          fetch
              .first(FetchData.Flags.class)
              .filter(f -> f.flags().equals(sent.flags()))
              .isPresent();
      same += octets && date && flags ? 1 : 0;
      unread += sent.flags().contains(Flag.SEEN) ? 0 : 1;
    }

    private static byte[] octets(AppendItem item) {
      try (InputStream in = Channels.newInputStream(item.body().open())) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException("a message in memory can be read", e);
      }
    }
  }
}
