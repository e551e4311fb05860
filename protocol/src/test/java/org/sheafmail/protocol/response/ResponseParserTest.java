package org.sheafmail.protocol.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.Wire;
import org.sheafmail.protocol.wire.WireLimits;
import org.sheafmail.protocol.wire.WireReader;

class ResponseParserTest {
  private static WireReader reader(String octets) {
    return WireReader.ofResponses(Wire.channel(octets.getBytes(ISO_8859_1), 7), WireLimits.DEFAULT);
  }

  /// Parses one response and makes sure that the next one is read rightly.
  private static Response parse(String response) throws IOException {
    WireReader in = reader(response + "\r\n* 7 EXISTS\r\n");
    Response parsed = ResponseParser.parse(in);
    assertThat(ResponseParser.parse(in)).isEqualTo(new Response.Exists(7));
    assertThat(ResponseParser.parse(in)).isNull();
    return parsed;
  }

  private static Completion completion(String response) throws IOException {
    return ((Response.Tagged) parse(response)).completion();
  }

  @Test
  void completionsHaveTagCodeAndText() throws IOException {
    assertThat(parse("a1 OK [APPENDUID 38505 3955:3957] APPEND completed"))
        .isEqualTo(
            new Response.Tagged(
                "a1",
                Completion.ok(
                    new ResponseCode.AppendUid(new UidValidity(38505), UidSet.range(3955, 3957)),
                    "APPEND completed")));
    assertThat(completion("a1 no [trycreate] gone"))
        .isEqualTo(Completion.no(ResponseCode.Word.TRYCREATE, "gone"));
    assertThat(completion("a1 BAD what?")).isEqualTo(Completion.bad("what?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1 OK", "a1 OK ", "a1 OK  \t"})
  void textMayBeMissing(String response) throws IOException {
    assertThat(completion(response)).isEqualTo(Completion.ok(""));
  }

  @Test
  void textThatLooksLikeALiteralIsText() throws IOException {
    assertThat(parse("a1 NO try {5}"))
        .isEqualTo(new Response.Tagged("a1", Completion.no("try {5}")));
    assertThat(completion("a1 OK [oops")).isEqualTo(Completion.ok("[oops"));
  }

  @Test
  void textMayBeInAnyCharset() throws IOException {
    assertThat(completion("a1 OK f\u00FCr \u00C3\u00A4").text()).isEqualTo("f\u00FCr \u00C3\u00A4");
    assertThat(completion("a1 OK \u00C3\u00A4").text()).isEqualTo("ä");
  }

  @Test
  void untaggedConditionsOfAnyKindAreTold() throws IOException {
    assertThat(parse("* BAD command line too long"))
        .isEqualTo(
            new Response.Condition(
                Response.Condition.Kind.BAD, Optional.empty(), "command line too long"));
    assertThat(parse("* BYE [TOOBIG] no"))
        .isEqualTo(
            new Response.Condition(
                Response.Condition.Kind.BYE, Optional.of(ResponseCode.Word.TOOBIG), "no"));
    assertThat(parse("* PREAUTH hi"))
        .isEqualTo(new Response.Condition(Response.Condition.Kind.PREAUTH, Optional.empty(), "hi"));
  }

  @Test
  void responseCodesAreUnderstood() throws IOException {
    assertThat(completion("a OK [COPYUID 9 12:10,20 1:4] x").code())
        .hasValue(
            new ResponseCode.CopyUid(
                new UidValidity(9), UidSet.of(10, 11, 12, 20), UidSet.range(1, 4)));
    assertThat(completion("a OK [PERMANENTFLAGS (\\Seen \\* $Junk)] x").code())
        .hasValue(new ResponseCode.PermanentFlags(Set.of(Flag.SEEN, new Flag("$Junk")), true));
    assertThat(completion("a OK [UIDNEXT 5]").code()).hasValue(new ResponseCode.UidNext(5));
    assertThat(completion("a OK [UIDVALIDITY 5]").code())
        .hasValue(new ResponseCode.UidValidityIs(new UidValidity(5)));
    assertThat(completion("a OK [UNSEEN 5]").code()).hasValue(new ResponseCode.Unseen(5));
    assertThat(completion("a OK [CAPABILITY imap4rev1 LITERAL+]").code())
        .hasValue(new ResponseCode.Capability(List.of("IMAP4REV1", "LITERAL+")));
    assertThat(completion("a NO [BADCHARSET (UTF-8 \"US-ASCII\")] x").code())
        .hasValue(new ResponseCode.BadCharset(List.of("UTF-8", "US-ASCII")));
    assertThat(completion("a NO [BADCHARSET] x").code())
        .hasValue(new ResponseCode.Other("BADCHARSET", Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XFOO bar",
        "APPENDUID 0 1",
        "APPENDUID 1 1:*",
        "APPENDUID 1 5,3",
        "APPENDUID 1",
        "COPYUID 1 1:2 1",
        "COPYUID 1 3,1 5:6",
        "UIDNEXT x",
        "UNSEEN"
      })
  void aCodeThatMakesNoSenseIsKeptAsText(String code) throws IOException {
    ResponseCode parsed = completion("a OK [" + code + "] x").code().orElseThrow();
    assertThat(parsed).isInstanceOf(ResponseCode.Other.class);
    assertThat(code).startsWith(((ResponseCode.Other) parsed).name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "+ ", "+ Ready {5}", "+ idling", "+OK"})
  void continuationsHaveWhateverText(String line) throws IOException {
    assertThat(parse(line)).isInstanceOf(Response.Continue.class);
  }

  @Test
  void aChallengeIsBase64() throws IOException {
    assertThat(((Response.Continue) parse("+ aGk=")).challenge()).isEqualTo(Octets.of("hi", UTF_8));
    assertThat(((Response.Continue) parse("+ ")).challenge()).isEqualTo(Octets.EMPTY);
  }

  @Test
  void mailboxDataIsUnderstood() throws IOException {
    assertThat(parse("* LIST (\\HasNoChildren \\Sent) \"/\" \"a/&AOQ-\""))
        .isEqualTo(
            new Response.Listed(
                false, List.of("\\HasNoChildren", "\\Sent"), Optional.of('/'), "a/ä"));
    assertThat(parse("* LSUB () NIL {3}\r\na&b"))
        .isEqualTo(new Response.Listed(true, List.of(), Optional.empty(), "a&b"));
    assertThat(parse("* LIST () \"\\\\\" inbox (\"CHILDINFO\" (\"SUBSCRIBED\"))"))
        .isEqualTo(new Response.Listed(false, List.of(), Optional.of('\\'), "inbox"));
    assertThat(
            parse("* STATUS \"a b\" (MESSAGES 5 X-NEW (1 \"2\") APPENDLIMIT NIL SIZE 99999999999)"))
        .isEqualTo(
            new Response.Status(
                "a b",
                Map.of(
                    StatusItem.MESSAGES,
                    OptionalLong.of(5),
                    StatusItem.APPENDLIMIT,
                    OptionalLong.empty(),
                    StatusItem.SIZE,
                    OptionalLong.of(99999999999L))));
    assertThat(parse("* QUOTA \"User quota\" (STORAGE 10 512 message 3 99999999999)"))
        .isEqualTo(
            new Response.Quota(
                "User quota",
                List.of(
                    new Response.Quota.Resource("STORAGE", 10, 512),
                    new Response.Quota.Resource("MESSAGE", 3, 99999999999L))));
    assertThat(parse("* QUOTA \"\" ()")).isEqualTo(new Response.Quota("", List.of()));
    assertThat(parse("* SEARCH 2 84 882 (MODSEQ 5)"))
        .isEqualTo(new Response.Search(List.of(2L, 84L, 882L)));
    assertThat(parse("* SEARCH ")).isEqualTo(new Response.Search(List.of()));
    assertThat(parse("* FLAGS (\\Seen $x \\*)"))
        .isEqualTo(new Response.Flags(Set.of(Flag.SEEN, new Flag("$x"))));
    assertThat(parse("* CAPABILITY IMAP4rev1  AUTH=PLAIN "))
        .isEqualTo(new Response.Capability(List.of("IMAP4REV1", "AUTH=PLAIN")));
    assertThat(parse("* ENABLED")).isEqualTo(new Response.Enabled(List.of()));
    assertThat(
            parse(
                "* NAMESPACE ((\"\" \"/\")(\"#mh/\" NIL)) NIL ((\"Public.\" \".\" \"X\" (\"y\")))"))
        .isEqualTo(
            new Response.Namespaces(
                List.of(
                    new Response.Namespaces.Namespace("", Optional.of('/')),
                    new Response.Namespaces.Namespace("#mh/", Optional.empty())),
                List.of(),
                List.of(new Response.Namespaces.Namespace("Public.", Optional.of('.')))));
    assertThat(((Response.Id) parse("* ID (\"name\" \"x\" \"v\" NIL)")).fields()).hasSize(2);
    assertThat(parse("* ID NIL")).isEqualTo(new Response.Id(List.of()));
  }

  @Test
  void messageDataIsUnderstood() throws IOException {
    assertThat(parse("* 0 EXISTS")).isEqualTo(new Response.Exists(0));
    assertThat(parse("* 3 recent")).isEqualTo(new Response.Recent(3));
    assertThat(parse("* 4 EXPUNGE")).isEqualTo(new Response.Expunge(4));
    Response.Fetch fetch =
        (Response.Fetch)
            parse(
                "* 12 FETCH (UID 5 FLAGS (\\Seen \\Recent $x) X-GM-LABELS (\"\\\\Inbox\" (a))"
                    + " RFC822.SIZE 99999999999 MODSEQ (5) BODY[HEADER.FIELDS (\"To\")]<3> {4}\r\n"
                    + "a\r\nb RFC822.TEXT NIL)");
    assertThat(fetch.sequenceNumber()).isEqualTo(12);
    assertThat(fetch.data())
        .containsExactly(
            new FetchData.UidIs(5),
            new FetchData.Flags(Set.of(Flag.SEEN, new Flag("$x")), true),
            new FetchData.Size(99999999999L),
            new FetchData.SectionIs(
                new Section(List.of(), Section.Text.HEADER_FIELDS, List.of("To")),
                OptionalLong.of(3),
                Optional.of(Octets.of("a\r\nb", UTF_8))),
            new FetchData.Rfc822(
                org.sheafmail.protocol.command.FetchItem.Attribute.RFC822_TEXT, Optional.empty()));
    assertThat(fetch.first(FetchData.UidIs.class)).hasValue(new FetchData.UidIs(5));
    assertThat(fetch.first(FetchData.EnvelopeIs.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* VANISHED (EARLIER) 1:5",
        "* 5 FROB",
        "* XLIST () \"/\" {3}\r\n* 1",
        "* 1 FETCH (BODY[FOO] {5}\r\n* 2\r\n)",
        "* 1 FETCH (UID 0x5 BODY[] {5}\r\n* 2\r\n)",
        "* 1 FETCH (ENVELOPE 5)",
        "* LIST x",
        "*",
        "x",
        "a1 WHAT",
        "* FETCH",
        "(",
        "\u0000",
        "* \u0000 {3}\r\n+++"
      })
  void whatIsNotUnderstoodIsPassedOver(String response) throws IOException {
    assertThat(parse(response)).isInstanceOf(Response.Other.class);
  }

  @Test
  void anEndInTheMiddleOfAResponseIsAnError() {
    assertThatThrownBy(() -> ResponseParser.parse(reader("* 1 FETCH (BODY[] {9}\r\nabc")))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void aLiteralTooLargeForMemoryIsPassedOver() throws IOException {
    String body = "* 5 EXPUNGE\r\n".repeat(10_000);
    assertThat(parse("* 1 FETCH (BODY[] {" + body.length() + "}\r\n" + body + ")"))
        .isInstanceOf(Response.Other.class);
  }

  @Test
  void aLongSearchResponseIsOneLine() throws IOException {
    String numbers = " 4294967295".repeat(100_000);
    WireReader in =
        WireReader.ofResponses(
            Wire.channel(("* SEARCH" + numbers + "\r\n").getBytes(ISO_8859_1), 100_000),
            WireLimits.RESPONSES);
    assertThat(((Response.Search) ResponseParser.parse(in)).numbers()).hasSize(100_000);
  }

  @Test
  void aLiteralBeyondTheLimitsEndsTheConversation() {
    assertThatThrownBy(() -> ResponseParser.parse(reader("* 1 FETCH (BODY[] {999999999}\r\nabc")))
        .isInstanceOf(SyntaxException.class);
  }
}
