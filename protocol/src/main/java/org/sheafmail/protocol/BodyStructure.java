package org.sheafmail.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The MIME structure of a message or of one part, as `FETCH BODYSTRUCTURE` tells it (RFC 3501
/// §7.4.2).
///
/// Types and subtypes keep the case they were written in. `null` is `NIL`. Strings are read and
/// written as in [Envelope].
public sealed interface BodyStructure {
  /// The media type without its subtype, for instance `TEXT`.
  String type();

  String subtype();

  /// The parameters of `Content-Type`, in the order written.
  List<Parameter> parameters();

  @Nullable Disposition disposition();

  /// The tags of `Content-Language`; none is `NIL`.
  List<String> language();

  /// `Content-Location`.
  @Nullable String location();

  /// `attribute=value`, decoded from quoting but from nothing else.
  record Parameter(String attribute, String value) {}

  /// `Content-Disposition`.
  record Disposition(String type, List<Parameter> parameters) {
    public Disposition {
      parameters = List.copyOf(parameters);
    }
  }

  /// The fields every part without parts of its own has: `body-fields` and the extension data.
  ///
  /// @param encoding `Content-Transfer-Encoding`, `7BIT` where absent
  /// @param octets the size of the body of the part as it is transferred, encoded
  record Fields(
      @Nullable String id,
      @Nullable String description,
      String encoding,
      long octets,
      @Nullable String md5) {}

  /// `body-type-basic`: neither text nor a message.
  record Basic(
      String type,
      String subtype,
      List<Parameter> parameters,
      Fields fields,
      @Nullable Disposition disposition,
      List<String> language,
      @Nullable String location)
      implements BodyStructure {
    public Basic {
      parameters = List.copyOf(parameters);
      language = List.copyOf(language);
    }
  }

  /// `body-type-text`: `lines` counts the lines of the encoded text.
  record Text(
      String subtype,
      List<Parameter> parameters,
      Fields fields,
      long lines,
      @Nullable Disposition disposition,
      List<String> language,
      @Nullable String location)
      implements BodyStructure {
    public Text {
      parameters = List.copyOf(parameters);
      language = List.copyOf(language);
    }

    @Override
    public String type() {
      return "TEXT";
    }
  }

  /// `body-type-msg`: a `message/rfc822` (or `message/global`) part.
  record Message(
      String subtype,
      List<Parameter> parameters,
      Fields fields,
      Envelope envelope,
      BodyStructure body,
      long lines,
      @Nullable Disposition disposition,
      List<String> language,
      @Nullable String location)
      implements BodyStructure {
    public Message {
      parameters = List.copyOf(parameters);
      language = List.copyOf(language);
    }

    @Override
    public String type() {
      return "MESSAGE";
    }
  }

  /// `body-type-mpart`: one part at the least.
  record Multipart(
      List<BodyStructure> parts,
      String subtype,
      List<Parameter> parameters,
      @Nullable Disposition disposition,
      List<String> language,
      @Nullable String location)
      implements BodyStructure {
    public Multipart {
      if (parts.isEmpty()) {
        throw new IllegalArgumentException("a multipart has one part at the least");
      }
      parts = List.copyOf(parts);
      parameters = List.copyOf(parameters);
      language = List.copyOf(language);
    }

    @Override
    public String type() {
      return "MULTIPART";
    }
  }
}
