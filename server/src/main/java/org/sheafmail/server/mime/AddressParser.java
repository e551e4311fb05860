package org.sheafmail.server.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Envelope.Address;

/// Reads the body of an address field (RFC 5322 §3.4, with the obsolete forms of §4.4) into the
/// addresses of an ENVELOPE.
///
/// Display names lose their quoting and nothing else: encoded words and octets of 8 bits stay as
/// they are. A comment after a bare address stands for its name, as it did before there were
/// display names. What is missing in a broken address is the empty string: a missing host as `NIL`
/// would say that a group begins (RFC 3501 §7.4.2).
final class AddressParser {
  private static final Address GROUP_END = new Address(null, null, null, null);

  private final FieldCursor in;
  private final List<Address> addresses = new ArrayList<>();
  private boolean inGroup;

  /// The words before the delimiter that tells what they are: with spaces, as a display name …
  private final StringBuilder phrase = new StringBuilder();

  /// … and the last of them alone, as a local part, with the part of `phrase` that is before it.
  private final StringBuilder word = new StringBuilder();

  private int wordStart;
  private @Nullable String comment;

  private AddressParser(String field) {
    in = new FieldCursor(field);
  }

  static List<Address> parse(String field) {
    return new AddressParser(field).list();
  }

  private List<Address> list() {
    while (!in.atEnd()) {
      element();
    }
    if (inGroup) {
      addresses.add(GROUP_END);
    }
    return addresses;
  }

  /// One mailbox, or one of the two marks of a group, up to and including its delimiter.
  private void element() {
    words();
    if (in.skip('<')) {
      angleAddress();
    } else if (in.skip('@')) {
      bareAddress();
    } else if (!inGroup && in.skip(':')) {
      addresses.add(new Address(null, null, phrase.toString(), null));
      inGroup = true;
      return;
    } else if (!phrase.isEmpty()) {
      addresses.add(nowhere());
    }
    endElement();
  }

  /// What there is no host for: a local name, or, if it is of several words, a person's.
  private Address nowhere() {
    return comment == null && wordStart > 0
        ? new Address(phrase.toString(), null, "", "")
        : new Address(comment, null, phrase.toString(), "");
  }

  /// Passes over what is left of an element and its delimiter.
  private void endElement() {
    while (!in.atEnd() && !in.at(',') && !in.at(';')) {
      if (in.at('"')) {
        in.quotedString();
      } else if (in.at('(')) {
        in.comment();
      } else {
        in.next();
      }
    }
    if (in.skip(';') && inGroup) {
      inGroup = false;
      addresses.add(GROUP_END);
    } else {
      in.skip(',');
    }
  }

  private void words() {
    phrase.setLength(0);
    word.setLength(0);
    wordStart = 0;
    comment = null;
    boolean spaced = false;
    while (!in.atEnd() && ",;<@".indexOf(in.peek()) < 0 && !(in.at(':') && !inGroup)) {
      if (in.skipWhiteSpace()) {
        spaced = true;
      } else if (in.at('(')) {
        comment = in.comment();
        spaced = true;
      } else {
        appendWord(in.at('"') ? in.quotedString() : word(), spaced);
        spaced = false;
      }
    }
  }

  private String word() {
    String word = in.until(",;<@:\"(.");
    return word.isEmpty() ? String.valueOf(in.next()) : word;
  }

  private void appendWord(String text, boolean spaced) {
    // The obsolete syntax allows spaces around the dots of a local part: "joe . q @example".
    boolean joined = text.equals(".") || (!word.isEmpty() && word.charAt(word.length() - 1) == '.');
    if (spaced && !joined) {
      word.setLength(0);
      wordStart = phrase.length();
    }
    if (spaced && !phrase.isEmpty()) {
      phrase.append(' ');
    }
    phrase.append(text);
    word.append(text);
  }

  private void angleAddress() {
    String name = phrase.isEmpty() ? comment : phrase.toString();
    while (in.skip('<') || in.skipWhiteSpace()) {
      // "<<joe@example>>" is met in the wild.
    }
    String route = in.at('@') ? route() : null;
    String localPart = localPart();
    String host = in.skip('@') ? domain(">,") : "";
    addresses.add(new Address(name, route, localPart, host));
    in.skip('>');
  }

  /// `obs-route = obs-domain-list ":"`, without the colon. A route without a colon is no route, but
  /// then there is no local part either.
  private String route() {
    StringBuilder route = new StringBuilder();
    while (!in.atEnd() && !in.at(':') && !in.at('>')) {
      in.skipWhiteSpaceAndComments();
      route.append(in.until(":>("));
    }
    in.skip(':');
    return route.toString();
  }

  private String localPart() {
    StringBuilder localPart = new StringBuilder();
    in.skipWhiteSpaceAndComments();
    while (!in.atEnd() && "@>,".indexOf(in.peek()) < 0) {
      localPart.append(in.at('"') ? in.quotedString() : in.until("@>,\"("));
      in.skipWhiteSpaceAndComments();
    }
    return localPart.toString();
  }

  private void bareAddress() {
    String localPart = word.toString();
    String name = wordStart == 0 ? null : phrase.substring(0, wordStart);
    String host = domain(",;<>");
    in.skipWhiteSpace();
    if (in.at('(')) {
      comment = in.comment();
    }
    addresses.add(new Address(name == null ? comment : name, null, localPart, host));
  }

  private String domain(String stops) {
    StringBuilder domain = new StringBuilder();
    boolean joined = true;
    in.skipWhiteSpace();
    while (!in.atEnd() && stops.indexOf(in.peek()) < 0 && !in.at('(')) {
      if (in.skipWhiteSpace()) {
        joined = in.at('.') || (!domain.isEmpty() && domain.charAt(domain.length() - 1) == '.');
      } else if (!joined) {
        break;
      } else if (in.at('[')) {
        domain.append(in.until("]>"));
      } else {
        domain.append(in.next());
      }
    }
    return domain.toString();
  }
}
