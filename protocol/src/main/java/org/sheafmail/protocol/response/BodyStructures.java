package org.sheafmail.protocol.response;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// Body structures on the wire, both directions.
final class BodyStructures {
  /// How deep parts may lie within each other.
  private static final int DEPTH_MAX = 200;

  private BodyStructures() {}

  /// `body = "(" (body-type-1part / body-type-mpart) ")"`, with extension data or without.
  static BodyStructure parse(WireReader in) throws IOException {
    return parse(in, 0);
  }

  private static BodyStructure parse(WireReader in, int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw in.error("a message of more than " + DEPTH_MAX + " levels");
    }
    in.octet('(');
    BodyStructure body = in.at('(') ? parseMultipart(in, depth) : parseSinglePart(in, depth);
    in.octet(')');
    return body;
  }

  /// rfc3501/bodystructure
  static void write(WireWriter out, BodyStructure body, boolean extended) throws IOException {
    out.octet('(');
    switch (body) {
      case BodyStructure.Multipart multipart -> writeMultipart(out, multipart, extended);
      case BodyStructure.Basic basic -> writeFields(out, basic, basic.fields());
      case BodyStructure.Text text -> {
        writeFields(out, text, text.fields());
        out.sp();
        out.number(text.lines());
      }
      case BodyStructure.Message message -> {
        writeFields(out, message, message.fields());
        out.sp();
        Envelopes.write(out, message.envelope());
        out.sp();
        write(out, message.body(), extended);
        out.sp();
        out.number(message.lines());
      }
    }
    if (extended) {
      writeExtension(out, body);
    }
    out.octet(')');
  }

  /// `body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]`
  private static BodyStructure parseMultipart(WireReader in, int depth) throws IOException {
    List<BodyStructure> parts = new ArrayList<>();
    while (in.at('(')) {
      parts.add(parse(in, depth + 1));
    }
    in.sp();
    String subtype = in.string();
    List<BodyStructure.Parameter> parameters = List.of();
    if (in.at(' ')) {
      in.sp();
      parameters = parseParameters(in);
    }
    Extension extension = Extension.parse(in);
    return new BodyStructure.Multipart(
        parts, subtype, parameters, extension.disposition, extension.language, extension.location);
  }

  private static void writeMultipart(
      WireWriter out, BodyStructure.Multipart multipart, boolean extended) throws IOException {
    for (BodyStructure part : multipart.parts()) {
      write(out, part, extended);
    }
    out.sp();
    out.string(multipart.subtype());
  }

  /// ```
  /// body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
  /// body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
  /// ```
  private static BodyStructure parseSinglePart(WireReader in, int depth) throws IOException {
    String type = in.string();
    in.sp();
    String subtype = in.string();
    in.sp();
    List<BodyStructure.Parameter> parameters = parseParameters(in);
    in.sp();
    String id = in.nstring();
    in.sp();
    String description = in.nstring();
    in.sp();
    String encoding = Objects.requireNonNullElse(in.nstring(), "7BIT");
    in.sp();
    long octets = in.number64();
    SinglePart part = new SinglePart(type, subtype, parameters, id, description, encoding, octets);
    return parseRest(in, part, depth);
  }

  /// What every part without parts begins with.
  private record SinglePart(
      String type,
      String subtype,
      List<BodyStructure.Parameter> parameters,
      @Nullable String id,
      @Nullable String description,
      String encoding,
      long octets) {
    BodyStructure.Fields fields(@Nullable String md5) {
      return new BodyStructure.Fields(id, description, encoding, octets, md5);
    }
  }

  /// What follows tells the kind of part: an envelope, a number of lines, or neither.
  private static BodyStructure parseRest(WireReader in, SinglePart part, int depth)
      throws IOException {
    if (!in.at(' ')) {
      return basic(part, null, Extension.NONE);
    }
    in.sp();
    if (part.type.equalsIgnoreCase("MESSAGE") && in.at('(')) {
      return parseMessage(in, part, depth);
    }
    if (part.type.equalsIgnoreCase("TEXT") && in.atDigit()) {
      long lines = in.number64();
      String md5 = parseMd5(in);
      Extension extension = Extension.parse(in);
      return new BodyStructure.Text(
          part.subtype,
          part.parameters,
          part.fields(md5),
          lines,
          extension.disposition,
          extension.language,
          extension.location);
    }
    String md5 = in.nstring();
    return basic(part, md5, Extension.parse(in));
  }

  private static BodyStructure basic(SinglePart part, @Nullable String md5, Extension extension) {
    return new BodyStructure.Basic(
        part.type,
        part.subtype,
        part.parameters,
        part.fields(md5),
        extension.disposition,
        extension.language,
        extension.location);
  }

  /// `body-type-msg = media-message SP body-fields SP envelope SP body SP body-fld-lines`
  private static BodyStructure parseMessage(WireReader in, SinglePart part, int depth)
      throws IOException {
    Envelope envelope = Envelopes.parse(in);
    in.sp();
    BodyStructure body = parse(in, depth + 1);
    in.sp();
    long lines = in.number64();
    String md5 = parseMd5(in);
    Extension extension = Extension.parse(in);
    return new BodyStructure.Message(
        part.subtype,
        part.parameters,
        part.fields(md5),
        envelope,
        body,
        lines,
        extension.disposition,
        extension.language,
        extension.location);
  }

  private static @Nullable String parseMd5(WireReader in) throws IOException {
    if (!in.at(' ')) {
      return null;
    }
    in.sp();
    return in.nstring();
  }

  private static void writeFields(WireWriter out, BodyStructure part, BodyStructure.Fields fields)
      throws IOException {
    out.string(part.type());
    out.sp();
    out.string(part.subtype());
    out.sp();
    writeParameters(out, part.parameters());
    out.sp();
    out.nstring(fields.id());
    out.sp();
    out.nstring(fields.description());
    out.sp();
    out.string(fields.encoding());
    out.sp();
    out.number(fields.octets());
  }

  /// What `body-ext-1part` and `body-ext-mpart` have in common: `[SP body-fld-dsp [SP body-fld-lang
  /// [SP body-fld-loc *(SP body-extension)]]]`.
  private record Extension(
      BodyStructure.@Nullable Disposition disposition,
      List<String> language,
      @Nullable String location) {
    static final Extension NONE = new Extension(null, List.of(), null);

    static Extension parse(WireReader in) throws IOException {
      BodyStructure.Disposition disposition = null;
      List<String> language = List.of();
      String location = null;
      if (in.at(' ')) {
        in.sp();
        disposition = parseDisposition(in);
      }
      if (in.at(' ')) {
        in.sp();
        language = parseLanguage(in);
      }
      if (in.at(' ')) {
        in.sp();
        location = in.nstring();
      }
      while (in.at(' ')) {
        in.sp();
        skipExtension(in, 0);
      }
      return new Extension(disposition, language, location);
    }
  }

  private static void writeExtension(WireWriter out, BodyStructure body) throws IOException {
    out.sp();
    switch (body) {
      case BodyStructure.Multipart multipart -> writeParameters(out, multipart.parameters());
      case BodyStructure.Basic basic -> out.nstring(basic.fields().md5());
      case BodyStructure.Text text -> out.nstring(text.fields().md5());
      case BodyStructure.Message message -> out.nstring(message.fields().md5());
    }
    out.sp();
    writeDisposition(out, body.disposition());
    out.sp();
    writeLanguage(out, body.language());
    out.sp();
    out.nstring(body.location());
  }

  /// `body-fld-dsp = "(" string SP body-fld-param ")" / nil`
  private static BodyStructure.@Nullable Disposition parseDisposition(WireReader in)
      throws IOException {
    if (!in.at('(')) {
      in.nil();
      return null;
    }
    in.octet('(');
    String type = in.string();
    in.sp();
    List<BodyStructure.Parameter> parameters = parseParameters(in);
    in.octet(')');
    return new BodyStructure.Disposition(type, parameters);
  }

  private static void writeDisposition(
      WireWriter out, BodyStructure.@Nullable Disposition disposition) throws IOException {
    if (disposition == null) {
      out.ascii("NIL");
      return;
    }
    out.octet('(');
    out.string(disposition.type());
    out.sp();
    writeParameters(out, disposition.parameters());
    out.octet(')');
  }

  /// `body-fld-lang = nstring / "(" string *(SP string) ")"`
  private static List<String> parseLanguage(WireReader in) throws IOException {
    if (!in.at('(')) {
      String language = in.nstring();
      return language == null ? List.of() : List.of(language);
    }
    in.octet('(');
    List<String> languages = new ArrayList<>();
    languages.add(in.string());
    while (in.at(' ')) {
      in.sp();
      languages.add(in.string());
    }
    in.octet(')');
    return languages;
  }

  private static void writeLanguage(WireWriter out, List<String> languages) throws IOException {
    if (languages.size() < 2) {
      out.nstring(languages.isEmpty() ? null : languages.getFirst());
      return;
    }
    char before = '(';
    for (String language : languages) {
      out.octet(before);
      out.string(language);
      before = ' ';
    }
    out.octet(')');
  }

  /// `body-fld-param = "(" string SP string *(SP string SP string) ")" / nil`
  private static List<BodyStructure.Parameter> parseParameters(WireReader in) throws IOException {
    if (!in.at('(')) {
      in.nil();
      return List.of();
    }
    in.octet('(');
    List<BodyStructure.Parameter> parameters = new ArrayList<>();
    while (!in.at(')')) {
      if (!parameters.isEmpty()) {
        in.sp();
      }
      String attribute = in.string();
      in.sp();
      String value = Objects.requireNonNullElse(in.nstring(), "");
      parameters.add(new BodyStructure.Parameter(attribute, value));
    }
    in.octet(')');
    return parameters;
  }

  private static void writeParameters(WireWriter out, List<BodyStructure.Parameter> parameters)
      throws IOException {
    if (parameters.isEmpty()) {
      out.ascii("NIL");
      return;
    }
    char before = '(';
    for (BodyStructure.Parameter parameter : parameters) {
      out.octet(before);
      out.string(parameter.attribute());
      out.sp();
      out.string(parameter.value());
      before = ' ';
    }
    out.octet(')');
  }

  /// `body-extension = nstring / number / "(" body-extension *(SP body-extension) ")"`: from the
  /// future, passed over.
  private static void skipExtension(WireReader in, int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw in.error("extension data of more than " + DEPTH_MAX + " levels");
    }
    if (in.atDigit()) {
      in.number64();
    } else if (in.at('(')) {
      in.octet('(');
      skipExtension(in, depth + 1);
      while (in.at(' ')) {
        in.sp();
        skipExtension(in, depth + 1);
      }
      in.octet(')');
    } else {
      in.nstring();
    }
  }
}
