package org.sheafmail.cli.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.protocol.MailboxName;

/// Which mailbox of the server each mailbox of the sources becomes.
///
/// In this order: what the user says (`--map`); the mailbox that the server itself calls the sent
/// mail, the drafts and so on, if the user has named no place for everything; the same name. Then
/// whatever the server could not have in a name is replaced. Asked by any thread.
public final class Routes {
  /// What the user says: `OLD=NEW`. It holds for the mailbox and those below it.
  ///
  /// @param to below the place for everything, or from the top if `absolute`
  public record Rule(List<String> from, List<String> to, boolean absolute) {
    /// Reads `OLD=NEW`, levels separated by `/`; a NEW that begins with `/` counts from the top.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    public static Rule parse(String text) {
      int equals = text.indexOf('=');
      List<String> from = levels(text.substring(0, Math.max(0, equals)));
      String to = text.substring(equals + 1);
      if (equals < 0 || from.isEmpty() || levels(to).isEmpty()) {
        throw new IllegalArgumentException("expected OLD=NEW, found \"" + text + "\"");
      }
      return new Rule(from, levels(to), to.startsWith("/"));
    }

    private static List<String> levels(String path) {
      return List.of(path.split("/", -1)).stream().filter(level -> !level.isEmpty()).toList();
    }

    private boolean holdsFor(List<String> levels) {
      if (levels.size() < from.size()) {
        return false;
      }
      for (int i = 0; i < from.size(); i++) {
        boolean inbox = i == 0 && from.get(i).equalsIgnoreCase("INBOX");
        if (inbox ? !levels.get(i).equals("INBOX") : !levels.get(i).equals(from.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /// How one mailbox goes.
  ///
  /// @param why it does not keep its name; empty if it does
  public record Route(MailboxName source, MailboxName target, String why) {}

  /// Octets of one level of a name; what file systems take, and with them most servers.
  private static final int LEVEL_MAX = 200;

  private static final Pattern WILDCARD = Pattern.compile("[*%]");

  private final Optional<MailboxName> place;
  private final List<Rule> rules;
  private final ServerSide server;
  private final boolean specialUse;
  private final Map<MailboxName, Route> routes = new TreeMap<>();

  /// @param place the mailbox for everything, if the user has named one
  /// @param specialUse false to leave names as they are
  public Routes(
      Optional<MailboxName> place, List<Rule> rules, ServerSide server, boolean specialUse) {
    this.place = place;
    this.rules =
        rules.stream()
            .sorted(Comparator.comparingInt((Rule rule) -> rule.from().size()).reversed())
            .toList();
    this.server = server;
    this.specialUse = specialUse && place.isEmpty();
  }

  /// The mailbox of the server for one of the sources.
  public synchronized MailboxName target(MailboxName source) {
    return routes.computeIfAbsent(source, this::route).target();
  }

  /// All that has been asked for, by the names of the sources.
  public synchronized Collection<Route> table() {
    return List.copyOf(routes.values());
  }

  /// The name as the source has it, without the place for everything.
  List<String> inSource(MailboxName source) {
    return place
        .filter(source::isBelow)
        .map(above -> source.levels().subList(above.levels().size(), source.levels().size()))
        .orElse(source.levels());
  }

  private Route route(MailboxName source) {
    List<String> levels = inSource(source);
    boolean below = levels.size() < source.levels().size();
    for (Rule rule : rules) {
      if (rule.holdsFor(levels)) {
        List<String> to = new ArrayList<>();
        if (below && !rule.absolute()) {
          to.addAll(place.orElseThrow().levels());
        }
        to.addAll(rule.to());
        to.addAll(levels.subList(rule.from().size(), levels.size()));
        return legal(source, to, "--map");
      }
    }
    Optional<SpecialUse> use = specialUse ? SpecialUse.ofName(source) : Optional.empty();
    Optional<MailboxName> known = use.flatMap(server::mailboxFor);
    if (use.isPresent() && known.isPresent() && !known.get().equals(source)) {
      return new Route(source, known.get(), "the server's " + use.get().attribute());
    }
    return legal(source, source.levels(), "");
  }

  private Route legal(MailboxName source, List<String> levels, String why) {
    List<String> legal = new ArrayList<>(server.inNamespace(levels));
    for (int i = 0; i < legal.size(); i++) {
      legal.set(i, legal(legal.get(i), i == 0));
    }
    MailboxName target = new MailboxName(legal);
    boolean renamed = why.isEmpty() && !target.equals(source);
    return new Route(source, target, renamed ? "what this server can have in a name" : why);
  }

  private String legal(String level, boolean first) {
    String legal = WILDCARD.matcher(level.replace(server.separator(), '_')).replaceAll("_");
    if (first && legal.startsWith("#")) {
      legal = "_" + legal.substring(1); // A namespace, by convention (RFC 3501 §5.1.2).
    }
    byte[] octets = legal.getBytes(StandardCharsets.UTF_8);
    if (octets.length <= LEVEL_MAX) {
      return legal;
    }
    int cut = legal.length();
    while (legal.substring(0, cut).getBytes(StandardCharsets.UTF_8).length > LEVEL_MAX - 9) {
      cut = legal.offsetByCodePoints(cut, -1);
    }
    // Names that begin alike must not become one.
    return legal.substring(0, cut) + "~" + Digest.of(octets).toString().substring(0, 8);
  }
}
