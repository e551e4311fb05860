package org.sheafmail.protocol.response;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.command.IdCommand;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.wire.SkipOutcome;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.WireReader;

/// Reads responses (RFC 3501 §7, §9) of whatever server. What it does not know or understand it
/// passes over, literals included, and hands on as [Response.Other]: one odd response must not cost
/// the connection.
public final class ResponseParser {
  private ResponseParser() {}

  /// The next response, or null if the connection ended before it.
  ///
  /// @param in made by [WireReader#ofResponses]
  /// @throws SyntaxException if the server sends more at once than the limits allow
  public static @Nullable Response parse(WireReader in) throws IOException {
    return parse(in, null);
  }

  /// As [#parse(WireReader)], with the octets of sections passed on as they come.
  ///
  /// @param sections gets them; null to have them in the response
  public static @Nullable Response parse(WireReader in, @Nullable SectionSink sections)
      throws IOException {
    if (!in.begin()) {
      return null;
    }
    try {
      if (in.at('+')) {
        return continueReq(in);
      }
      if (!in.at('*')) {
        return tagged(in);
      }
      in.octet('*');
      in.sp();
      return in.atDigit() ? numbered(in, sections) : untagged(in);
    } catch (SyntaxException e) {
      if (in.skipCommand() != SkipOutcome.IN_STEP) {
        throw e;
      }
      return new Response.Other(String.valueOf(e.getMessage()));
    }
  }

  /// `continue-req = "+" SP (resp-text / base64) CRLF`; some servers leave out the space, or all
  /// that follows.
  private static Response continueReq(WireReader in) throws IOException {
    in.octet('+');
    String text = restOfLine(in);
    return new Response.Continue(text.startsWith(" ") ? text.substring(1) : text);
  }

  private static String restOfLine(WireReader in) throws IOException {
    String text = in.text();
    in.crlf();
    return text;
  }

  /// `response-tagged = tag SP resp-cond-state CRLF`
  private static Response tagged(WireReader in) throws IOException {
    String tag = in.token();
    in.sp();
    String word = in.token();
    String text = restOfLine(in);
    for (Completion.Status status : Completion.Status.values()) {
      if (status.name().equalsIgnoreCase(word)) {
        RespText parsed = RespText.parse(text);
        return new Response.Tagged(tag, new Completion(status, parsed.code, parsed.text));
      }
    }
    return new Response.Other(tag + " " + word + text);
  }

  /// `resp-text = ["[" resp-text-code "]" SP] text`, after the word and its space.
  private record RespText(Optional<ResponseCode> code, String text) {
    static RespText parse(String line) {
      String text = line.strip();
      int end = text.indexOf(']');
      if (!text.startsWith("[") || end < 0) {
        return new RespText(Optional.empty(), text);
      }
      return new RespText(
          Optional.of(ResponseCodes.parse(text.substring(1, end))),
          text.substring(end + 1).strip());
    }
  }

  private static Response untagged(WireReader in) throws IOException {
    String word = in.token().toUpperCase(Locale.ROOT);
    for (Response.Condition.Kind kind : Response.Condition.Kind.values()) {
      if (kind.name().equals(word)) {
        RespText text = RespText.parse(restOfLine(in));
        return new Response.Condition(kind, text.code, text.text);
      }
    }
    Response response =
        switch (word) {
          case "CAPABILITY" -> new Response.Capability(words(in));
          case "ENABLED" -> new Response.Enabled(words(in));
          case "FLAGS" -> new Response.Flags(flags(in).flags());
          case "LIST" -> listed(in, false);
          case "LSUB" -> listed(in, true);
          case "STATUS" -> status(in);
          case "SEARCH" -> search(in);
          case "NAMESPACE" -> namespaces(in);
          case "QUOTA" -> quota(in);
          case "QUOTAROOT" -> quotaRoot(in);
          case "ID" -> id(in);
          default -> throw in.error("unknown response " + word);
        };
    endOfLine(in);
    return response;
  }

  /// Spaces before the end of the line mean nothing.
  private static void endOfLine(WireReader in) throws IOException {
    while (in.at(' ')) {
      in.sp();
    }
    in.crlf();
  }

  /// `nz-number SP ("EXPUNGE" / ("FETCH" SP msg-att))`, and `number SP ("EXISTS" / "RECENT")`
  private static Response numbered(WireReader in, @Nullable SectionSink sections)
      throws IOException {
    long number = in.number();
    in.sp();
    String word = in.word();
    Response response =
        switch (word) {
          case "EXISTS" -> new Response.Exists(number);
          case "RECENT" -> new Response.Recent(number);
          case "EXPUNGE" -> new Response.Expunge(number);
          case "FETCH" -> {
            in.sp();
            yield new Response.Fetch(number, FetchDataParser.parse(in, number, sections));
          }
          default -> throw in.error("unknown response " + word);
        };
    endOfLine(in);
    return response;
  }

  /// `*(SP capability)`
  private static List<String> words(WireReader in) throws IOException {
    List<String> words = new ArrayList<>();
    while (in.at(' ')) {
      in.sp();
      if (!in.at(' ') && !in.atCrlf()) {
        words.add(in.token().toUpperCase(Locale.ROOT));
      }
    }
    return words;
  }

  private static FetchData.Flags flags(WireReader in) throws IOException {
    in.sp();
    return flagList(in);
  }

  /// `"(" [flag-fetch *(SP flag-fetch)] ")"`. What is no flag here, `\*` for instance, is left out.
  static FetchData.Flags flagList(WireReader in) throws IOException {
    Set<Flag> flags = new LinkedHashSet<>();
    boolean recent = false;
    for (String name : tokens(in)) {
      if (name.equalsIgnoreCase("\\Recent")) {
        recent = true;
      } else {
        flag(name).ifPresent(flags::add);
      }
    }
    return new FetchData.Flags(flags, recent);
  }

  /// The flag of that name, if there can be one.
  static Optional<Flag> flag(String name) {
    try {
      return Optional.of(Flag.of(name));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Words in parentheses.
  static List<String> tokens(WireReader in) throws IOException {
    List<String> tokens = new ArrayList<>();
    in.octet('(');
    while (!in.at(')')) {
      if (in.at(' ')) {
        in.sp();
      } else {
        tokens.add(in.token());
      }
    }
    in.octet(')');
    return tokens;
  }

  /// `mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox`
  private static Response listed(WireReader in, boolean subscribed) throws IOException {
    in.sp();
    List<String> attributes = tokens(in);
    in.sp();
    Optional<Character> separator = separator(in);
    in.sp();
    Response.Listed listed =
        new Response.Listed(subscribed, attributes, separator, in.mailboxPath());
    while (in.at(' ')) {
      in.sp();
      FetchDataParser.skipValue(in, 0); // `mbox-list-extended` (RFC 5258 §6).
    }
    return listed;
  }

  private static Optional<Character> separator(WireReader in) throws IOException {
    String separator = in.nstring();
    return separator == null || separator.isEmpty()
        ? Optional.empty()
        : Optional.of(separator.charAt(0));
  }

  /// `"STATUS" SP mailbox SP "(" [status-att-list] ")"`
  private static Response status(WireReader in) throws IOException {
    in.sp();
    String path = in.mailboxPath();
    in.sp();
    in.octet('(');
    Map<StatusItem, OptionalLong> values = new LinkedHashMap<>();
    while (!in.at(')')) {
      if (in.at(' ')) {
        in.sp();
      } else {
        statusValue(in, values);
      }
    }
    in.octet(')');
    return new Response.Status(path, values);
  }

  private static void statusValue(WireReader in, Map<StatusItem, OptionalLong> values)
      throws IOException {
    String name = in.token().toUpperCase(Locale.ROOT);
    in.sp();
    for (StatusItem item : StatusItem.values()) {
      if (item.name().equals(name)) {
        if (in.atDigit()) {
          values.put(item, OptionalLong.of(in.number64()));
        } else {
          in.nil();
          values.put(item, OptionalLong.empty());
        }
        return;
      }
    }
    FetchDataParser.skipValue(in, 0);
  }

  /// `"QUOTA" SP astring SP "(" [quota-resource *(SP quota-resource)] ")"` (RFC 9208 §7)
  private static Response quota(WireReader in) throws IOException {
    in.sp();
    String root = in.astring();
    in.sp();
    List<Response.Quota.Resource> resources = new ArrayList<>();
    in.octet('(');
    while (!in.at(')')) {
      if (in.at(' ')) {
        in.sp();
      } else {
        String name = in.token().toUpperCase(Locale.ROOT);
        in.sp();
        long usage = in.number64();
        in.sp();
        resources.add(new Response.Quota.Resource(name, usage, in.number64()));
      }
    }
    in.octet(')');
    return new Response.Quota(root, resources);
  }

  /// `"SEARCH" *(SP nz-number)`, with what RFC 7162 adds at the end.
  private static Response search(WireReader in) throws IOException {
    List<Long> numbers = new ArrayList<>();
    while (in.at(' ')) {
      in.sp();
      if (in.atDigit()) {
        numbers.add(in.number());
      } else if (in.at('(')) {
        FetchDataParser.skipValue(in, 0);
      }
    }
    return new Response.Search(numbers);
  }

  /// `"NAMESPACE" SP Namespace SP Namespace SP Namespace` (RFC 2342 §6)
  private static Response namespaces(WireReader in) throws IOException {
    in.sp();
    List<Response.Namespaces.Namespace> personal = namespaceList(in);
    in.sp();
    List<Response.Namespaces.Namespace> otherUsers = namespaceList(in);
    in.sp();
    return new Response.Namespaces(personal, otherUsers, namespaceList(in));
  }

  private static List<Response.Namespaces.Namespace> namespaceList(WireReader in)
      throws IOException {
    List<Response.Namespaces.Namespace> namespaces = new ArrayList<>();
    if (!in.at('(')) {
      in.nil();
      return namespaces;
    }
    in.octet('(');
    while (!in.at(')')) {
      if (in.at(' ')) {
        in.sp();
      } else {
        namespaces.add(namespace(in));
      }
    }
    in.octet(')');
    return namespaces;
  }

  private static Response.Namespaces.Namespace namespace(WireReader in) throws IOException {
    in.octet('(');
    String prefix = in.mailboxPath();
    in.sp();
    Optional<Character> separator = separator(in);
    while (in.at(' ')) {
      in.sp();
      FetchDataParser.skipValue(in, 0);
    }
    in.octet(')');
    return new Response.Namespaces.Namespace(prefix, separator);
  }

  /// `"QUOTAROOT" SP mailbox *(SP quota-root-name)` (RFC 9208 §5)
  private static Response quotaRoot(WireReader in) throws IOException {
    in.sp();
    String path = in.mailboxPath();
    List<String> roots = new ArrayList<>();
    while (in.at(' ')) {
      in.sp();
      if (!in.at(' ') && !in.atCrlf()) {
        roots.add(in.astring());
      }
    }
    return new Response.QuotaRoot(path, roots);
  }

  private static Response id(WireReader in) throws IOException {
    in.sp();
    if (in.at('(')) {
      return new Response.Id(IdCommand.parseFields(in));
    }
    in.nil();
    return new Response.Id(List.of());
  }
}
