package org.sheafmail.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.FetchItem.Attribute;
import org.sheafmail.protocol.wire.MailboxNameException;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.Wire;
import org.sheafmail.protocol.wire.WireReader;

class CommandParserTest {
  private static Command parse(String line) throws IOException {
    WireReader in = Wire.reader("a1 " + line + "\r\na2 NOOP\r\n");
    TaggedCommand command = CommandParser.parse(in);
    assertThat(command.tag()).isEqualTo("a1");
    assertThat(CommandParser.parse(in)).isEqualTo(new TaggedCommand("a2", new NoopCommand()));
    assertThat(CommandParser.parse(in)).isNull();
    return command.command();
  }

  private static SequenceSet set(long first, long last) {
    return new SequenceSet(List.of(new SequenceSet.Range(first, last)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOOP", "noop", "NoOp"})
  void commandsMatchInAnyCase(String name) throws IOException {
    assertThat(parse(name)).isEqualTo(new NoopCommand());
  }

  @Test
  void commandsWithoutArgumentsAreKnown() throws IOException {
    assertThat(parse("CAPABILITY")).isEqualTo(new CapabilityCommand());
    assertThat(parse("LOGOUT")).isEqualTo(new LogoutCommand());
    assertThat(parse("STARTTLS")).isEqualTo(new StartTlsCommand());
    assertThat(parse("NAMESPACE")).isEqualTo(new NamespaceCommand());
    assertThat(parse("IDLE")).isEqualTo(new IdleCommand());
    assertThat(parse("CHECK")).isEqualTo(new CheckCommand());
    assertThat(parse("CLOSE")).isEqualTo(new CloseCommand());
    assertThat(parse("EXPUNGE")).isEqualTo(new ExpungeCommand(Optional.empty()));
    assertThat(parse("UNSELECT")).isEqualTo(new UnselectCommand());
  }

  @Test
  void aLineMayEndInABareLineFeed() throws IOException {
    WireReader in = Wire.reader("1 noop\n2 LOGIN {3}\nfoo bar\n");
    assertThat(CommandParser.parse(in)).isEqualTo(new TaggedCommand("1", new NoopCommand()));
    assertThat(CommandParser.parse(in))
        .isEqualTo(new TaggedCommand("2", new LoginCommand("foo", "bar")));
  }

  @Test
  void emptyLinesBetweenCommandsAreNothing() throws IOException {
    WireReader in = Wire.reader("\r\n\n1 NOOP\r\n\r\n");
    assertThat(CommandParser.parse(in)).isEqualTo(new TaggedCommand("1", new NoopCommand()));
    assertThat(CommandParser.parse(in)).isNull();
  }

  @Test
  void loginTakesAtomsQuotedStringsAndLiterals() throws IOException {
    assertThat(parse("LOGIN jo \"p\\\"\\\\w\"")).isEqualTo(new LoginCommand("jo", "p\"\\w"));
    assertThat(parse("login {2+}\r\njo {3}\r\np\r\n")).isEqualTo(new LoginCommand("jo", "p\r\n"));
    assertThat(parse("LOGIN jo \"\u00C3\u00A4\"")).isEqualTo(new LoginCommand("jo", "ä"));
    assertThat(parse("LOGIN jo ]")).isEqualTo(new LoginCommand("jo", "]"));
  }

  @Test
  void aPasswordIsNotShown() {
    assertThat(new LoginCommand("jo", "secret").toString()).doesNotContain("secret");
  }

  @Test
  void authenticateTakesAnInitialResponse() throws IOException {
    assertThat(parse("AUTHENTICATE plain"))
        .isEqualTo(new AuthenticateCommand("PLAIN", Optional.empty()));
    assertThat(parse("AUTHENTICATE PLAIN ="))
        .isEqualTo(new AuthenticateCommand("PLAIN", Optional.of(Octets.EMPTY)));
    assertThat(parse("AUTHENTICATE SCRAM-SHA-256 AGEAYg=="))
        .isEqualTo(
            new AuthenticateCommand(
                "SCRAM-SHA-256", Optional.of(Octets.of(new byte[] {0, 'a', 0, 'b'}))));
  }

  @Test
  void mailboxesAreNamedByAtomQuotedStringOrLiteral() throws IOException {
    MailboxName drafts = MailboxName.parse("Entwürfe/neu", '/');
    assertThat(parse("SELECT Entw&APw-rfe/neu")).isEqualTo(new SelectCommand(drafts));
    assertThat(parse("EXAMINE \"Entw&APw-rfe/neu\"")).isEqualTo(new ExamineCommand(drafts));
    assertThat(parse("DELETE {16+}\r\nEntw&APw-rfe/neu")).isEqualTo(new DeleteCommand(drafts));
    assertThat(parse("SUBSCRIBE inbox")).isEqualTo(new SubscribeCommand(MailboxName.INBOX));
    assertThat(parse("UNSUBSCRIBE \"~a&-b\""))
        .isEqualTo(new UnsubscribeCommand(MailboxName.parse("~a&b", '/')));
    assertThat(parse("CREATE ~a")).isEqualTo(new CreateCommand(MailboxName.parse("~a", '/')));
  }

  @Test
  void aSeparatorAtTheEndOfANameToCreateIsDropped() throws IOException {
    assertThat(parse("CREATE a/b/")).isEqualTo(new CreateCommand(MailboxName.parse("a/b", '/')));
    assertThat(parse("RENAME a b/"))
        .isEqualTo(new RenameCommand(MailboxName.parse("a", '/'), MailboxName.parse("b", '/')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a//b", "a/", "/a", "\"\"", "a&b", "\"\u00E4\"", "\"a\u0001\"", "&*-", "/"})
  void aNameNoMailboxCanHaveIsToldApartFromBadGrammar(String name) {
    assertThatThrownBy(() -> parse("SELECT " + name))
        .isInstanceOf(name.contains("*") ? SyntaxException.class : MailboxNameException.class);
  }

  @Test
  void listTakesReferenceAndPattern() throws IOException {
    assertThat(parse("LIST \"\" %")).isEqualTo(new ListCommand("", "%"));
    assertThat(parse("LIST \"a/\" \"&AOQ-*\"")).isEqualTo(new ListCommand("a/", "ä*"));
    assertThat(parse("lsub \"\" \"\"")).isEqualTo(new LsubCommand("", ""));
  }

  @Test
  void statusTakesItems() throws IOException {
    assertThat(parse("STATUS a (MESSAGES uidnext SIZE MESSAGES)"))
        .isEqualTo(
            new StatusCommand(
                MailboxName.parse("a", '/'),
                Set.of(StatusItem.MESSAGES, StatusItem.UIDNEXT, StatusItem.SIZE)));
  }

  @Test
  void fetchMacrosAreWrittenOut() throws IOException {
    assertThat(parse("FETCH 1:* FAST"))
        .isEqualTo(
            new FetchCommand(
                false,
                set(1, SequenceSet.STAR),
                List.of(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE)));
    assertThat(((FetchCommand) parse("FETCH 1 ALL")).items()).hasSize(4);
    assertThat(((FetchCommand) parse("FETCH 1 full")).items()).endsWith(Attribute.BODY);
  }

  @Test
  void fetchTakesSectionsAndPartials() throws IOException {
    FetchCommand fetch =
        (FetchCommand)
            parse(
                "UID FETCH 5 (UID BODY[] BODY.PEEK[HEADER.FIELDS (From \"To\")]<0.100> BODY[1.2.MIME]"
                    + " body[2] BODY BODYSTRUCTURE RFC822.TEXT BODY[3.HEADER.FIELDS.NOT (X)])");
    assertThat(fetch.uid()).isTrue();
    assertThat(fetch.items())
        .containsExactly(
            Attribute.UID,
            new FetchItem.Body(Section.WHOLE, false, Optional.empty()),
            new FetchItem.Body(
                new Section(List.of(), Section.Text.HEADER_FIELDS, List.of("From", "To")),
                true,
                Optional.of(new FetchItem.Partial(0, 100))),
            new FetchItem.Body(
                new Section(List.of(1, 2), Section.Text.MIME, List.of()), false, Optional.empty()),
            new FetchItem.Body(
                new Section(List.of(2), Section.Text.ALL, List.of()), false, Optional.empty()),
            Attribute.BODY,
            Attribute.BODYSTRUCTURE,
            Attribute.RFC822_TEXT,
            new FetchItem.Body(
                new Section(List.of(3), Section.Text.HEADER_FIELDS_NOT, List.of("X")),
                false,
                Optional.empty()));
  }

  @Test
  void storeTakesAListOrBareFlags() throws IOException {
    assertThat(parse("STORE 1 +FLAGS.SILENT (\\seen $Junk)"))
        .isEqualTo(
            new StoreCommand(
                false,
                set(1, 1),
                StoreCommand.Mode.ADD,
                true,
                Set.of(Flag.SEEN, new Flag("$junk"))));
    assertThat(parse("uid store 2:4 -flags \\Deleted \\Draft"))
        .isEqualTo(
            new StoreCommand(
                true,
                set(2, 4),
                StoreCommand.Mode.REMOVE,
                false,
                Set.of(Flag.DELETED, Flag.DRAFT)));
    assertThat(parse("STORE 1 FLAGS ()"))
        .isEqualTo(new StoreCommand(false, set(1, 1), StoreCommand.Mode.REPLACE, false, Set.of()));
  }

  @Test
  void copyMoveAndExpungeTakeUids() throws IOException {
    MailboxName to = MailboxName.parse("to", '/');
    assertThat(parse("COPY 2:1 to")).isEqualTo(new CopyCommand(false, set(2, 1), to));
    assertThat(parse("UID COPY 1 to")).isEqualTo(new CopyCommand(true, set(1, 1), to));
    assertThat(parse("MOVE 1 to")).isEqualTo(new MoveCommand(false, set(1, 1), to));
    assertThat(parse("UID EXPUNGE 1:*"))
        .isEqualTo(new ExpungeCommand(Optional.of(set(1, SequenceSet.STAR))));
  }

  @Test
  void searchKeysNest() throws IOException {
    SearchCommand search =
        (SearchCommand)
            parse(
                "SEARCH UNSEEN (OR FROM \"jo\" NOT SINCE 1-Feb-1994) UID 1:3 2,4:* HEADER X-Y \"\""
                    + " NEW UNKEYWORD $Junk LARGER 5");
    assertThat(search.charset()).isEmpty();
    assertThat(search.key())
        .hasValue(
            new SearchKey.And(
                List.of(
                    new SearchKey.Not(new SearchKey.HasFlag(Flag.SEEN)),
                    new SearchKey.And(
                        List.of(
                            new SearchKey.Or(
                                new SearchKey.Header("FROM", "jo"),
                                new SearchKey.Not(
                                    new SearchKey.InternalDate(
                                        SearchKey.Relation.SINCE, LocalDate.of(1994, 2, 1)))))),
                    new SearchKey.Uids(set(1, 3)),
                    new SearchKey.SequenceNumbers(
                        new SequenceSet(
                            List.of(
                                new SequenceSet.Range(2, 2),
                                new SequenceSet.Range(4, SequenceSet.STAR)))),
                    new SearchKey.Header("X-Y", ""),
                    new SearchKey.And(
                        List.of(
                            new SearchKey.Recent(),
                            new SearchKey.Not(new SearchKey.HasFlag(Flag.SEEN)))),
                    new SearchKey.Not(new SearchKey.HasFlag(new Flag("$Junk"))),
                    new SearchKey.Larger(5))));
  }

  @Test
  void searchStringsAreReadInTheCharsetNamed() throws IOException {
    assertThat(parse("UID SEARCH CHARSET iso-8859-1 SUBJECT {1+}\r\n\u00E4"))
        .isEqualTo(
            new SearchCommand(
                true,
                Optional.of("iso-8859-1"),
                Optional.of(new SearchKey.Header("SUBJECT", "ä"))));
    assertThat(parse("SEARCH CHARSET x-none TEXT {1+}\r\n\u00E4"))
        .isEqualTo(new SearchCommand(false, Optional.of("x-none"), Optional.empty()));
    assertThatThrownBy(() -> parse("SEARCH CHARSET UTF-8 TEXT {1+}\r\n\u00E4"))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void searchKeysLieOnlySoDeepWithinEachOther() {
    assertThatThrownBy(() -> parse("SEARCH " + "NOT ".repeat(60) + "ALL"))
        .hasMessageContaining("too deep");
  }

  @Test
  void idTakesFieldsOrNil() throws IOException {
    assertThat(parse("ID NIL")).isEqualTo(new IdCommand(List.of()));
    assertThat(parse("ID (\"name\" \"x\" \"os\" NIL)"))
        .isEqualTo(
            new IdCommand(
                List.of(new IdCommand.Field("name", "x"), new IdCommand.Field("os", null))));
  }

  @Test
  void enableTakesCapabilities() throws IOException {
    assertThat(parse("ENABLE utf8=accept CONDSTORE"))
        .isEqualTo(new EnableCommand(List.of("UTF8=ACCEPT", "CONDSTORE")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FOO",
        "UID FOO 1",
        "NOOP ",
        "LOGIN a",
        "SELECT",
        "SELECT a b",
        "FETCH 0 FLAGS",
        "FETCH 4294967296 FLAGS",
        "FETCH 1 ()",
        "FETCH 1 (FLAGS)x",
        "FETCH 1 BODY[MIME]",
        "FETCH 1 BODY[1.]",
        "FETCH 1 BODY[]<0.0>",
        "STORE 1 FLAGS (\\Recent)",
        "SEARCH",
        "SEARCH (ALL",
        "SEARCH KEYWORD \\Seen",
        "SEARCH ON 31-Feb-2020",
        "STATUS a ()",
        "LIST a",
        "AUTHENTICATE PLAIN a?",
        "LOGIN \"a\\b\" c",
      })
  void badGrammarIsRefusedWithTheTagAndTheNextCommandIsRead(String line) throws IOException {
    WireReader in = Wire.reader("a1 " + line + "\r\na2 NOOP\r\n");
    assertThatThrownBy(() -> CommandParser.parse(in))
        .isInstanceOfSatisfying(SyntaxException.class, e -> assertThat(e.tag()).hasValue("a1"));
    in.skipCommand();
    assertThat(CommandParser.parse(in)).isEqualTo(new TaggedCommand("a2", new NoopCommand()));
  }

  @Test
  void theErrorSaysWhatWasExpectedFoundAndWhere() {
    assertThatThrownBy(() -> parse("SELECT  x"))
        .hasMessage("expected a string, found a space (octet 11)");
  }

  @Test
  void anEndInTheMiddleOfACommandIsNoCommand() {
    assertThatThrownBy(() -> CommandParser.parse(Wire.reader("a1 NOO")))
        .isInstanceOf(EOFException.class);
  }
}
