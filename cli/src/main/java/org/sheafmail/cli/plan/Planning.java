package org.sheafmail.cli.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;

/// Finds out where messages belong, before any of them is sent.
///
/// @param place the mailbox for everything, if the user has named one
/// @param specialUse whether the server's own sent mail, drafts and so on are used
public record Planning(
    Supply supply, Optional<MailboxName> place, List<Routes.Rule> rules, boolean specialUse) {

  /// Finds what earlier runs have stored of a source.
  @FunctionalInterface
  public interface Remembering {
    /// Looks for it.
    ///
    /// @param source its name
    Upload.Earlier earlier(String source) throws StoppedException;
  }

  public Planning {
    rules = List.copyOf(rules);
  }

  /// The ways to this server.
  public Routes routes(ServerSide server) {
    return new Routes(place, rules, server, specialUse);
  }

  /// The sources, each message with the mailboxes it goes to.
  public List<Upload.Source> sources(Routes routes, Supply.Wanted wanted) throws StoppedException {
    return supply.sources(routes, wanted, _ -> {});
  }

  /// Brings over what is not in the messages, once these are there.
  public void finish(Upload.Connecting to, Consumer<String> notes) {
    supply.finish(to, notes);
  }

  /// Reads the sources and asks the server; nothing is changed on either side.
  ///
  /// @param inspector none to leave the server alone
  /// @param larger messages of more octets are to be left out, if set
  /// @param begun given the survey that begins, to look at it while it goes on
  public Plan plan(
      Optional<Inspector> inspector,
      Remembering remembering,
      OptionalLong larger,
      Consumer<Survey> begun)
      throws StoppedException {
    ServerSide server = inspector.isPresent() ? inspector.get().server() : ServerSide.UNKNOWN;
    Routes routes = routes(server);
    Survey.Knowing knowing =
        inspector.isPresent()
            ? inspector.get()::mailbox
            : _ -> MailboxFacts.nothing(OptionalLong.empty());
    Survey survey =
        new Survey(knowing, larger, !server.known() || server.capabilities().contains("BINARY"));
    begun.accept(survey);
    for (Upload.Source source : supply.sources(routes, Supply.Wanted.SIZES, survey::passedOver)) {
      survey.read(source, remembering.earlier(source.name()));
    }
    for (MailboxName mailbox : supply.mailboxes(routes)) {
      survey.make(mailbox);
    }
    List<Response.Quota> quotas = inspector.isPresent() ? inspector.get().quotas() : List.of();
    Map<MailboxName, Set<Flag>> lost =
        inspector.isPresent() ? keywordsLost(inspector.get(), survey) : Map.of();
    return Plan.of(server, survey, routes, quotas, lost);
  }

  /// The keywords that mailboxes cannot keep. Of one that is not there yet INBOX tells.
  private static Map<MailboxName, Set<Flag>> keywordsLost(Inspector inspector, Survey survey)
      throws StoppedException {
    Map<MailboxName, Set<Flag>> lost = new TreeMap<>();
    for (Share share : survey.shares()) {
      if (!share.keywords().isEmpty()) {
        MailboxName asked = share.facts().exists() ? share.mailbox() : MailboxName.INBOX;
        Optional<ResponseCode.PermanentFlags> lasting = inspector.lastingFlags(asked);
        if (lasting.isPresent() && !lasting.get().newKeywords()) {
          Set<Flag> gone = new LinkedHashSet<>(share.keywords());
          gone.removeAll(lasting.get().flags());
          lost.put(share.mailbox(), gone);
        }
      }
    }
    return lost;
  }
}
