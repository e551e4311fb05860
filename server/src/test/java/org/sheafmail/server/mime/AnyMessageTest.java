package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.server.mime.Samples.Sample;

/// Nothing a message holds makes its summary fail, wrong in itself, or slow.
class AnyMessageTest {
  private static final int MUTATIONS = 60;

  private static final List<String> WELL_FORMED =
      List.of(
          "plain",
          "alternative",
          "mixed",
          "forwarded",
          "message-as-root",
          "nested-messages",
          "digest",
          "delivery-report",
          "encoded-words",
          "quoted-printable",
          "text-japanese",
          "folded",
          "groups");

  static List<Sample> samples() throws IOException {
    return Samples.all();
  }

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  @Requirement({"rfc3501/bodystructure", "rfc3501/envelope", "rfc3501/fetch-string-nul-free"})
  void theSummaryOfASampleIsSound(Sample sample) throws IOException {
    Invariants.check(StructureScanner.scan(sample.body()), sample.octets());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  @Requirement("rfc3501/fetch-static")
  void aSummaryIsReadAsItWasWritten(Sample sample) throws IOException {
    Summary summary = StructureScanner.scan(sample.body());
    byte[] written = SummaryWriter.write(summary);

    assertThat(SummaryReader.read(written)).isEqualTo(summary);
    assertThat(SummaryReader.readEnvelope(written)).isEqualTo(summary.envelope());
    assertThat(new MimeSummarizer().summarize(sample.body())).isEqualTo(written);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  @Requirement("rfc3501/fetch-body")
  void aSampleIsReadBackOctetForOctet(Sample sample) throws IOException {
    Part root = StructureScanner.scan(sample.body()).root();

    assertThat(Bytes.of(Sections.whole(sample.body()))).isEqualTo(sample.octets());
    assertThat(
            Bytes.concat(
                Bytes.of(Sections.find(root, section(Section.Text.HEADER), sample.body())),
                Bytes.of(Sections.find(root, section(Section.Text.TEXT), sample.body()))))
        .isEqualTo(sample.octets());
  }

  private static Section section(Section.Text text) {
    return new Section(List.of(), text, List.of());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void shortReadsGiveTheSameSummary(Sample sample) throws IOException {
    assertThat(StructureScanner.scan(new ArrayBody(sample.octets(), 7)))
        .isEqualTo(StructureScanner.scan(sample.body()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void mutatedSamplesHaveSoundSummaries(long seed) throws IOException {
    Random random = new Random(seed);
    List<Sample> samples = Samples.own();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] octets = mutated(samples, random);
      Summary summary = StructureScanner.scan(new ArrayBody(octets));
      Invariants.check(summary, octets);
      assertThat(SummaryReader.read(SummaryWriter.write(summary))).isEqualTo(summary);
    }
  }

  /// Cuts, doubles, swaps and overwrites pieces of samples, or grafts one into another.
  private static byte[] mutated(List<Sample> samples, Random random) {
    byte[] octets = samples.get(random.nextInt(samples.size())).octets();
    for (int change = random.nextInt(1, 6); change > 0 && octets.length > 1; change--) {
      int from = random.nextInt(octets.length);
      int to = Math.min(octets.length, from + 1 + random.nextInt(200));
      byte[] piece = Arrays.copyOfRange(octets, from, to);
      byte[] donor = samples.get(random.nextInt(samples.size())).octets();
      octets =
          switch (random.nextInt(5)) {
            case 0 -> Bytes.splice(octets, from, to, new byte[0]);
            case 1 -> Bytes.splice(octets, from, from, piece);
            case 2 -> Bytes.splice(octets, from, to, donor);
            case 3 -> Bytes.splice(octets, from, from + 1, new byte[] {(byte) random.nextInt()});
            default -> Bytes.splice(octets, from, from, "\r\n--b\r\n".getBytes(Bytes.ASCII));
          };
    }
    return octets;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void octetsThatAreNoSummaryAreRefused(long seed) throws IOException {
    Random random = new Random(seed);
    for (Sample sample : Samples.own()) {
      byte[] octets = SummaryWriter.write(StructureScanner.scan(sample.body()));
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      try {
        SummaryReader.read(Arrays.copyOf(octets, random.nextInt(octets.length + 1)));
      } catch (SummaryFormatException expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
    }
  }

  @Test
  void nestingIsBounded() throws IOException {
    StringBuilder multiparts = new StringBuilder();
    StringBuilder messages = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      multiparts.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n--b");
      multiparts.append(i).append('\n');
      messages.append("Content-Type: message/rfc822\n\n");
    }
    for (StringBuilder bomb : List.of(multiparts, messages)) {
      ArrayBody body = ArrayBody.of(bomb.toString());
      Invariants.check(StructureScanner.scan(body), body.octets());
    }
  }

  @Test
  void partsAndHeaderFieldsAreBounded() throws IOException {
    String header = "Content-Type: multipart/mixed; boundary=b\n\n";
    ArrayBody manyParts = ArrayBody.of(header + "--b\n\nx\n".repeat(100_000));
    ArrayBody longFields =
        ArrayBody.of(
            header + ("--b\nContent-Description: " + "d".repeat(50_000) + "\n\nx\n").repeat(100));

    Invariants.check(StructureScanner.scan(manyParts), manyParts.octets());
    Summary summary = StructureScanner.scan(longFields);
    Invariants.check(summary, longFields.octets());
    assertThat(summary.root().parts()).hasSize(100);
    assertThat(SummaryWriter.write(summary))
        .hasSizeLessThan(StructureScanner.HEADER_OCTETS_MAX + 10_000);
  }

  @Test
  void wellFormedSamplesHaveTheSamePartsForMime4j() throws IOException {
    for (String name : WELL_FORMED) {
      Sample sample = Samples.sample(name);
      List<String> ours = new ArrayList<>();
      types(StructureScanner.scan(sample.body()).root(), ours);

      assertThat(ours).as(name).isEqualTo(mime4jTypes(sample.octets()));
    }
  }

  private static void types(Part part, List<String> types) {
    BodyStructure structure = part.structure();
    types.add((structure.type() + "/" + structure.subtype()).toLowerCase(Locale.ROOT));
    part.parts().forEach(inner -> types(inner, types));
  }

  private static List<String> mime4jTypes(byte[] octets) {
    List<String> types = new ArrayList<>();
    MimeTokenStream stream = new MimeTokenStream(MimeConfig.PERMISSIVE);
    stream.parse(new ByteArrayInputStream(octets));
    try {
      for (EntityState state = stream.getState();
          state != EntityState.T_END_OF_STREAM;
          state = stream.next()) {
        if (state == EntityState.T_END_HEADER) {
          types.add("?");
        } else if (state == EntityState.T_BODY || state == EntityState.T_START_MULTIPART) {
          types.set(types.lastIndexOf("?"), stream.getBodyDescriptor().getMimeType());
        } else if (state == EntityState.T_START_MESSAGE && !types.isEmpty()) {
          types.set(types.lastIndexOf("?"), "message/rfc822");
        }
      }
    } catch (MimeException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return types;
  }
}
