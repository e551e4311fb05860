package org.sheafmail.server.mime;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.store.Body;

/// Finds the octets that `BODY[section]` means (RFC 3501 §6.4.5).
public final class Sections {
  private Sections() {}

  /// True if the section can be found without knowing the parts of the message.
  public static boolean isWhole(Section section) {
    return section.part().isEmpty() && section.text() == Section.Text.ALL;
  }

  /// The whole message as it is.
  public static SectionOctets whole(Body body) {
    return new Range(body, 0, body.size());
  }

  /// The octets of the section; `null` if the message has no such part, or a part of that kind has
  /// no such text.
  ///
  /// @param root the message `body` holds
  public static @Nullable SectionOctets find(Part root, Section section, Body body)
      throws IOException {
    if (section.part().isEmpty()) {
      return ofMessage(root, section, body);
    }
    Part part = part(root, section.part());
    if (part == null) {
      return null;
    }
    return switch (section.text()) {
      case ALL -> bodyOf(part, body);
      case MIME -> headerOf(part, body);
      case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, TEXT ->
          part.isMessage() ? ofMessage(part.parts().getFirst(), section, body) : null;
    };
  }

  private static SectionOctets ofMessage(Part message, Section section, Body body)
      throws IOException {
    return switch (section.text()) {
      case ALL -> new Range(body, message.start(), message.end() - message.start());
      case HEADER, MIME -> headerOf(message, body);
      case HEADER_FIELDS, HEADER_FIELDS_NOT ->
          HeaderSubset.of(
              body, message, section.fields(), section.text() == Section.Text.HEADER_FIELDS);
      case TEXT -> bodyOf(message, body);
    };
  }

  private static SectionOctets headerOf(Part part, Body body) {
    return new Range(body, part.start(), part.bodyStart() - part.start());
  }

  private static SectionOctets bodyOf(Part part, Body body) {
    return new Range(body, part.bodyStart(), part.end() - part.bodyStart());
  }

  /// The part with these numbers. A message that is no multipart has its body as part 1, the
  /// outermost like those inside.
  private static @Nullable Part part(Part root, List<Integer> numbers) {
    // rfc3501/fetch-body: every message has a part 1.
    Part part = root;
    boolean isMessage = true;
    for (int number : numbers) {
      if (!isMessage && part.isMessage()) {
        part = part.parts().getFirst();
        isMessage = true;
      }
      if (part.isMultipart()) {
        if (number > part.parts().size()) {
          return null;
        }
        part = part.parts().get(number - 1);
      } else if (!isMessage || number != 1) {
        return null;
      }
      isMessage = false;
    }
    return part;
  }

  private record Range(Body body, long start, long size) implements SectionOctets {
    @Override
    public void verify() throws IOException {
      body.verify();
    }

    @Override
    public void transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      Objects.checkFromIndexSize(position, count, size);
      body.transferTo(start + position, count, target);
    }
  }
}
