package org.sheafmail.protocol.command;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.sheafmail.protocol.Draws;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.wire.SequenceSet;

/// Draws commands that can be written, from all there are.
final class RandomCommands extends Draws {
  RandomCommands(long seed) {
    random = new Random(seed);
  }

  /// Any command but `APPEND`.
  Command command() {
    return pick(
        CapabilityCommand::new,
        () ->
            new IdCommand(
                list(0, 3, () -> new IdCommand.Field(text(), maybe(this::text).orElse(null)))),
        LogoutCommand::new,
        NoopCommand::new,
        () -> new AuthenticateCommand("PLAIN", maybe(this::octets)),
        () -> new LoginCommand(text(), text()),
        StartTlsCommand::new,
        () -> new CreateCommand(mailbox()),
        () -> new DeleteCommand(mailbox()),
        () -> new EnableCommand(list(1, 3, () -> "X-" + random.nextInt(100) + "=Y")),
        () -> new ExamineCommand(mailbox()),
        IdleCommand::new,
        () -> new ListCommand(path(), path()),
        () -> new LsubCommand(path(), path()),
        NamespaceCommand::new,
        () -> new RenameCommand(mailbox(), mailbox()),
        () -> new SelectCommand(mailbox()),
        () ->
            new StatusCommand(
                mailbox(), new LinkedHashSet<>(list(1, 4, () -> of(StatusItem.values())))),
        () -> new SubscribeCommand(mailbox()),
        () -> new UnsubscribeCommand(mailbox()),
        CheckCommand::new,
        CloseCommand::new,
        UnselectCommand::new,
        () -> new ExpungeCommand(maybe(this::set)),
        () -> new CopyCommand(random.nextBoolean(), set(), mailbox()),
        () -> new MoveCommand(random.nextBoolean(), set(), mailbox()),
        () -> new FetchCommand(random.nextBoolean(), set(), list(1, 5, this::fetchItem)),
        () ->
            new StoreCommand(
                random.nextBoolean(),
                set(),
                of(StoreCommand.Mode.values()),
                random.nextBoolean(),
                flags()),
        () -> new SearchCommand(random.nextBoolean(), maybe(() -> "UTF-8"), Optional.of(key(0))));
  }

  /// Text of any kind a string can carry.
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(
          of(
              "a", "Z", "0", " ", "\"", "\\", "{3}", "{3+}", "\r\n", "ä", "😀", "NIL", "]", "(",
              ")", "%", "*", "&", "~"));
    }
    return of(text.toString(), "NIL", "x".repeat(random.nextInt(3000)));
  }

  private Octets octets() {
    byte[] octets = new byte[random.nextInt(40)];
    random.nextBytes(octets);
    return Octets.of(octets);
  }

  MailboxName mailbox() {
    return new MailboxName(
        list(
            1,
            3,
            () ->
                of(
                    "inbox", "INBOX", "a b", "ü", "&", "日本", "100%", "*", "\"q\"", "\\", "~x",
                    "nil", "{5}")));
  }

  private String path() {
    return of("", "%", "*", "a/%", "ü*", "\"", "inbox");
  }

  Set<Flag> flags() {
    return new LinkedHashSet<>(list(0, 4, this::flag));
  }

  private Flag flag() {
    return of(
        Flag.SEEN,
        Flag.ANSWERED,
        Flag.DELETED,
        Flag.DRAFT,
        Flag.FLAGGED,
        new Flag("$Junk"),
        new Flag("x[1"),
        new Flag("\\Foo"));
  }

  OffsetDateTime dateTime() {
    return OffsetDateTime.of(
        date().atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60)),
        ZoneOffset.ofTotalSeconds(60 * (random.nextInt(36 * 60 + 1) - 18 * 60)));
  }

  private LocalDate date() {
    return LocalDate.ofEpochDay(random.nextInt(-700_000, 2_900_000));
  }

  private SequenceSet set() {
    return new SequenceSet(list(1, 5, () -> new SequenceSet.Range(number(), number())));
  }

  private long number() {
    return of(SequenceSet.STAR, 1L, 1L + random.nextInt(100), Uid.MAX);
  }

  private FetchItem fetchItem() {
    return pick(
        () -> of(FetchItem.Attribute.values()),
        () ->
            new FetchItem.Body(
                section(),
                random.nextBoolean(),
                maybe(() -> new FetchItem.Partial(random.nextInt(100), 1 + random.nextInt(100)))));
  }

  Section section() {
    List<Integer> part = list(0, 3, () -> 1 + random.nextInt(20));
    Section.Text text = of(Section.Text.values());
    if (part.isEmpty() && text == Section.Text.MIME) {
      text = Section.Text.HEADER;
    }
    boolean named = text == Section.Text.HEADER_FIELDS || text == Section.Text.HEADER_FIELDS_NOT;
    return new Section(part, text, named ? list(1, 3, () -> of("From", "X-A", "a b")) : List.of());
  }

  private SearchKey key(int depth) {
    return depth > 4
        ? new SearchKey.All()
        : pick(
            SearchKey.All::new,
            SearchKey.Recent::new,
            () -> new SearchKey.And(list(2, 3, () -> key(depth + 1))),
            () -> new SearchKey.Or(key(depth + 1), key(depth + 1)),
            () -> new SearchKey.Not(key(depth + 1)),
            () ->
                new SearchKey.HasFlag(
                    of(Flag.SEEN, Flag.DRAFT, new Flag("$Junk"), new Flag("seen"))),
            () -> new SearchKey.Header(of("Subject", "x y"), text()),
            () -> new SearchKey.Body(text()),
            () -> new SearchKey.Text(text()),
            () -> new SearchKey.InternalDate(of(SearchKey.Relation.values()), date()),
            () -> new SearchKey.SentDate(of(SearchKey.Relation.values()), date()),
            () -> new SearchKey.Larger(random.nextInt(100)),
            () -> new SearchKey.Smaller(random.nextInt(100)),
            () -> new SearchKey.Uids(set()),
            () -> new SearchKey.SequenceNumbers(set()));
  }
}
