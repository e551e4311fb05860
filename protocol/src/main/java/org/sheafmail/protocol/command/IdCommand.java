package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `id = "ID" SP id-params-list` (RFC 2971 §3.1): who the client says it is. `NIL` is the empty
/// list.
public record IdCommand(List<Field> fields) implements Command.Any {
  public IdCommand {
    fields = List.copyOf(fields);
  }

  /// One field, for instance `"name"` and its value; `null` is `NIL`.
  public record Field(String name, @Nullable String value) {}

  static IdCommand parse(WireReader in) throws IOException {
    in.sp();
    if (!in.at('(')) {
      in.nil();
      return new IdCommand(List.of());
    }
    return new IdCommand(parseFields(in));
  }

  /// `"(" [string SP nstring *(SP string SP nstring)] ")"`
  public static List<Field> parseFields(WireReader in) throws IOException {
    List<Field> fields = new ArrayList<>();
    in.octet('(');
    while (!in.at(')')) {
      if (!fields.isEmpty()) {
        in.sp();
      }
      String name = in.string();
      in.sp();
      fields.add(new Field(name, in.nstring()));
    }
    in.octet(')');
    return fields;
  }

  /// `id-params-list`
  public static void writeFields(WireWriter out, List<Field> fields) throws IOException {
    if (fields.isEmpty()) {
      out.ascii("NIL");
      return;
    }
    char before = '(';
    for (Field field : fields) {
      out.octet(before);
      out.string(field.name());
      out.sp();
      out.nstring(field.value());
      before = ' ';
    }
    out.octet(')');
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("ID ");
    writeFields(out, fields);
  }
}
