package org.sheafmail.protocol.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.IdCommand;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.command.StatusItem;

class ResponseWriterTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ResponseWriter out = new ResponseWriter(Channels.newChannel(sent), '/');

  private String sent() throws IOException {
    out.flush();
    String text = sent.toString(ISO_8859_1);
    sent.reset();
    return text;
  }

  @Test
  void nothingIsSentBeforeTheFlush() throws IOException {
    out.exists(3);
    assertThat(sent.size()).isZero();
    assertThat(out.octetsWritten()).isEqualTo(12);
    assertThat(sent()).isEqualTo("* 3 EXISTS\r\n");
    assertThat(out.octetsWritten()).isEqualTo(12);
  }

  @Test
  void completionsCarryCodeAndText() throws IOException {
    out.tagged("a1", Completion.ok("done"));
    out.tagged(
        "a2",
        Completion.ok(
            new ResponseCode.AppendUid(new UidValidity(7), UidSet.range(1, 300)), "appended"));
    out.tagged("a3", Completion.no(ResponseCode.Word.TRYCREATE, "no such mailbox"));
    out.tagged("a4", Completion.bad("what?\r\n* OK"));
    out.untagged(
        Completion.ok(new ResponseCode.PermanentFlags(Set.of(Flag.SEEN), true), "flags that last"));
    out.untagged(Completion.no(new ResponseCode.BadCharset(List.of("UTF-8")), "charset"));
    out.bye("good bye");
    assertThat(sent())
        .isEqualTo(
            """
            a1 OK done
            a2 OK [APPENDUID 7 1:300] appended
            a3 NO [TRYCREATE] no such mailbox
            a4 BAD what?  * OK
            * OK [PERMANENTFLAGS (\\Seen \\*)] flags that last
            * NO [BADCHARSET (UTF-8)] charset
            * BYE good bye
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void copyUidTellsBothSets() throws IOException {
    out.tagged(
        "a",
        Completion.ok(
            new ResponseCode.CopyUid(new UidValidity(9), UidSet.of(1, 3, 4), UidSet.range(10, 12)),
            "copied"));
    assertThat(sent()).isEqualTo("a OK [COPYUID 9 1,3:4 10:12] copied\r\n");
  }

  @Test
  void continuationsAreTextOrBase64() throws IOException {
    out.continuation("go on");
    out.challenge(Octets.of("hi", UTF_8));
    out.challenge(Octets.EMPTY);
    assertThat(sent()).isEqualTo("+ go on\r\n+ aGk=\r\n+ \r\n");
  }

  @Test
  void mailboxDataNamesMailboxesInModifiedUtf7() throws IOException {
    Map<StatusItem, OptionalLong> status = new EnumMap<>(StatusItem.class);
    status.put(StatusItem.MESSAGES, OptionalLong.of(5));
    status.put(StatusItem.APPENDLIMIT, OptionalLong.empty());
    out.list(List.of("\\HasNoChildren"), MailboxName.parse("a/ü b", '/'));
    out.lsub(List.of(), MailboxName.INBOX);
    out.listHierarchy();
    out.namespace();
    out.status(MailboxName.parse("50%", '/'), status);
    assertThat(sent())
        .isEqualTo(
            """
            * LIST (\\HasNoChildren) "/" "a/&APw- b"
            * LSUB () "/" INBOX
            * LIST (\\Noselect) "/" ""
            * NAMESPACE (("" "/")) NIL NIL
            * STATUS "50%" (MESSAGES 5 APPENDLIMIT NIL)
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void listsOfWordsNumbersAndFieldsAreWritten() throws IOException {
    out.capability(List.of("IMAP4rev1", "LITERAL+"));
    out.enabled(List.of());
    out.search(LongStream.of(2, 84, 882));
    out.search(LongStream.empty());
    out.flags(List.of(Flag.SEEN, new Flag("$Junk")));
    out.recent(0);
    out.expunge(44);
    out.id(List.of(new IdCommand.Field("name", "Sheaf"), new IdCommand.Field("os", null)));
    out.id(List.of());
    assertThat(sent())
        .isEqualTo(
            """
            * CAPABILITY IMAP4rev1 LITERAL+
            * ENABLED
            * SEARCH 2 84 882
            * SEARCH
            * FLAGS (\\Seen $Junk)
            * 0 RECENT
            * 44 EXPUNGE
            * ID ("name" "Sheaf" "os" NIL)
            * ID NIL
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void fetchTellsWhatIsAdded() throws IOException {
    Set<Flag> flags = Set.of(Flag.SEEN);
    out.fetch(1).uid(4294967295L).flags(flags, true).size(0).end();
    out.fetch(2)
        .flags(flags, false)
        .internalDate(OffsetDateTime.parse("2001-09-01T01:02:03-04:30"))
        .end();
    out.fetch(3).flags(Set.of(), true).end();
    assertThat(sent())
        .isEqualTo(
            """
            * 1 FETCH (UID 4294967295 FLAGS (\\Seen \\Recent) RFC822.SIZE 0)
            * 2 FETCH (FLAGS (\\Seen) INTERNALDATE " 1-Sep-2001 01:02:03 -0430")
            * 3 FETCH (FLAGS (\\Recent))
            """
                .replace("\n", "\r\n"));
  }

  @Test
  @Requirement({"rfc7888/never-sent"})
  void sectionsAreLiteralsOrNil() throws IOException {
    byte[] body = "Subject: x\r\n\r\n\u00E4".getBytes(ISO_8859_1);
    Section header = new Section(List.of(1), Section.Text.HEADER_FIELDS, List.of("Subject"));
    out.fetch(1)
        .section(header, OptionalLong.of(0), body.length, to -> to.write(ByteBuffer.wrap(body)))
        .sectionNil(new Section(List.of(2), Section.Text.MIME, List.of()), OptionalLong.empty())
        .rfc822(FetchItem.Attribute.RFC822_TEXT, 0, _ -> {})
        .end();
    assertThat(sent())
        .isEqualTo(
            "* 1 FETCH (BODY[1.HEADER.FIELDS (Subject)]<0> {15}\r\nSubject: x\r\n\r\n\u00E4"
                + " BODY[2.MIME] NIL RFC822.TEXT {0}\r\n)\r\n");
  }

  @Test
  void aLargeBodyIsHandedTheConnectionItself() throws IOException {
    List<WritableByteChannel> used = new ArrayList<>();
    WritableByteChannel connection = Channels.newChannel(sent);
    ResponseWriter writer = new ResponseWriter(connection, '/');
    byte[] body = new byte[100_000];
    writer
        .fetch(1)
        .section(
            Section.WHOLE,
            OptionalLong.empty(),
            body.length,
            to -> {
              used.add(to);
              to.write(ByteBuffer.wrap(body));
            })
        .end();
    writer.flush();
    assertThat(used).containsExactly(connection);
    assertThat(sent.toString(ISO_8859_1))
        .startsWith("* 1 FETCH (BODY[] {100000}\r\n\0")
        .endsWith("\0)\r\n")
        .hasSize((int) writer.octetsWritten());
  }

  @Test
  void aBodyOfAnotherSizeThanAnnouncedIsABug() {
    assertThatThrownBy(
            () -> out.fetch(1).section(Section.WHOLE, OptionalLong.empty(), 5, _ -> {}).end())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatCannotBeQuotedIsALiteral() throws IOException {
    Envelope envelope =
        new Envelope(
            null,
            "a \"b\" \\ ä",
            List.of(new Envelope.Address("q\"", null, "jo", "example.org")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "a\0b",
            "");
    out.fetch(1).envelope(envelope).end();
    assertThat(sent())
        .isEqualTo(
            "* 1 FETCH (ENVELOPE (NIL {10}\r\na \"b\" \\ \u00C3\u00A4"
                + " ((\"q\\\"\" NIL \"jo\" \"example.org\")) NIL NIL NIL NIL NIL"
                + " {5}\r\na\u00EF\u00BF\u00BDb \"\"))\r\n");
  }

  @Test
  @Requirement({"rfc3501/body-no-extension"})
  void extensionDataIsInBodyStructureAlone() throws IOException {
    BodyStructure.Text text =
        new BodyStructure.Text(
            "PLAIN",
            List.of(new BodyStructure.Parameter("CHARSET", "UTF-8")),
            new BodyStructure.Fields(null, null, "7BIT", 12, null),
            1,
            new BodyStructure.Disposition("inline", List.of()),
            List.of("de", "en"),
            null);
    BodyStructure mixed =
        new BodyStructure.Multipart(
            List.of(text, text),
            "MIXED",
            List.of(new BodyStructure.Parameter("BOUNDARY", "x")),
            null,
            List.of("fr"),
            "here");
    out.fetch(1).body(mixed).bodyStructure(mixed).end();
    String part = "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"UTF-8\") NIL NIL \"7BIT\" 12 1";
    String extended = part + " NIL (\"inline\" NIL) (\"de\" \"en\") NIL)";
    assertThat(sent())
        .isEqualTo(
            "* 1 FETCH (BODY ("
                + part
                + ")"
                + part
                + ") \"MIXED\") BODYSTRUCTURE ("
                + extended
                + extended
                + " \"MIXED\" (\"BOUNDARY\" \"x\") NIL \"fr\" \"here\"))\r\n");
  }

  @Test
  void byeMayCarryACode() throws IOException {
    out.bye(Optional.of(ResponseCode.Word.TOOBIG), "too much");
    assertThat(sent()).isEqualTo("* BYE [TOOBIG] too much\r\n");
  }
}
