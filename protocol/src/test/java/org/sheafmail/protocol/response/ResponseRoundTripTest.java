package org.sheafmail.protocol.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Draws;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.IdCommand;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.wire.Wire;
import org.sheafmail.protocol.wire.WireLimits;
import org.sheafmail.protocol.wire.WireReader;

/// What the server writes, the client reads as the same value.
class ResponseRoundTripTest extends Draws {
  private interface Writing {
    void to(ResponseWriter out) throws IOException;
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @BeforeEach
  void reset() {
    random = new Random(0);
  }

  private Response readBack(Writing writing) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ResponseWriter out = new ResponseWriter(Channels.newChannel(sent), '/');
    writing.to(out);
    out.exists(1);
    out.flush();
    WireReader in =
        WireReader.ofResponses(
            Wire.channel(sent.toByteArray(), 1 + random.nextInt(1000)), WireLimits.RESPONSES);
    Response response = ResponseParser.parse(in);
    assertThat(ResponseParser.parse(in)).isEqualTo(new Response.Exists(1));
    return response;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsToldOfAMessage(int seed) throws IOException {
    random = new Random(seed);
    List<FetchData> data = list(1, 6, this::data);
    long number = random.nextLong(1, 1000);
    Response response =
        readBack(out -> {
          FetchWriter fetch = out.fetch(number);
          for (FetchData each : data) {
            write(fetch, each);
          }
          fetch.end();
        });
    assertThat(response).isEqualTo(new Response.Fetch(number, data));
  }

  private static void write(FetchWriter out, FetchData data) throws IOException {
    switch (data) {
      case FetchData.UidIs(var uid) -> out.uid(uid);
      case FetchData.Flags(var flags, var recent) -> out.flags(flags, recent);
      case FetchData.InternalDate(var dateTime) -> out.internalDate(dateTime);
      case FetchData.Size(var octets) -> out.size(octets);
      case FetchData.EnvelopeIs(var envelope) -> out.envelope(envelope);
      case FetchData.Structure(var structure) -> out.bodyStructure(structure);
      case FetchData.SectionIs(var section, var origin, var octets) -> {
        if (octets.isEmpty()) {
          out.sectionNil(section, origin);
        } else {
          Octets body = octets.get();
          out.section(section, origin, body.size(), to -> to.write(body.asBuffer()));
        }
      }
      case FetchData.SectionPassedOn _ -> throw new AssertionError("nobody writes this");
      case FetchData.Rfc822(var item, var octets) ->
          out.rfc822(
              item, octets.orElseThrow().size(), to -> to.write(octets.orElseThrow().asBuffer()));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void completionsAndConditions(int seed) throws IOException {
    random = new Random(seed);
    Optional<ResponseCode> code = maybe(this::code);
    Completion completion =
        new Completion(
            of(Completion.Status.values()), code, "text " + of("", "{5}", "of [it]", "ü"));
    Completion stripped = new Completion(completion.status(), code, completion.text().strip());
    assertThat(readBack(out -> out.tagged("a1", completion)))
        .isEqualTo(new Response.Tagged("a1", stripped));
    assertThat(readBack(out -> out.untagged(completion)))
        .isEqualTo(
            new Response.Condition(
                Response.Condition.Kind.valueOf(completion.status().name()),
                code,
                stripped.text()));
    assertThat(readBack(out -> out.bye(code, "so")))
        .isEqualTo(new Response.Condition(Response.Condition.Kind.BYE, code, "so"));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsToldOfMailboxesAndServer(int seed) throws IOException {
    random = new Random(seed);
    MailboxName name = new MailboxName(list(1, 3, () -> of("a", "ü b", "\"", "&", "%*", "NIL")));
    List<String> words = list(0, 3, () -> of("IMAP4REV1", "LITERAL+", "AUTH=PLAIN"));
    List<String> attributes = list(0, 2, () -> of("\\Noselect", "\\HasChildren"));
    Map<StatusItem, OptionalLong> status = new EnumMap<>(StatusItem.class);
    status.put(of(StatusItem.values()), OptionalLong.of(random.nextLong(1L << 40)));
    status.put(StatusItem.APPENDLIMIT, OptionalLong.empty());
    List<Long> numbers = list(0, 9, () -> 1 + random.nextLong(0xFFFF_FFFFL));
    Set<Flag> flags = flags();
    List<IdCommand.Field> fields =
        list(0, 3, () -> new IdCommand.Field(text(), maybe(this::text).orElse(null)));

    assertThat(readBack(out -> out.list(attributes, name)))
        .isEqualTo(new Response.Listed(false, attributes, Optional.of('/'), name.toString('/')));
    assertThat(readBack(out -> out.lsub(attributes, name)))
        .isEqualTo(new Response.Listed(true, attributes, Optional.of('/'), name.toString('/')));
    assertThat(readBack(out -> out.status(name, status)))
        .isEqualTo(new Response.Status(name.toString('/'), status));
    assertThat(readBack(out -> out.capability(words))).isEqualTo(new Response.Capability(words));
    assertThat(readBack(out -> out.enabled(words))).isEqualTo(new Response.Enabled(words));
    assertThat(readBack(out -> out.search(numbers.stream().mapToLong(n -> n))))
        .isEqualTo(new Response.Search(numbers));
    assertThat(readBack(out -> out.flags(flags))).isEqualTo(new Response.Flags(flags));
    assertThat(readBack(out -> out.id(fields))).isEqualTo(new Response.Id(fields));
    assertThat(readBack(ResponseWriter::namespace))
        .isEqualTo(
            new Response.Namespaces(
                List.of(new Response.Namespaces.Namespace("", Optional.of('/'))),
                List.of(),
                List.of()));
  }

  // Draws.

  private FetchData data() {
    return pick(
        () -> new FetchData.UidIs(1 + random.nextLong(0xFFFF_FFFFL)),
        () -> new FetchData.Flags(flags(), random.nextBoolean()),
        () ->
            new FetchData.InternalDate(
                OffsetDateTime.of(
                    1970 + random.nextInt(100),
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    random.nextInt(24),
                    random.nextInt(60),
                    random.nextInt(60),
                    0,
                    ZoneOffset.ofHoursMinutes(random.nextInt(14), 30))),
        () -> new FetchData.Size(random.nextLong(1L << 40)),
        () -> new FetchData.EnvelopeIs(envelope()),
        () -> new FetchData.Structure(structure(0)),
        () ->
            new FetchData.SectionIs(
                new Section(
                    List.of(1 + random.nextInt(9)),
                    of(Section.Text.ALL, Section.Text.MIME),
                    List.of()),
                random.nextBoolean() ? OptionalLong.of(random.nextInt(100)) : OptionalLong.empty(),
                maybe(this::octets)),
        () -> new FetchData.Rfc822(FetchItem.Attribute.RFC822, Optional.of(octets())));
  }

  private ResponseCode code() {
    UidValidity validity = new UidValidity(1 + random.nextInt(99));
    int first = 1 + random.nextInt(99);
    int count = random.nextInt(5);
    return pick(
        () -> of(ResponseCode.Word.values()),
        () -> new ResponseCode.BadCharset(list(1, 2, () -> of("UTF-8", "X Y"))),
        () -> new ResponseCode.Capability(List.of("IMAP4REV1", "IDLE")),
        () -> new ResponseCode.PermanentFlags(flags(), random.nextBoolean()),
        () -> new ResponseCode.UidNext(first),
        () -> new ResponseCode.UidValidityIs(validity),
        () -> new ResponseCode.Unseen(first),
        () -> new ResponseCode.AppendUid(validity, UidSet.range(first, first + count)),
        () ->
            new ResponseCode.CopyUid(
                validity,
                UidSet.range(first, first + count),
                UidSet.range(first + 7, first + 7 + count)),
        () -> new ResponseCode.Other("X-NEW", Optional.of("a (b) 5")));
  }

  private BodyStructure structure(int depth) {
    List<BodyStructure.Parameter> parameters =
        list(0, 2, () -> new BodyStructure.Parameter(text(), text()));
    BodyStructure.Fields fields =
        new BodyStructure.Fields(nil(), nil(), text(), random.nextInt(9999), nil());
    BodyStructure.Disposition disposition =
        random.nextBoolean() ? null : new BodyStructure.Disposition(text(), parameters);
    List<String> language = list(0, 3, this::text);
    String location = nil();
    return pick(
        () ->
            new BodyStructure.Basic(
                of("IMAGE", "MESSAGE", "X-Y"),
                text(),
                parameters,
                fields,
                disposition,
                language,
                location),
        () ->
            new BodyStructure.Text(
                text(), parameters, fields, random.nextInt(99), disposition, language, location),
        () ->
            depth > 3
                ? structure(depth)
                : new BodyStructure.Message(
                    "RFC822",
                    parameters,
                    fields,
                    envelope(),
                    structure(depth + 1),
                    5,
                    disposition,
                    language,
                    location),
        () ->
            depth > 3
                ? structure(depth)
                : new BodyStructure.Multipart(
                    list(1, 3, () -> structure(depth + 1)),
                    text(),
                    parameters,
                    disposition,
                    language,
                    location));
  }

  private Envelope envelope() {
    Supplier<List<Envelope.Address>> addresses =
        () -> list(0, 2, () -> new Envelope.Address(nil(), nil(), nil(), nil()));
    return new Envelope(
        nil(),
        nil(),
        addresses.get(),
        addresses.get(),
        addresses.get(),
        addresses.get(),
        addresses.get(),
        addresses.get(),
        nil(),
        nil());
  }

  private @Nullable String nil() {
    return random.nextBoolean() ? null : text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(of("a", " ", "\"", "\\", "{3}", "\r\n", "ä", "日", "NIL", "(", ")", "]"));
    }
    return text.toString();
  }

  private Octets octets() {
    return Octets.of(text().repeat(random.nextInt(3)), UTF_8);
  }

  private Set<Flag> flags() {
    return new LinkedHashSet<>(list(0, 3, () -> of(Flag.SEEN, Flag.DRAFT, new Flag("$Junk"))));
  }
}
