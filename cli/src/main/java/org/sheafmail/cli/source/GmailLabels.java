package org.sheafmail.cli.source;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.SourceOptions.LabelPolicy;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;

/// The X-Gmail-Labels field that Google Takeout writes: comma-separated, quoted where a label holds
/// a comma, as a whole in encoded words (RFC 2047) if not ASCII. What Gmail itself keeps as labels
/// (read or not, starred, sent…) is spelt in the language of the account.
record GmailLabels(List<String> labels) {
  static final Flag IMPORTANT = new Flag("$Important");

  /// What Gmail means by a label of its own.
  private enum Meaning {
    INBOX,
    SENT,
    DRAFT,
    TRASH,
    SPAM,
    CHAT,
    ARCHIVED,
    UNREAD,
    OPENED,
    STARRED,
    IMPORTANT,
    CATEGORY
  }

  private static final Map<Meaning, String> SPELLINGS =
      Map.ofEntries(
          Map.entry(
              Meaning.INBOX,
              "inbox|posteingang|boîte de réception|recibidos|posta in arrivo|postvak in"
                  + "|caixa de entrada"),
          Map.entry(
              Meaning.SENT,
              "sent|gesendet|messages envoyés|envoyés|enviados|enviado|posta inviata|inviati"
                  + "|verzonden|e-mails enviados"),
          Map.entry(
              Meaning.DRAFT,
              "draft|drafts|entwurf|entwürfe|brouillon|brouillons|borrador|borradores|bozza|bozze"
                  + "|concept|concepten|rascunho|rascunhos"),
          Map.entry(
              Meaning.TRASH, "trash|bin|papierkorb|corbeille|papelera|cestino|prullenbak|lixeira"),
          Map.entry(Meaning.SPAM, "spam"),
          Map.entry(Meaning.CHAT, "chat|chats"),
          Map.entry(
              Meaning.ARCHIVED,
              "archived|archiviert|archivé|archivés|archivado|archivados|archiviato|archiviati"
                  + "|gearchiveerd|arquivado|arquivados"),
          Map.entry(
              Meaning.UNREAD,
              "unread|ungelesen|non lu|non lus|no leído|no leídos|da leggere|non letto|non letti"
                  + "|ongelezen|não lida|não lidas"),
          Map.entry(
              Meaning.OPENED,
              "opened|geöffnet|ouvert|ouverts|abierto|abiertos|aperto|aperti|geopend|aberto"
                  + "|abertos"),
          Map.entry(
              Meaning.STARRED,
              "starred|markiert|suivi|suivis|destacado|destacados|speciali|met ster|com estrela"),
          Map.entry(
              Meaning.IMPORTANT,
              "important|wichtig|importants|importante|importantes|importanti|belangrijk"));

  private static final Map<String, Meaning> MEANINGS =
      SPELLINGS.entrySet().stream()
          .flatMap(entry ->
              Stream.of(entry.getValue().split("\\|", -1))
                  .map(spelling -> Map.entry(spelling, entry.getKey())))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  static GmailLabels parse(String field) {
    String text = DecoderUtil.decodeEncodedWords(field, DecodeMonitor.SILENT);
    List<String> labels = new ArrayList<>();
    var label = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        labels.add(label.toString().strip());
        label.setLength(0);
      } else {
        label.append(c);
      }
    }
    labels.add(label.toString().strip());
    labels.removeIf(String::isEmpty);
    return new GmailLabels(List.copyOf(labels));
  }

  private static @Nullable Meaning meaning(String label) {
    String lower = label.toLowerCase(Locale.ROOT);
    return lower.startsWith("category ") || lower.startsWith("kategorie ")
        ? Meaning.CATEGORY
        : MEANINGS.get(lower);
  }

  /// `\Seen` and the like; with [LabelPolicy#KEYWORDS] a keyword for each other label besides.
  Set<Flag> flags(LabelPolicy policy) {
    Set<Flag> flags = new LinkedHashSet<>();
    boolean unread = false;
    for (String label : labels) {
      switch (meaning(label)) {
        case UNREAD -> unread = true;
        case STARRED -> flags.add(Flag.FLAGGED);
        case DRAFT -> flags.add(Flag.DRAFT);
        case IMPORTANT -> flags.add(IMPORTANT);
        case OPENED, CATEGORY -> {
          // Opened is what is not unread; categories are Gmail's guess, not the user's order.
        }
        case null, default -> {
          if (policy == LabelPolicy.KEYWORDS) {
            MailFlags.keyword(label).ifPresent(flags::add);
          }
        }
      }
    }
    if (!unread) {
      flags.add(Flag.SEEN);
    }
    return flags;
  }

  /// The mailboxes the message belongs to, below `prefix`; never none.
  ///
  /// @param file the mailbox of the file, for when labels become keywords
  List<MailboxName> mailboxes(Optional<MailboxName> prefix, MailboxName file, LabelPolicy policy) {
    if (policy != LabelPolicy.MAILBOXES) {
      return List.of(file);
    }
    Set<MailboxName> mailboxes = new LinkedHashSet<>();
    for (String label : labels) {
      path(label).flatMap(levels -> Names.below(prefix, levels)).ifPresent(mailboxes::add);
    }
    if (mailboxes.isEmpty()) {
      Names.below(prefix, "Archive").ifPresent(mailboxes::add);
    }
    return List.copyOf(mailboxes);
  }

  private static Optional<List<String>> path(String label) {
    return switch (meaning(label)) {
      case INBOX -> Optional.of(List.of("INBOX"));
      case SENT -> Optional.of(List.of("Sent"));
      case DRAFT -> Optional.of(List.of("Drafts"));
      case TRASH -> Optional.of(List.of("Trash"));
      case SPAM -> Optional.of(List.of("Spam"));
      case CHAT -> Optional.of(List.of("Chats"));
      case ARCHIVED -> Optional.of(List.of("Archive"));
      case UNREAD, OPENED, STARRED, IMPORTANT, CATEGORY -> Optional.empty();
      case null -> Optional.of(List.of(label.split("/", -1)));
    };
  }
}
