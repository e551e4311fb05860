package org.sheafmail.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.protocol.wire.SkipOutcome;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.Wire;
import org.sheafmail.protocol.wire.WireReader;

class AppendCommandTest {
  /// A message with its octets.
  private record Read(Set<Flag> flags, Optional<OffsetDateTime> internalDate, String body) {}

  private static AppendCommand parse(WireReader in) throws IOException {
    return (AppendCommand) CommandParser.parse(in).command();
  }

  private static List<Read> readAll(AppendMessages messages) throws IOException {
    List<Read> all = new ArrayList<>();
    for (AppendMessage message = messages.next(); message != null; message = messages.next()) {
      all.add(new Read(message.flags(), message.internalDate(), Wire.read(message.literal())));
    }
    return all;
  }

  /// The messages of `A1 APPEND box` and what follows, which the next command must survive.
  private static List<Read> messages(String rest) throws IOException {
    WireReader in = Wire.reader("A1 APPEND box" + rest + "\r\nA2 NOOP\r\n");
    AppendCommand append = parse(in);
    assertThat(append.mailbox()).isEqualTo(MailboxName.parse("box", '/'));
    List<Read> read = readAll(append.messages());
    assertThat(CommandParser.parse(in)).isEqualTo(new TaggedCommand("A2", new NoopCommand()));
    return read;
  }

  private static Read plain(String body) {
    return new Read(Set.of(), Optional.empty(), body);
  }

  @Test
  @Requirement({"rfc3502/grammar", "rfc3502/own-attributes", "rfc3502/message-end"})
  void eachMessageHasItsOwnFlagsAndDate() throws IOException {
    assertThat(
            messages(
                " (\\Seen $Junk) \"11-Sep-2001 01:46:40 +0200\" {5}\r\nfirst {2+}\r\n\r\n"
                    + " () {1+}\r\nx \" 1-Jan-1970 00:00:00 -0000\" {3+}\r\nend"))
        .containsExactly(
            new Read(
                Set.of(Flag.SEEN, new Flag("$junk")),
                Optional.of(OffsetDateTime.parse("2001-09-11T01:46:40+02:00")),
                "first"),
            plain("\r\n"),
            plain("x"),
            new Read(Set.of(), Optional.of(OffsetDateTime.parse("1970-01-01T00:00:00Z")), "end"));
  }

  /// The example of RFC 3502 §6.3.11 in outline: header, body, counts that must be exact.
  @Test
  void nothingOfTheNextMessageIsReadBeforeItIsAskedFor() throws IOException {
    WireReader in = Wire.reader("A1 APPEND box {1+}\r\na (\\Recent) {1+}\r\nb\r\n");
    AppendMessages messages = parse(in).messages();
    assertThat(Wire.read(messages.next().literal())).isEqualTo("a");
    assertThatThrownBy(messages::next).isInstanceOf(SyntaxException.class);
  }

  @Test
  void theOctetsOfAMessageMustBeReadBeforeTheNext() throws IOException {
    WireReader in = Wire.reader("A1 APPEND box {1}\r\na {1+}\r\nb\r\n");
    AppendMessages messages = parse(in).messages();
    messages.next();
    assertThatThrownBy(messages::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void afterTheEndThereIsNothing() throws IOException {
    WireReader in = Wire.reader("A1 APPEND box {1+}\r\na\r\nA2 NOOP\r\n");
    AppendMessages messages = parse(in).messages();
    Wire.read(messages.next().literal());
    assertThat(messages.next()).isNull();
    assertThat(messages.next()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  {1+}\r\na  {1+}\r\nb", // Two spaces where flags and date are left out.
        " ()  {1+}\r\na {1+}\r\nb",
        " {1-}\r\na {1-}\r\nb", // One client's form of {1+}.
        " {1}\r\na {1+}\r\nb", // Both kinds in one command.
      })
  @Requirement({"rfc3502/literal-form-minus", "rfc3502/literal-mixed"})
  void whatClientsInUseWriteIsTaken(String rest) throws IOException {
    assertThat(messages(rest)).containsExactly(plain("a"), plain("b"));
  }

  @ParameterizedTest
  @CsvSource({
    "' 6-Sep-2019 01:02:03 +0000', 2019-09-06T01:02:03Z",
    "'06-Sep-2019 01:02:03 +0000', 2019-09-06T01:02:03Z",
    "'6-Sep-2019 01:02:03 +0000', 2019-09-06T01:02:03Z",
    "'16-sep-2019 01:02:03 -0330', 2019-09-16T01:02:03-03:30",
    "'31-Dec-2016 23:59:60 +0000', 2016-12-31T23:59:59Z",
    "'29-Feb-2020 00:00:00 +1400', 2020-02-29T00:00:00+14:00",
    "'01-Jan-9999 00:00:00 +0000', 9999-01-01T00:00:00Z",
    "'01-Jan-0001 00:00:00 +0000', 0001-01-01T00:00:00Z",
  })
  @Requirement("rfc3502/date-nonsense")
  void datesAreTakenAsClientsWriteThem(String date, OffsetDateTime internalDate)
      throws IOException {
    assertThat(messages(" \"" + date + "\" {1+}\r\na").getFirst().internalDate())
        .hasValue(internalDate);
  }

  @Test
  @Requirement("rfc3502/duplicate-flags")
  void flagsGivenTwiceCountOnce() throws IOException {
    assertThat(messages(" (\\SEEN foo \\seen FOO) {1+}\r\na").getFirst().flags())
        .containsExactly(Flag.SEEN, new Flag("foo"));
  }

  @Test
  @Requirement("rfc3502/unknown-system-flag")
  void anUnknownSystemFlagIsGrammatical() throws IOException {
    assertThat(messages(" (\\Foo) {1+}\r\na").getFirst().flags())
        .containsExactly(new Flag("\\Foo"));
  }

  @Test
  @Requirement("rfc3502/literal8-refused")
  void literal8AndUtf8AreRecognised() throws IOException {
    for (String rest : List.of(" ~{1+}\r\na", " UTF8 (~{1+}\r\na)", " () utf8 (~{1+}\r\na)")) {
      WireReader in = Wire.reader("A1 APPEND box" + rest + " {1+}\r\nb\r\nA2 NOOP\r\n");
      AppendMessages messages = parse(in).messages();
      AppendMessage first = messages.next();
      assertThat(first.literal().binary()).isTrue();
      assertThat(Wire.read(first.literal())).isEqualTo("a");
      assertThat(Wire.read(messages.next().literal())).isEqualTo("b");
      assertThat(messages.next()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{0}", " {0}", "  {0}", " (\\Seen) {0}", " {0+}", "{0+}"})
  @Requirement({"rfc3502/zero-length-anywhere", "rfc3502/zero-length-unspaced"})
  void anEmptyLiteralIsAMessageWithoutOctets(String empty) throws IOException {
    WireReader in = Wire.reader("A1 APPEND box {1+}\r\na" + empty + "\r\n");
    AppendMessages messages = parse(in).messages();
    Wire.read(messages.next().literal());
    assertThat(messages.next().literal().size()).isZero();
  }

  @Test
  @Requirement("rfc3502/zero-length-drain")
  void theRestOfACancelledCommandCanBePassedOver() throws IOException {
    WireReader in = Wire.reader("A1 APPEND box {0+}\r\n {9+}\r\nA9 NOOP\r\n\r\nA2 NOOP\r\n");
    assertThat(parse(in).messages().next().literal().size()).isZero();
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    assertThat(CommandParser.parse(in).tag()).isEqualTo("A2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " ()",
        " (\\Seen)",
        " \"11-Sep-2001 01:46:40 +0200\"",
        "{1+}\r\na",
        " (\\Recent) {1+}\r\na",
        " (\\*) {1+}\r\na",
        " (\\) {1+}\r\na",
        " (a  b) {1+}\r\na",
        " (a {1+}\r\na",
        " \"11-Sep-2001 01:46:40 +0200\" (a) {1+}\r\na",
        " ()() {1+}\r\na",
        " \"31-Feb-2001 01:46:40 +0000\" {1+}\r\na",
        " \"30-Foo-2001 01:46:40 +0000\" {1+}\r\na",
        " \"1-Sep-01 01:46:40 +0000\" {1+}\r\na",
        " \"01-Sep-2001 24:00:00 +0000\" {1+}\r\na",
        " \"01-Sep-2001 01:46:61 +0000\" {1+}\r\na",
        " \"01-Sep-2001 01:46:40 +0060\" {1+}\r\na",
        " \"01-Sep-2001 01:46:40 +9900\" {1+}\r\na",
        " \"01-Sep-2001 01:46:40 GMT\" {1+}\r\na",
        " \"01-Sep-2001 01:46:40\" {1+}\r\na",
        " CATENATE (TEXT {1+}\r\na)",
        " ANNOTATION (x) {1+}\r\na",
        " \"text\"",
        " atom",
        " {1+}\r\na{1+}\r\nb",
        " {1+}\r\na{0}x",
        " {1+}\r\nab",
        " {1+}\r\na (x",
        " {1+}\r\na ",
        " UTF8 (~{1+}\r\na",
        " {4294967296+}",
      })
  @Requirement({"rfc3502/syntax-bad", "rfc3502/recent-refused", "rfc3502/catenate-refused"})
  void badGrammarIsRefused(String rest) {
    assertThatThrownBy(() -> messages(rest)).isInstanceOf(SyntaxException.class);
  }

  @Test
  void catenateIsNamedInItsRefusal() {
    assertThatThrownBy(() -> messages(" CATENATE (URL \"x\")"))
        .hasMessageStartingWith("CATENATE in APPEND is not supported");
  }
}
