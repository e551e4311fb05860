package org.sheafmail.server;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Requirement;

class SearchTest {
  private TestServer server;
  private Inbox inbox;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    inbox = new Inbox(server);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void play(String script) throws IOException {
    server.play("C: S SELECT inbox\nU: S OK\n" + script);
  }

  /// Sends one search and expects these numbers.
  private void expect(String search, String numbers) throws IOException {
    play(found(search, numbers));
  }

  private static String found(String search, String numbers) {
    return """
    C: A1 %s
    S= * SEARCH%s
    S: A1 OK
    """
        .formatted(search, numbers.isEmpty() ? "" : " " + numbers);
  }

  @Test
  @Requirement({"rfc3501/search", "rfc3501/search-response"})
  void uidSearchAnswersUids() throws Exception {
    for (int i = 1; i <= 4; i++) {
      inbox.add("Subject: s\n\n", i == 2 ? Flag.FLAGGED : Flag.SEEN);
    }
    play(
        """
        C: A1 STORE 1,3 +FLAGS.SILENT (\\Deleted)
        U: A1 OK
        C: A2 EXPUNGE
        U: A2 OK
        C: A3 SEARCH ALL
        S= * SEARCH 1 2
        S: A3 OK
        C: A4 UID SEARCH ALL
        S= * SEARCH 2 4
        S: A4 OK
        C: A5 UID SEARCH UID 1:3 NOT FLAGGED
        S= * SEARCH
        S: A5 OK
        """);
  }

  @Test
  void anEmptyMailboxHasNothingToFind() throws Exception {
    expect("SEARCH 1:* ALL", "");
    expect("UID SEARCH UID 1:*", "");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @Requirement({"rfc3501/search-decoded", "rfc3501/search-substring", "rfc3501/search-charset"})
  @CsvSource(
      textBlock =
          """
          text-russian, УРОЖАЙ, ПОЛЕ, koi8-r
          text-greek, θερισμόσ, ΣΙΤΆΡΙ, iso-8859-7
          text-japanese, 収穫, 実りました, iso-2022-jp
          text-chinese, 收割, 熟了, gb18030
          text-hebrew, קציר, בשלה, windows-1255
          text-arabic, حصاد, ناضج, windows-1256
          text-korean, 수확, 익었습니다, euc-kr
          text-thai, เก็บเกี่ยว, ข้าวสาลี, utf-8
          encoded-words, GĘŚLĄ JAŹŃ, PSZENICA ROŚNIE, iso-8859-2
          quoted-printable, qp, STRASSE ZUM FELD IST GESPERRT, utf-8
          quoted-printable, Qp, umweg führt, iso-8859-1
          raw-latin1, ÜBER, SCHÖNE, utf-8
          raw-utf8-header, überraschung, grüsse, utf-8
          alternative, TWO, html</b> é, utf-8
          mixed, attach, WHEAT.PNG, us-ascii
          forwarded, inner, innermost, us-ascii
          delivery-report, FAILED, final-recipient, us-ascii
          """)
  void textIsFoundAsAReaderSeesIt(String sample, String subject, String text, String charset)
      throws Exception {
    inbox.add("Subject: another\n\nwithout any of it\n");
    inbox.addSample(sample);

    play(
        found("SEARCH CHARSET UTF-8 SUBJECT " + literal(subject, "utf-8"), "2")
            + found("SEARCH CHARSET UTF-8 BODY " + literal(text, "utf-8"), "2")
            + found("SEARCH CHARSET " + charset + " TEXT " + literal(text, charset), "2")
            + found("SEARCH BODY " + literal(text + " not", "utf-8"), ""));
  }

  /// A string as a non-synchronizing literal, in the escapes of a dialogue.
  private static String literal(String text, String charset) {
    byte[] octets = text.getBytes(Charset.forName(charset));
    StringBuilder escaped = new StringBuilder("{" + octets.length + "+}\nC: ");
    for (byte octet : octets) {
      escaped.append("<%02X>".formatted(octet));
    }
    return escaped.toString();
  }

  @Test
  void anAccentAskedForMustBeThereAndOneNotAskedForMay() throws Exception {
    inbox.add("Subject: caf\u00e9\n\n");
    inbox.add("Subject: cafe\n\n");

    expect("SEARCH SUBJECT cafe", "1 2");
    expect("SEARCH CHARSET UTF-8 SUBJECT " + literal("CAF\u00c9", "utf-8"), "1");
  }

  @Test
  @Requirement("rfc3501/search-charset")
  void anUnknownCharsetIsRefusedWithTheNamesOfKnownOnes() throws Exception {
    inbox.add("Subject: x\n\n");
    play(
        """
        C: A1 SEARCH CHARSET klingon SUBJECT x
        S: A1 NO [BADCHARSET (US-ASCII UTF-8)]
        C: A2 SEARCH CHARSET us-ascii SUBJECT x
        S= * SEARCH 1
        S: A2 OK
        """);
  }

  @Test
  void everySampleCanBeSearched() throws Exception {
    List<String> samples =
        List.of(
            "nul-octets", "bare-cr", "one-octet", "empty-parts", "nested-messages", "long-lines");
    for (String sample : samples) {
      inbox.addSample(sample);
    }
    expect("SEARCH TEXT nowhere-to-be-found", "");
    expect("SEARCH TEXT \"the end\"", "5");
  }
}
