package org.sheafmail.cli.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.response.Response;

/// What an upload would do, and what would stand in its way.
///
/// @param warnings what is likely to be a surprise, each in one line
public record Plan(ServerSide server, Survey survey, Routes routes, List<String> warnings) {
  private static final long STORAGE_UNIT = 1024;
  private static final int KEYWORDS_NAMED_MAX = 10;

  public Plan {
    warnings = List.copyOf(warnings);
  }

  /// Puts together what was found out.
  ///
  /// @param lost keywords that mailboxes cannot keep
  static Plan of(
      ServerSide server,
      Survey survey,
      Routes routes,
      List<Response.Quota> quotas,
      Map<MailboxName, Set<Flag>> lost) {
    List<String> warnings = new ArrayList<>();
    quotas.forEach(quota -> quota.resources().forEach(r -> shortOf(quota, r, survey, warnings)));
    keywordsLost(lost, warnings);
    nul(survey, warnings);
    unsettled(survey, warnings);
    alikeButForCase(server, survey, warnings);
    joined(routes, warnings);
    return new Plan(server, survey, routes, warnings);
  }

  private static void shortOf(
      Response.Quota quota,
      Response.Quota.Resource resource,
      Survey survey,
      List<String> warnings) {
    long free = Math.max(0, resource.limit() - resource.usage());
    String root = quota.root().isEmpty() ? "The quota" : "The quota \"" + quota.root() + "\"";
    switch (resource.name()) {
      case "STORAGE" -> {
        long coming = survey.shares().stream().mapToLong(Share::octets).sum();
        if (coming > free * STORAGE_UNIT) {
          warnings.add(
              root
                  + " leaves room for "
                  + Sizes.octets(free * STORAGE_UNIT)
                  + ", and "
                  + Sizes.octets(coming)
                  + " are to come.");
        }
      }
      case "MESSAGE" -> {
        long coming = survey.messages() + survey.copies();
        if (coming > free) {
          warnings.add(
              root
                  + " leaves room for "
                  + Sizes.count(free, "message")
                  + ", and "
                  + coming
                  + " are to come.");
        }
      }
      default -> {
        // Nothing an upload takes from.
      }
    }
  }

  private static void keywordsLost(Map<MailboxName, Set<Flag>> lost, List<String> warnings) {
    lost.forEach((mailbox, keywords) -> {
      if (!keywords.isEmpty()) {
        warnings.add(
            mailbox
                + " cannot keep the keywords "
                + keywords.stream()
                    .limit(KEYWORDS_NAMED_MAX)
                    .map(Flag::toString)
                    .collect(Collectors.joining(", "))
                + (keywords.size() > KEYWORDS_NAMED_MAX ? " and more." : "."));
      }
    });
  }

  private static void nul(Survey survey, List<String> warnings) {
    survey
        .firstWithNul()
        .ifPresent(first ->
            warnings.add(
                Sizes.count(survey.withNul(), "message")
                    + " with NUL octets, which many servers refuse (--on-nul): "
                    + first.origin()
                    + (survey.withNul() > 1 ? " is the first." : ".")));
  }

  private static void unsettled(Survey survey, List<String> warnings) {
    if (survey.unsettled() > 0) {
      warnings.add(
          "The last run was cut off: up to "
              + survey.unsettled()
              + " of these messages are stored already, which an upload finds out first.");
    }
  }

  private static void alikeButForCase(ServerSide server, Survey survey, List<String> warnings) {
    Map<String, Set<MailboxName>> alike = new TreeMap<>();
    survey.shares().forEach(share -> alike(alike, share.mailbox()).add(share.mailbox()));
    server.mailboxes().stream()
        .filter(name -> alike.containsKey(name.toString().toLowerCase(Locale.ROOT)))
        .forEach(name -> alike(alike, name).add(name));
    for (Set<MailboxName> names : alike.values()) {
      if (names.size() > 1) {
        warnings.add(
            names.stream().map(MailboxName::toString).sorted().collect(Collectors.joining(" and "))
                + " differ in case alone: two mailboxes, or one where case makes no difference"
                + " (--map joins them).");
      }
    }
  }

  private static Set<MailboxName> alike(Map<String, Set<MailboxName>> alike, MailboxName name) {
    return alike.computeIfAbsent(
        name.toString().toLowerCase(Locale.ROOT), _ -> new LinkedHashSet<>());
  }

  private static void joined(Routes routes, List<String> warnings) {
    Map<MailboxName, List<Routes.Route>> byTarget =
        routes.table().stream().collect(Collectors.groupingBy(Routes.Route::target));
    byTarget.forEach((target, from) -> {
      if (from.size() > 1) {
        warnings.add(
            from.stream()
                    .map(route -> route.source().toString())
                    .collect(Collectors.joining(" and "))
                + " become one mailbox, "
                + target
                + ".");
      }
    });
  }

  /// Where the messages of a mailbox of the server come from.
  List<Routes.Route> routesTo(MailboxName target) {
    return routes.table().stream().filter(route -> route.target().equals(target)).toList();
  }

  /// How the messages would travel.
  public String way() {
    if (!server.known()) {
      return "The server was not asked.";
    }
    boolean batches = server.capabilities().contains("MULTIAPPEND");
    boolean unasked = server.capabilities().contains("LITERAL+");
    if (batches && unasked) {
      return "The server takes a batch whole, in one round trip (MULTIAPPEND, LITERAL+).";
    }
    if (batches) {
      return "The server takes a batch whole (MULTIAPPEND), and a round trip for each message"
          + " (no LITERAL+).";
    }
    return "The server takes messages one by one (no MULTIAPPEND)."
        + (unasked ? "" : " Each costs two round trips (no LITERAL+).");
  }

  /// The server's name for a mailbox, with its own separator.
  public String onServer(MailboxName mailbox) {
    return mailbox.toString(server.separator());
  }

  /// How a mailbox of the server came by its messages, if not by its own name.
  Optional<String> remark(Share share) {
    String why =
        routesTo(share.mailbox()).stream()
            .map(Routes.Route::why)
            .filter(reason -> !reason.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    return why.isEmpty() ? Optional.empty() : Optional.of(why);
  }
}
