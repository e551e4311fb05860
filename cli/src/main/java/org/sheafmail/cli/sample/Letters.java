package org.sheafmail.cli.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Puts the handwritten letters in their envelopes.
final class Letters {
  private static final List<String> RESOURCES =
      List.of(
          "letters-english.txt",
          "letters-latin.txt",
          "letters-greek-cyrillic.txt",
          "letters-middle-east-africa.txt",
          "letters-south-asia.txt",
          "letters-east-asia.txt");
  private static final DateTimeFormatter WROTE =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH);

  /// What an answer needs of the letters before it.
  private static final class Conversation {
    final List<String> messageIds = new ArrayList<>();
    Letter last;

    Conversation(Letter first) {
      this.last = first;
    }
  }

  private final Map<String, Conversation> conversations = new HashMap<>();
  private final Postmark postmark;

  Letters(Postmark postmark) {
    this.postmark = postmark;
  }

  void write(Consumer<Stamped> mailbox) {
    for (String resource : RESOURCES) {
      for (Letter letter : Letter.parseAll(read(resource))) {
        mailbox.accept(write(letter));
      }
    }
  }

  private static String read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Letters.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stamped write(Letter letter) {
    String messageId = postmark.messageId(letter.date(), Letter.address(letter.from()));
    Header header =
        new Header(letter.charset(), !letter.encoding().equals("quoted-printable"))
            .date(letter.date())
            .addresses("From", letter.from())
            .addresses("To", letter.to());
    if (!letter.cc().isEmpty()) {
      header.addresses("Cc", letter.cc());
    }
    header.unstructured("Subject", letter.subject()).field("Message-ID", messageId);
    String text = letter.text();
    if (!letter.thread().isEmpty()) {
      Conversation before = conversations.get(letter.thread());
      if (before != null) {
        header.field("In-Reply-To", before.messageIds.getLast());
        header.field("References", String.join(" ", before.messageIds));
        if (letter.quote()) {
          text = text + "\n" + quoted(before.last);
        }
      }
      Conversation now =
          conversations.computeIfAbsent(letter.thread(), _ -> new Conversation(letter));
      now.messageIds.add(messageId);
      now.last = letter;
    }
    return new Stamped(
        letter.flags(), postmark.delivered(letter.date()), body(letter, text).under(header));
  }

  private static String quoted(Letter before) {
    String lines = before.text().strip().indent(0).replace("\n", "\n> ");
    return "On "
        + WROTE.format(before.date())
        + ", "
        + Letter.name(before.from())
        + " wrote:\n> "
        + lines.substring(0, lines.length() - 2);
  }

  private static Entity body(Letter letter, String text) {
    Entity plain =
        Entity.text(
            "plain",
            text,
            letter.charset(),
            letter.encoding(),
            letter.flowed() ? "; format=flowed" : "");
    Entity body =
        letter.html()
            ? Entity.multipart("alternative", plain, Entity.html(html(text), letter.charset()))
            : plain;
    if (letter.attachments().isEmpty()) {
      return body;
    }
    List<Entity> parts = new ArrayList<>();
    parts.add(body);
    for (Letter.Attachment attachment : letter.attachments()) {
      parts.add(Attachments.of(attachment.kind(), attachment.fileName()));
    }
    return Entity.multipart("mixed", parts);
  }

  private static String html(String text) {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html><body>\n");
    for (String paragraph : text.strip().split("\n\n", -1)) {
      html.append("<p>").append(escaped(paragraph).replace("\n", "<br>\n")).append("</p>\n");
    }
    return html.append("</body></html>\n").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
