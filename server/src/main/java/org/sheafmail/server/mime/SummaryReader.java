package org.sheafmail.server.mime;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.BodyStructure.Disposition;
import org.sheafmail.protocol.BodyStructure.Parameter;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Envelope.Address;

/// Reads a [Summary] in the form of docs/formats/summary.md. Whatever the octets, the outcome is a
/// summary that keeps the rules of its records or a [SummaryFormatException], in time and memory
/// that the number of octets bounds.
final class SummaryReader {
  /// One more level than the scanner makes: the message itself.
  private static final int DEPTH_MAX = StructureScanner.DEPTH_MAX + 1;

  private final ByteBuffer in;

  private SummaryReader(byte[] octets) {
    in = ByteBuffer.wrap(octets);
  }

  static Summary read(byte[] octets) throws SummaryFormatException {
    SummaryReader reader = new SummaryReader(octets);
    try {
      reader.version();
      Envelope envelope = reader.envelope();
      Part root = reader.part(0, 0);
      if (reader.in.hasRemaining()) {
        throw new SummaryFormatException(reader.in.remaining() + " octets after the summary");
      }
      return new Summary(envelope, root);
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      throw new SummaryFormatException("not a summary", e);
    }
  }

  /// The envelope alone, which comes first.
  static Envelope readEnvelope(byte[] octets) throws SummaryFormatException {
    SummaryReader reader = new SummaryReader(octets);
    try {
      reader.version();
      return reader.envelope();
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      throw new SummaryFormatException("not a summary", e);
    }
  }

  private void version() throws SummaryFormatException {
    long version = number();
    if (version != SummaryWriter.VERSION) {
      throw new SummaryFormatException(
          "summary of version " + version + ", not " + SummaryWriter.VERSION);
    }
  }

  private Envelope envelope() throws SummaryFormatException {
    long same = number();
    String date = nstring();
    String subject = nstring();
    List<Address> from = addresses();
    List<Address> sender = (same & SummaryWriter.SENDER_IS_FROM) != 0 ? from : addresses();
    List<Address> replyTo = (same & SummaryWriter.REPLY_TO_IS_FROM) != 0 ? from : addresses();
    List<Address> to = addresses();
    List<Address> cc = addresses();
    List<Address> bcc = addresses();
    return new Envelope(date, subject, from, sender, replyTo, to, cc, bcc, nstring(), nstring());
  }

  private List<Address> addresses() throws SummaryFormatException {
    int count = count();
    List<Address> addresses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      addresses.add(new Address(nstring(), nstring(), nstring(), nstring()));
    }
    return addresses;
  }

  private Part part(long base, int depth) throws SummaryFormatException {
    if (depth > DEPTH_MAX) {
      throw new SummaryFormatException("parts nested deeper than " + DEPTH_MAX);
    }
    int kind = (int) number();
    long start = Math.addExact(base, number());
    long bodyStart = Math.addExact(start, number());
    long octets = number();
    long end = Math.addExact(bodyStart, octets);
    Common common = common();
    List<Part> parts = new ArrayList<>();
    BodyStructure structure =
        switch (kind) {
          case SummaryWriter.BASIC -> common.basic(string(), fields(octets));
          case SummaryWriter.TEXT -> common.text(fields(octets), number());
          case SummaryWriter.MESSAGE -> {
            BodyStructure.Fields fields = fields(octets);
            long lines = number();
            Envelope envelope = envelope();
            parts.add(part(bodyStart, depth + 1));
            yield common.message(fields, lines, envelope, parts.getFirst().structure());
          }
          case SummaryWriter.MULTIPART -> {
            parts(parts, bodyStart, depth + 1);
            yield common.multipart(parts.stream().map(Part::structure).toList());
          }
          default -> throw new SummaryFormatException("no kind of part: " + kind);
        };
    return new Part(start, bodyStart, end, structure, parts);
  }

  private void parts(List<Part> parts, long base, int depth) throws SummaryFormatException {
    int count = count();
    for (int i = 0; i < count; i++) {
      Part part = part(base, depth);
      parts.add(part);
      base = part.end();
    }
  }

  /// What every kind of part has.
  private record Common(
      String subtype,
      List<Parameter> parameters,
      @Nullable Disposition disposition,
      List<String> language,
      @Nullable String location) {

    BodyStructure basic(String type, BodyStructure.Fields fields) {
      return new BodyStructure.Basic(
          type, subtype, parameters, fields, disposition, language, location);
    }

    BodyStructure text(BodyStructure.Fields fields, long lines) {
      return new BodyStructure.Text(
          subtype, parameters, fields, lines, disposition, language, location);
    }

    BodyStructure message(
        BodyStructure.Fields fields, long lines, Envelope envelope, BodyStructure body) {
      return new BodyStructure.Message(
          subtype, parameters, fields, envelope, body, lines, disposition, language, location);
    }

    BodyStructure multipart(List<BodyStructure> parts) {
      return new BodyStructure.Multipart(
          parts, subtype, parameters, disposition, language, location);
    }
  }

  private Common common() throws SummaryFormatException {
    String subtype = string();
    List<Parameter> parameters = parameters();
    String dispositionType = nstring();
    Disposition disposition =
        dispositionType == null ? null : new Disposition(dispositionType, parameters());
    int count = count();
    List<String> language = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      language.add(string());
    }
    return new Common(subtype, parameters, disposition, language, nstring());
  }

  private List<Parameter> parameters() throws SummaryFormatException {
    int count = count();
    List<Parameter> parameters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parameters.add(new Parameter(string(), string()));
    }
    return parameters;
  }

  private BodyStructure.Fields fields(long octets) throws SummaryFormatException {
    return new BodyStructure.Fields(nstring(), nstring(), string(), octets, nstring());
  }

  private long number() throws SummaryFormatException {
    long number = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte octet = in.get();
      number |= (octet & 0x7FL) << shift;
      if (octet >= 0) {
        return number;
      }
    }
    throw new SummaryFormatException("number of more than 63 bits");
  }

  /// How many things follow: each takes an octet at the least.
  private int count() throws SummaryFormatException {
    long count = number();
    if (count > in.remaining()) {
      throw new SummaryFormatException(count + " things in " + in.remaining() + " octets");
    }
    return (int) count;
  }

  private @Nullable String nstring() throws SummaryFormatException {
    long length = number() - 1;
    if (length < 0) {
      return null;
    }
    if (length > in.remaining()) {
      throw new SummaryFormatException("string of " + length + " in " + in.remaining() + " octets");
    }
    int start = in.position();
    in.position(start + (int) length);
    return new String(in.array(), start, (int) length, StandardCharsets.UTF_8);
  }

  private String string() throws SummaryFormatException {
    String text = nstring();
    if (text == null) {
      throw new SummaryFormatException("string missing");
    }
    return text;
  }
}
