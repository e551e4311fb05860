package org.sheafmail.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.source.SourceOptions;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.response.Response.Quota;

class PlanTest {
  private static final MailboxName SENT_ITEMS = name("Sent Items");

  @TempDir Path directory;
  private Upload.Earlier earlier = Upload.Earlier.NONE;

  private static MailboxName name(String path) {
    return MailboxName.parse(path, '/');
  }

  private static ServerSide server(
      char separator, List<String> namespace, MailboxName... mailboxes) {
    return new ServerSide(
        true,
        Set.of("MULTIAPPEND"),
        separator,
        namespace,
        Set.of(mailboxes),
        Map.of(SpecialUse.SENT, SENT_ITEMS));
  }

  private Plan plan(
      ServerSide server,
      Map<MailboxName, Set<Flag>> lost,
      List<Quota> quotas,
      String... labelsOfMessages)
      throws Exception {
    StringBuilder mbox = new StringBuilder();
    for (String labels : labelsOfMessages) {
      mbox.append("From alice@example.org Thu Apr 14 11:06:56 2016\nX-Gmail-Labels: ");
      mbox.append(labels).append("\n\n").append("x".repeat(1000)).append("\n\n");
    }
    Path file =
        Files.writeString(directory.resolve("box"), mbox.toString(), StandardCharsets.US_ASCII);
    Planning planning =
        new Planning(
            new Supply.Files(List.of(file), Optional.empty(), SourceOptions.DEFAULT, Selection.ALL),
            Optional.empty(),
            List.of(),
            true);
    Routes routes = planning.routes(server);
    Survey survey =
        new Survey(_ -> MailboxFacts.nothing(OptionalLong.empty()), OptionalLong.empty(), true);
    for (Upload.Source source : planning.sources(routes, Supply.Wanted.SIZES)) {
      survey.read(source, earlier);
    }
    return Plan.of(server, survey, routes, quotas, lost);
  }

  private Plan plan(ServerSide server, String... labels) throws Exception {
    return plan(server, Map.of(), List.of(), labels);
  }

  private static List<String> mailboxes(Plan plan) {
    return plan.survey().shares().stream().map(share -> plan.onServer(share.mailbox())).toList();
  }

  @Test
  void sentMailGoesWhereTheServerKeepsIt() throws Exception {
    Plan plan = plan(server('/', List.of()), "Sent", "Drafts", "Lists/Sent");

    assertThat(mailboxes(plan)).containsExactly("Drafts", "Lists/Sent", "Sent Items");
    assertThat(new PlanText(plan, UnaryOperator.identity()).lines())
        .anyMatch(line -> line.startsWith("Sent Items (new)  Sent (the server's \\Sent)"));
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void gmailsOwnFoldersAreKnownAndForeignNamesToo() {
    assertThat(SpecialUse.ofName(name("[Gmail]/Sent Mail"))).contains(SpecialUse.SENT);
    assertThat(SpecialUse.ofName(name("Gesendete Objekte"))).contains(SpecialUse.SENT);
    assertThat(SpecialUse.ofName(name("Éléments supprimés"))).contains(SpecialUse.TRASH);
    assertThat(SpecialUse.ofName(name("Work/Sent"))).isEmpty();
    assertThat(SpecialUse.ofAttribute("\\sent")).contains(SpecialUse.SENT);
  }

  @Test
  void namesAreMadeSuchAsTheServerCanHave() throws Exception {
    Plan plan = plan(server('.', List.of("INBOX")), "a.b/c", "#news", "n".repeat(300), "Inbox");

    assertThat(mailboxes(plan))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("INBOX"),
            second -> assertThat(second).isEqualTo("INBOX.#news"),
            third -> assertThat(third).isEqualTo("INBOX.a_b.c"),
            fourth -> assertThat(fourth).hasSize(206).matches("INBOX[.]n{191}~[0-9a-f]{8}"));
  }

  @Test
  void aNameThatBeginsANamespaceIsChangedAtTheTop() throws Exception {
    assertThat(mailboxes(plan(server('/', List.of()), "#news"))).containsExactly("_news");
  }

  @Test
  void mailboxesThatBecomeOneOrDifferInCaseAloneAreToldOf() throws Exception {
    Plan plan = plan(server('.', List.of(), name("WORK")), "a.b", "a_b", "Work");

    assertThat(plan.warnings())
        .containsExactlyInAnyOrder(
            "a.b and a_b become one mailbox, a_b.",
            "WORK and Work differ in case alone: two mailboxes, or one where case makes no"
                + " difference (--map joins them).");
  }

  @Test
  void aQuotaThatIsTooSmallAndKeywordsThatAreLostAreToldOf() throws Exception {
    Quota small =
        new Quota(
            "user",
            List.of(new Quota.Resource("STORAGE", 9, 10), new Quota.Resource("MESSAGE", 100, 101)));
    Quota large = new Quota("", List.of(new Quota.Resource("STORAGE", 9, 1000)));

    Plan plan =
        plan(
            server('/', List.of()),
            Map.of(MailboxName.INBOX, Set.of(new Flag("$Work"))),
            List.of(small, large),
            "Inbox",
            "Inbox");

    assertThat(plan.warnings())
        .containsExactly(
            "The quota \"user\" leaves room for 1.0 KiB, and 2.0 KiB are to come.",
            "The quota \"user\" leaves room for 1 message, and 2 are to come.",
            "INBOX cannot keep the keywords $Work.");
  }

  @Test
  void whatOnlyTheMailboxCanTellIsToldOf() throws Exception {
    earlier = new Upload.Earlier(Upload.Stored.NOTHING, 2);

    assertThat(plan(server('/', List.of()), "A", "A", "A").warnings())
        .containsExactly(
            "The last run was cut off: up to 2 of these messages are stored already, which an"
                + " upload finds out first.");
  }

  @Test
  void patternsHoldForAMailboxAndThoseBelowIt() {
    Selection selection =
        new Selection(
            List.of("Work*", "**/IETF"), List.of("Work?"), Optional.empty(), Optional.empty());

    assertThat(selection.takes(List.of("work", "2019"))).isTrue();
    assertThat(selection.takes(List.of("Lists", "IETF", "imap"))).isTrue();
    assertThat(selection.takes(List.of("Lists", "Other"))).isFalse();
    assertThat(selection.takes(List.of("Work2", "a"))).isFalse();
  }

  @Test
  void theLongestMapWinsAndASlashCountsFromTheTop() throws IOException {
    Routes routes =
        new Routes(
            Optional.of(name("Old")),
            List.of(
                Routes.Rule.parse("Lists=L"),
                Routes.Rule.parse("Lists/IETF=/IETF"),
                Routes.Rule.parse("inbox=In")),
            server('/', List.of()),
            true);

    assertThat(routes.target(name("Old/Lists/Other"))).isEqualTo(name("Old/L/Other"));
    assertThat(routes.target(name("Old/Lists/IETF/imap"))).isEqualTo(name("IETF/imap"));
    assertThat(routes.target(name("Old/INBOX"))).isEqualTo(name("Old/In"));
    assertThat(routes.target(name("Old/Sent"))).isEqualTo(name("Old/Sent"));
  }
}
