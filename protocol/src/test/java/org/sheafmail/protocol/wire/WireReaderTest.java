package org.sheafmail.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Requirement;

class WireReaderTest {
  private static final WireLimits SMALL = new WireLimits(8000, 10, 2, 100_000);

  private static WireReader begun(String octets) throws IOException {
    WireReader in = Wire.reader(octets, SMALL);
    in.begin();
    return in;
  }

  @ParameterizedTest
  @CsvSource({
    "{5},true,false",
    "{5+},false,false",
    "{5-},false,false",
    "~{5},true,true",
    "~{5+},false,true",
    "{005},true,false"
  })
  void aLiteralIsAnnouncedInManyForms(String header, boolean synchronizing, boolean binary)
      throws IOException {
    Literal literal = begun(header + "\r\nabcde").literal();
    assertThat(literal.size()).isEqualTo(5);
    assertThat(literal.synchronizing()).isEqualTo(synchronizing);
    assertThat(literal.binary()).isEqualTo(binary);
    assertThat(Wire.read(literal)).isEqualTo("abcde");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{+}",
        "{5",
        "{5+",
        "{5+-}",
        "{5} ",
        "{5}x",
        "{-5}",
        "{ 5}",
        "{4294967296+}",
        "~5",
        "~"
      })
  @Requirement("rfc3502/literal-size")
  void whatIsNoHeaderOfALiteralIsRefused(String header) {
    assertThatThrownBy(() -> begun(header + "\r\nabcde").literal())
        .isInstanceOf(SyntaxException.class);
  }

  @Test
  @Requirement({
    "rfc3502/literal-continuation",
    "rfc3502/literal-no-plus",
    "rfc7888/no-continuation"
  })
  void onlyASynchronizingLiteralIsAskedFor() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    WireReader in =
        new WireReader(
            Wire.channel("{1}\r\na {1+}\r\nb\r\n".getBytes(ISO_8859_1), 100),
            asked::incrementAndGet,
            SMALL,
            '/');
    in.begin();
    Literal first = in.literal();
    assertThat(asked).hasValue(0);
    assertThat(Wire.read(first)).isEqualTo("a");
    assertThat(asked).hasValue(1);
    in.sp();
    assertThat(Wire.read(in.literal())).isEqualTo("b");
    assertThat(asked).hasValue(1);
    in.crlf();
  }

  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void literalsComeOctetForOctetHoweverTheyArrive(int seed) throws IOException {
    Random random = new Random(seed);
    byte[][] bodies = new byte[1 + random.nextInt(5)][];
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = new byte[random.nextInt(random.nextBoolean() ? 200_000 : 50)];
      random.nextBytes(bodies[i]);
      sent.writeBytes(("{" + bodies[i].length + "+}\r\n").getBytes(ISO_8859_1));
      sent.writeBytes(bodies[i]);
    }
    sent.writeBytes("\r\n".getBytes(ISO_8859_1));
    int step = 1 + random.nextInt(random.nextBoolean() ? 100 : 200_000);
    WireReader in = Wire.reader(sent.toByteArray(), step);
    in.begin();
    for (byte[] body : bodies) {
      Literal literal = in.literal();
      assertThat(readThrough(literal, random)).isEqualTo(body);
      assertThat(literal.nulAt().orElse(-1)).isEqualTo(indexOfNul(body));
    }
    in.crlf();
    assertThat(in.octetsRead()).isEqualTo(sent.size());
    assertThat(in.begin()).isFalse();
  }

  private static byte[] readThrough(Literal literal, Random random) throws IOException {
    ReadableByteChannel channel = literal.accept();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = 1 + random.nextInt(100_000);
    ByteBuffer target =
        random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    while (channel.read(target) >= 0) {
      byte[] octets = new byte[target.flip().remaining()];
      target.get(octets).clear();
      body.writeBytes(octets);
    }
    return body.toByteArray();
  }

  private static int indexOfNul(byte[] octets) {
    return IntStream.range(0, octets.length).filter(i -> octets[i] == 0).findFirst().orElse(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 99})
  @Requirement("rfc3502/literal-nul")
  void theFirstNulIsFoundWhereverItStands(int at) throws IOException {
    byte[] body = new byte[100];
    Arrays.fill(body, (byte) 0x81);
    body[at] = 0;
    if (at < 99) {
      body[at + 1] = 1;
    }
    Literal literal = begun("{100+}\r\n" + new String(body, ISO_8859_1)).literal();
    assertThat(literal.nulAt()).isEmpty();
    Wire.read(literal);
    assertThat(literal.nulAt()).hasValue(at);
  }

  @Test
  void aLiteralIsAcceptedOnceAndReadBeforeAnythingElse() throws IOException {
    WireReader in = begun("{3+}\r\nabc\r\n");
    Literal literal = in.literal();
    ReadableByteChannel channel = literal.accept();
    assertThatThrownBy(literal::accept).isInstanceOf(IllegalStateException.class);
    channel.read(ByteBuffer.allocate(1));
    assertThatThrownBy(in::endLiteral)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 octets");
    channel.close();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    assertThat(in.begin()).isFalse();
  }

  @Test
  void anEndWithinALiteralIsAnError() throws IOException {
    Literal literal = begun("{3+}\r\nab").literal();
    assertThatThrownBy(() -> Wire.read(literal)).isInstanceOf(EOFException.class);
  }

  @Test
  void stringsAsLiteralsAreBoundedInSizeAndNumber() throws IOException {
    assertThat(begun("{10+}\r\n1234567890").astring()).isEqualTo("1234567890");
    assertThatThrownBy(() -> begun("{11+}\r\n12345678901").astring())
        .hasMessageContaining("more than 10 octets");
    WireReader in = begun("{1+}\r\na {1+}\r\nb {1+}\r\nc\r\nA2 ");
    in.astring();
    in.sp();
    in.astring();
    in.sp();
    assertThatThrownBy(in::astring).hasMessageContaining("more than 2 literals");
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    in.begin();
    assertThat(in.tag()).isEqualTo("A2");
  }

  @Test
  void aStringHoldsNoNul() {
    assertThatThrownBy(() -> begun("{1+}\r\n\0").astring()).hasMessageContaining("NUL");
    assertThatThrownBy(() -> begun("\"\0\"").astring()).isInstanceOf(SyntaxException.class);
  }

  @Test
  @Requirement("rfc3501/set-bounded")
  void aLineIsBoundedWithoutTheOctetsOfItsLiterals() throws IOException {
    String longest = "a".repeat(7990);
    WireReader in = begun("\"" + longest + "\" {3+}\r\nabc \"" + longest + "\"\r\nA2 NOOP");
    assertThat(in.string()).isEqualTo(longest);
    in.sp();
    assertThat(Wire.read(in.literal())).isEqualTo("abc");
    in.sp();
    assertThat(in.string()).isEqualTo(longest);
    in.crlf();

    WireReader tooLong = begun("\"" + "a".repeat(8000) + "\" {3+}\r\nA9  NOOP\r\nA2 NOOP\r\n");
    assertThatThrownBy(tooLong::string).hasMessage("a line is longer than 8000 octets");
    assertThat(tooLong.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    tooLong.begin();
    assertThat(tooLong.tag()).isEqualTo("A2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x NOOP",
        "x y {9+}\r\nA9 NOOP\r\n z",
        "x \"{9+}\r\nA9 NOOP\r\n",
        "x {9-}\r\nA9 NOOP\r\n",
        "x ~{9+}\r\nA9 NOOP\r\n",
        "x {9+}\nA9 NOOP\r\n",
        "x {9+}\r\nA9 NOOP\r\n {9+}\r\nA9 NOOP\r\n",
        "x {09+}\r\nA9 NOOP\r\n{0+}\r\n",
        "x {9+} ",
        "x {+}",
        "x {}",
        "}",
        "+}",
        "9+}",
        "x {9}"
      })
  @Requirement({"rfc7888/line-end-checked", "rfc7888/refused-small", "rfc3502/literal-skip"})
  void aRefusedCommandIsPassedOverWithItsLiterals(String command) throws IOException {
    for (int step : new int[] {1, 2, 3, 1000}) {
      WireReader in = Wire.reader((command + "\r\nA2 NOOP\r\n").getBytes(ISO_8859_1), step);
      in.begin();
      SkipOutcome outcome = in.skipCommand();
      if (outcome == SkipOutcome.IN_STEP) {
        in.begin();
        assertThat(in.tag()).isEqualTo("A2");
      } else {
        assertThat(command).endsWith("{9}");
        assertThat(outcome).isEqualTo(SkipOutcome.SENT_UNASKED);
      }
    }
  }

  @Test
  @Requirement("rfc7888/line-end-checked")
  void aHeaderThatARuleHasTakenForSomethingElseCountsToo() throws IOException {
    WireReader in = begun("\"{9+}\r\nA9 NOOP\r\n\r\nA2 NOOP\r\n");
    assertThatThrownBy(in::string).isInstanceOf(SyntaxException.class);
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    in.begin();
    assertThat(in.tag()).isEqualTo("A2");
  }

  @Test
  void aCommandReadToItsEndHasNothingToPassOver() throws IOException {
    WireReader in = begun("x\r\nA2 NOOP\r\n");
    in.tag();
    in.crlf();
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    in.begin();
    assertThat(in.tag()).isEqualTo("A2");
  }

  @Test
  @Requirement("rfc3502/literal-buffered-refusal")
  void octetsSentUnaskedAreNoticed() throws IOException {
    WireReader in = begun("{3}\r\nabc\r\n");
    in.literal();
    assertThat(in.hasBuffered()).isTrue();
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.SENT_UNASKED);
  }

  @Test
  void aRefusedSynchronizingLiteralEndsTheCommand() throws IOException {
    WireReader in = Wire.reader("{3}\r\nA2 NOOP\r\n".getBytes(ISO_8859_1), 5);
    in.begin();
    in.literal();
    assertThat(in.hasBuffered()).isFalse();
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.IN_STEP);
    in.begin();
    assertThat(in.tag()).isEqualTo("A2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x {100001+}",
        "x {99999999999+}",
        "x {99999999999999999999999999+}",
        "x {000000000000000000000000000000000000000000000001+}"
      })
  @Requirement({"rfc3502/literal-skip-bounded", "rfc7888/refused-large"})
  void moreThanTheLimitIsNotPassedOver(String line) throws IOException {
    for (int step : new int[] {1, 2, 3, 1000}) {
      WireReader in =
          new WireReader(
              Wire.channel((line + "\r\nA2 NOOP\r\n").getBytes(ISO_8859_1), step),
              () -> {},
              SMALL,
              '/');
      in.begin();
      assertThat(in.skipCommand()).isEqualTo(SkipOutcome.OVER_LIMIT);
    }
  }

  @Test
  void aLineWithoutEndIsNotPassedOverForEver() throws IOException {
    WireReader in = begun("x" + "y".repeat(200_000));
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.OVER_LIMIT);
  }

  @Test
  void manySmallLiteralsAreBoundedTogether() throws IOException {
    WireReader in = begun(("x {9000+}\r\n" + "y".repeat(9000)).repeat(20) + "\r\n");
    assertThat(in.skipCommand()).isEqualTo(SkipOutcome.OVER_LIMIT);
  }

  @Test
  void anEndWhilePassingOverIsAnError() {
    assertThatThrownBy(() -> begun("x {5+}\r\nabc").skipCommand()).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> begun("x").skipCommand()).isInstanceOf(EOFException.class);
  }

  @Test
  void aCommandMustBeOverBeforeTheNextBegins() throws IOException {
    WireReader in = begun("x\r\n");
    assertThatThrownBy(in::begin).isInstanceOf(IllegalStateException.class);
  }
}
