package org.sheafmail.server.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.BodyStructure.Disposition;
import org.sheafmail.protocol.BodyStructure.Parameter;

/// What the `Content-…` fields of one header say (RFC 2045, RFC 2183), with the defaults of RFC
/// 2045 §5.2 for what they do not say or say wrongly.
record ContentFields(
    String type,
    String subtype,
    List<Parameter> parameters,
    String encoding,
    @Nullable String id,
    @Nullable String description,
    @Nullable String md5,
    @Nullable Disposition disposition,
    List<String> language,
    @Nullable String location) {

  private static final String DEFAULT_ENCODING = "7BIT";
  private static final List<Parameter> DEFAULT_PARAMETERS =
      List.of(new Parameter("CHARSET", "US-ASCII"));

  /// @param inDigest true for a part of a `multipart/digest`, which is a message unless it says
  ///   otherwise (RFC 2046 §5.1.5)
  static ContentFields of(HeaderFields header, boolean inDigest) {
    String encoding = token(header.first("content-transfer-encoding"), DEFAULT_ENCODING);
    MediaType mediaType = MediaType.of(header.first("content-type"), inDigest, encoding);
    String disposition = header.first("content-disposition");
    String language = header.first("content-language");
    return new ContentFields(
        mediaType.type,
        mediaType.subtype,
        mediaType.parameters,
        encoding,
        header.first("content-id"),
        header.first("content-description"),
        header.first("content-md5"),
        disposition == null ? null : disposition(disposition),
        language == null ? List.of() : tags(language),
        header.first("content-location"));
  }

  boolean isMultipart() {
    return type.equalsIgnoreCase("multipart");
  }

  boolean isDigest() {
    return isMultipart() && subtype.equalsIgnoreCase("digest");
  }

  boolean isText() {
    return type.equalsIgnoreCase("text");
  }

  /// A message whose own parts can be told (RFC 2046 §5.2.1, RFC 6532 §3.7).
  boolean isMessage() {
    return type.equalsIgnoreCase("message")
        && (subtype.equalsIgnoreCase("rfc822") || subtype.equalsIgnoreCase("global"));
  }

  /// The value of a parameter of `Content-Type`; `null` if it is not there.
  @Nullable String parameter(String attribute) {
    for (Parameter parameter : parameters) {
      if (parameter.attribute().equalsIgnoreCase(attribute)) {
        return parameter.value();
      }
    }
    return null;
  }

  /// The same part as a leaf that makes no claim about what is in it.
  ContentFields as(String type, String subtype) {
    return new ContentFields(
        type,
        subtype,
        type.equalsIgnoreCase("text") ? DEFAULT_PARAMETERS : List.of(),
        encoding,
        id,
        description,
        md5,
        disposition,
        language,
        location);
  }

  private record MediaType(String type, String subtype, List<Parameter> parameters) {
    static MediaType of(@Nullable String field, boolean inDigest, String encoding) {
      if (field == null) {
        return inDigest
            ? new MediaType("MESSAGE", "RFC822", List.of())
            : new MediaType("TEXT", "PLAIN", DEFAULT_PARAMETERS);
      }
      FieldCursor in = new FieldCursor(field);
      in.skipWhiteSpaceAndComments();
      String type = in.until("/;(\"");
      in.skipWhiteSpaceAndComments();
      String subtype = "";
      if (in.skip('/')) {
        in.skipWhiteSpaceAndComments();
        subtype = in.until("/;(\"");
      }
      List<Parameter> parameters = ContentFields.parameters(in);
      if (!type.isEmpty() && !subtype.isEmpty()) {
        return new MediaType(type, subtype, parameters);
      }
      // RFC 2045 §5.2: what cannot be understood is plain text; but nobody encodes that in base64.
      return encoding.equalsIgnoreCase("base64")
          ? new MediaType("APPLICATION", "OCTET-STREAM", parameters)
          : new MediaType("TEXT", "PLAIN", parameters);
    }
  }

  private static String token(@Nullable String field, String otherwise) {
    if (field == null) {
      return otherwise;
    }
    FieldCursor in = new FieldCursor(field);
    in.skipWhiteSpaceAndComments();
    String token = in.at('"') ? in.quotedString() : in.until(";(,");
    return token.isEmpty() ? otherwise : token;
  }

  private static @Nullable Disposition disposition(String field) {
    FieldCursor in = new FieldCursor(field);
    in.skipWhiteSpaceAndComments();
    String type = in.until(";(=");
    if (in.at('=')) { // Without a type, but with parameters.
      in = new FieldCursor(field);
      type = "";
    }
    List<Parameter> parameters = parameters(in);
    if (type.isEmpty()) {
      return parameters.isEmpty() ? null : new Disposition("attachment", parameters);
    }
    return new Disposition(type, parameters);
  }

  /// Reads `*(";" attribute "=" value)`; a semicolon may be missing, or be there twice. Values in
  /// RFC 2231's extended form stay in it: a client asks for the parameters as they stand.
  private static List<Parameter> parameters(FieldCursor in) {
    List<Parameter> parameters = new ArrayList<>();
    while (!in.atEnd()) {
      in.skipWhiteSpaceAndComments();
      String attribute = in.until("=;(\"");
      in.skipWhiteSpaceAndComments();
      if (in.skip('=')) {
        in.skipWhiteSpaceAndComments();
        String value = in.at('"') ? in.quotedString() : bareValue(in);
        if (!attribute.isEmpty()) {
          parameters.add(new Parameter(attribute, value));
        }
      } else if (in.at('"')) {
        in.quotedString();
      } else {
        in.skip(';');
      }
    }
    return parameters;
  }

  /// A value that should have been quoted may have spaces in it. After a space a comment ends it,
  /// or what looks like the next parameter.
  private static String bareValue(FieldCursor in) {
    StringBuilder value = new StringBuilder(in.until(";"));
    while (in.skipWhiteSpace()
        && !in.atEnd()
        && !in.at('(')
        && !in.at(';')
        && !in.wordHolds('=', ";")) {
      value.append(' ').append(in.until(";"));
    }
    return value.toString();
  }

  private static List<String> tags(String field) {
    List<String> tags = new ArrayList<>();
    FieldCursor in = new FieldCursor(field);
    while (!in.atEnd()) {
      in.skipWhiteSpaceAndComments();
      String tag = in.until(",(");
      if (!tag.isEmpty()) {
        tags.add(tag);
      }
      in.skipTo(',');
      in.skip(',');
    }
    return tags;
  }
}
