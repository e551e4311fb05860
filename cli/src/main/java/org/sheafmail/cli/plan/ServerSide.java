package org.sheafmail.cli.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.Overview;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.response.Response;

/// What a server tells before anything is sent: what it can do, and which mailboxes there are.
///
/// @param known false if it was not asked
/// @param namespace levels that everything but INBOX lies below; none with most servers
/// @param mailboxes that take messages
/// @param uses mailboxes that the server itself gives a use
public record ServerSide(
    boolean known,
    Set<String> capabilities,
    char separator,
    List<String> namespace,
    Set<MailboxName> mailboxes,
    Map<SpecialUse, MailboxName> uses) {

  public ServerSide {
    capabilities = Set.copyOf(capabilities);
    namespace = List.copyOf(namespace);
    mailboxes = Set.copyOf(mailboxes);
    uses = Map.copyOf(uses);
  }

  /// For a plan that does not ask.
  public static final ServerSide UNKNOWN =
      new ServerSide(false, Set.of(), '/', List.of(), Set.of(), Map.of());

  /// Asks.
  public static ServerSide of(ImapClient client) throws IOException {
    return of(client, client.overview());
  }

  /// What the server has told.
  static ServerSide of(ImapClient client, Overview overview) {
    Set<MailboxName> mailboxes = new HashSet<>();
    Map<SpecialUse, MailboxName> uses = new EnumMap<>(SpecialUse.class);
    char separator = client.separator().orElse('/');
    for (Response.Listed listed : overview.mailboxes()) {
      Optional<MailboxName> name = name(listed, separator);
      boolean takesMail =
          listed.attributes().stream()
              .noneMatch(
                  a -> a.equalsIgnoreCase("\\Noselect") || a.equalsIgnoreCase("\\NonExistent"));
      if (name.isPresent() && takesMail) {
        mailboxes.add(name.get());
        listed.attributes().stream()
            .flatMap(attribute -> SpecialUse.ofAttribute(attribute).stream())
            .forEach(use -> uses.putIfAbsent(use, name.get()));
      }
    }
    return new ServerSide(
        true, client.capabilities(), separator, namespace(overview, separator), mailboxes, uses);
  }

  private static Optional<MailboxName> name(Response.Listed listed, char separator) {
    try {
      return Optional.of(MailboxName.parse(listed.path(), listed.separator().orElse(separator)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // A name that we could not give is of no use to us.
    }
  }

  /// The personal namespace, as `INBOX.` of some servers (RFC 2342 §5).
  private static List<String> namespace(Overview overview, char separator) {
    return overview.namespaces().stream()
        .flatMap(namespaces -> namespaces.personal().stream().limit(1))
        .flatMap(first ->
            Pattern.compile(Pattern.quote(String.valueOf(separator))).splitAsStream(first.prefix()))
        .filter(level -> !level.isEmpty())
        .toList();
  }

  /// The mailbox that the server gives this use.
  Optional<MailboxName> mailboxFor(SpecialUse use) {
    return Optional.ofNullable(uses.get(use));
  }

  /// The path at which a mailbox can be made.
  List<String> inNamespace(List<String> levels) {
    boolean inside =
        levels.size() >= namespace.size() && levels.subList(0, namespace.size()).equals(namespace);
    if (namespace.isEmpty() || inside || levels.equals(MailboxName.INBOX.levels())) {
      return levels;
    }
    List<String> path = new ArrayList<>(namespace);
    path.addAll(levels);
    return path;
  }

  /// Octets a message may have, if the server tells: `APPENDLIMIT=n` (RFC 7889 §2).
  public OptionalLong appendLimit() {
    return ImapClient.announcedAppendLimit(capabilities);
  }
}
