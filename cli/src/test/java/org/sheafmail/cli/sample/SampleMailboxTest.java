package org.sheafmail.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.Character.UnicodeScript;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sheafmail.client.AppendItem;
import org.sheafmail.protocol.Flag;

class SampleMailboxTest {
  private static final List<AppendItem> MESSAGES = SampleMailbox.messages();

  private static String octets(AppendItem item) {
    try (InputStream in = Channels.newInputStream(item.body().open())) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itIsTheSameToTheLastOctetEachTime() throws Exception {
    assertThat(digest(SampleMailbox.messages()))
        .as("change this when the mailbox is meant to change")
        .isEqualTo(digest(MESSAGES))
        .isEqualTo("6cdf55b5724e3913461b8f6d2e2509d6d1e4d171122b58606df882fed2a4f955");
  }

  private static String digest(List<AppendItem> messages) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (AppendItem message : messages) {
      String flags =
          message.flags().stream().map(Flag::name).sorted().collect(Collectors.joining(" "));
      digest.update((flags + message.internalDate()).getBytes(StandardCharsets.UTF_8));
      digest.update(octets(message).getBytes(StandardCharsets.ISO_8859_1));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void itHasAFewHundredMessagesInLessThanOneMegabyte() {
    assertThat(MESSAGES).hasSizeBetween(300, 400);
    assertThat(MESSAGES.stream().mapToLong(AppendItem::size).sum()).isBetween(500_000L, 1_000_000L);
  }

  @Test
  void linesEndInCrlfAlone() {
    assertThat(MESSAGES)
        .allSatisfy(m ->
            assertThat(octets(m).replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n"));
  }

  @Test
  void noLineIsLongerThanMailAllows() {
    assertThat(MESSAGES)
        .allSatisfy(m ->
            assertThat(octets(m).split("\r\n", -1))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(998)));
  }

  @Test
  void itSpeaksOfNoDomainButExampleOrg() {
    Pattern domain = Pattern.compile("[\\w.+-]+@([a-z.-]+)>");
    assertThat(MESSAGES)
        .allSatisfy(m -> {
          Matcher found = domain.matcher(octets(m));
          while (found.find()) {
            assertThat(found.group(1)).endsWith("example.org");
          }
        });
  }

  @Test
  void itIsWrittenInMoreThanADozenScripts() {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    for (AppendItem message : MESSAGES) {
      new DecodedText(octets(message))
          .text()
          .codePoints()
          .mapToObj(UnicodeScript::of)
          .forEach(scripts::add);
    }
    assertThat(scripts)
        .contains(
            UnicodeScript.LATIN,
            UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC,
            UnicodeScript.ARMENIAN,
            UnicodeScript.GEORGIAN,
            UnicodeScript.HEBREW,
            UnicodeScript.ARABIC,
            UnicodeScript.ETHIOPIC,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.GURMUKHI,
            UnicodeScript.THAI,
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.MONGOLIAN);
  }

  @Test
  void itUsesManyCharsetsAndEveryTransferEncoding() {
    Set<String> charsets = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> encodings = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (AppendItem message : MESSAGES) {
      collect("charset=([\\w-]+)", octets(message), charsets);
      collect("Content-Transfer-Encoding: ([\\w-]+)", octets(message), encodings);
    }
    assertThat(charsets).hasSizeGreaterThanOrEqualTo(20);
    assertThat(encodings).contains("7bit", "8bit", "quoted-printable", "base64");
  }

  private static void collect(String pattern, String text, Set<String> found) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
  }

  @Test
  void encodedWordsAreNoLongerThanAllowed() {
    Pattern word = Pattern.compile("=\\?[\\w-]+\\?[BQ]\\?[^?]*\\?=");
    assertThat(MESSAGES)
        .allSatisfy(m -> {
          Matcher found = word.matcher(octets(m));
          while (found.find()) {
            assertThat(found.group().length()).isLessThanOrEqualTo(75);
          }
        });
  }

  @Test
  void everySystemFlagAndSomeKeywordsAreSet() {
    Set<Flag> flags =
        MESSAGES.stream().flatMap(m -> m.flags().stream()).collect(Collectors.toSet());
    assertThat(flags)
        .contains(
            Flag.SEEN,
            Flag.ANSWERED,
            Flag.FLAGGED,
            Flag.DELETED,
            Flag.DRAFT,
            Flag.of("$Forwarded"),
            Flag.of("$Junk"));
    assertThat(MESSAGES).anyMatch(m -> m.flags().isEmpty());
  }

  @Test
  void internalDatesReachOverDecadesAndTimeZones() {
    assertThat(MESSAGES.stream().map(m -> m.internalDate().orElseThrow().getYear()))
        .contains(1986, 1999, 2024);
    assertThat(MESSAGES.stream().map(m -> m.internalDate().orElseThrow().getOffset()).distinct())
        .hasSizeGreaterThan(8);
  }

  @Test
  void answersNameTheLettersBeforeThem() {
    String last =
        MESSAGES.stream()
            .map(SampleMailboxTest::octets)
            .filter(m -> m.contains("Subject: Re: Dressing the French burr stones"))
            .reduce((_, next) -> next)
            .orElseThrow();
    List<String> ids =
        Pattern.compile("<1994[^>]+>").matcher(last).results().map(r -> r.group()).toList();
    assertThat(ids).hasSize(5);
    assertThat(ids.stream().distinct()).hasSize(4);
  }

  @Test
  void picturesCanBeDecoded() throws IOException {
    byte[] png = Pictures.landscape(new Random(1));
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(144);
  }
}
