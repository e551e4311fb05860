package org.sheafmail.server.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.server.mime.HeaderCollector.Budget;

/// A part that [StructureScanner] has met the start of but not the end.
final class Frame {
  final long start;
  final HeaderCollector header;

  /// What delimits the parts of this multipart; `null` if it has none, or no more.
  byte @Nullable [] boundary;

  /// True once a line of the header has been taken.
  boolean fieldsBegun;

  /// True if the line before was of white space only.
  boolean afterBlank;

  /// Where the first line in the header is that is no field, or −1.
  long noFieldAt = -1;

  long noFieldLines;

  private final boolean isMessage;
  private final boolean inDigest;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable HeaderFields fieldsBeforeNoField;
  private @Nullable ContentFields content;
  private Envelope envelope = Envelopes.EMPTY;
  private Envelope innerEnvelope = Envelopes.EMPTY;
  private long bodyStart = -1;
  private long linesBeforeBody;

  /// @param isMessage true for a whole message, which has an envelope
  /// @param inDigest true for a part of a `multipart/digest`
  Frame(long start, boolean isMessage, boolean inDigest, Budget budget) {
    this.start = start;
    this.isMessage = isMessage;
    this.inDigest = inDigest;
    this.header = new HeaderCollector(budget);
  }

  boolean inHeader() {
    return bodyStart < 0;
  }

  /// Notes the line as where the body begins if no empty line follows.
  void noteNoField(LineScanner line) {
    if (noFieldAt < 0) {
      noFieldAt = line.offset();
      noFieldLines = line.linesBefore();
      fieldsBeforeNoField = header.fields();
    }
    header.endField();
  }

  void startBody(long offset, long lines) {
    bodyStart = offset;
    linesBeforeBody = lines;
    HeaderFields fields =
        fieldsBeforeNoField != null && noFieldAt == offset ? fieldsBeforeNoField : header.fields();
    content = ContentFields.of(fields, inDigest);
    if (isMessage) {
      envelope = Envelopes.of(fields);
    }
  }

  ContentFields content() {
    return Objects.requireNonNull(content, "still in the header");
  }

  Envelope envelope() {
    return envelope;
  }

  /// Makes this part a leaf whose inside is not looked at.
  void setOpaque() {
    content = content().as("APPLICATION", "OCTET-STREAM");
  }

  void add(Part part, Frame frame) {
    parts.add(part);
    innerEnvelope = frame.envelope;
  }

  /// The finished part.
  ///
  /// @param end where the delimiter after it begins, with the line break before
  /// @param lines how many lines the message has up to there
  Part finish(long end, long lines) {
    long partEnd = Math.max(end, parts.isEmpty() ? bodyStart : parts.getLast().end());
    // rfc3501/bodystructure: octets and lines of a part are those of its body, still encoded.
    // An end moved forward takes in the line break that was held to belong to the delimiter.
    long bodyLines = lines + (partEnd > end ? 1 : 0) - linesBeforeBody;
    return new Part(start, bodyStart, partEnd, structure(partEnd - bodyStart, bodyLines), parts);
  }

  private BodyStructure structure(long octets, long lines) {
    ContentFields content = content();
    if (content.isMultipart()) {
      return parts.isEmpty()
          ? text(content.as("TEXT", "PLAIN"), octets, lines)
          : multipart(content);
    }
    if (content.isMessage()) {
      return message(content, octets, lines);
    }
    return content.isText() ? text(content, octets, lines) : basic(content, octets);
  }

  private BodyStructure multipart(ContentFields content) {
    return new BodyStructure.Multipart(
        parts.stream().map(Part::structure).toList(),
        content.subtype(),
        content.parameters(),
        content.disposition(),
        content.language(),
        content.location());
  }

  private BodyStructure message(ContentFields content, long octets, long lines) {
    return new BodyStructure.Message(
        content.subtype(),
        content.parameters(),
        fields(content, octets),
        innerEnvelope,
        parts.getFirst().structure(),
        lines,
        content.disposition(),
        content.language(),
        content.location());
  }

  private static BodyStructure text(ContentFields content, long octets, long lines) {
    return new BodyStructure.Text(
        content.subtype(),
        content.parameters(),
        fields(content, octets),
        lines,
        content.disposition(),
        content.language(),
        content.location());
  }

  private static BodyStructure basic(ContentFields content, long octets) {
    return new BodyStructure.Basic(
        content.type(),
        content.subtype(),
        content.parameters(),
        fields(content, octets),
        content.disposition(),
        content.language(),
        content.location());
  }

  private static BodyStructure.Fields fields(ContentFields content, long octets) {
    return new BodyStructure.Fields(
        content.id(), content.description(), content.encoding(), octets, content.md5());
  }
}
