package org.sheafmail.cli.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.sheafmail.protocol.MailboxName;

/// What a mailbox is for: as servers tell it (RFC 6154 §2), and as mail programs and languages name
/// it where nobody tells.
public enum SpecialUse {
  ARCHIVE(
      "\\Archive",
      "archive|archives|archiv|archived|archivé|archivados|archivio|archief|arquivo|all mail"),
  DRAFTS(
      "\\Drafts",
      "drafts|draft|entwürfe|brouillons|borradores|bozze|concepten|rascunhos|kladder|utkast"),
  JUNK(
      "\\Junk",
      "junk|spam|junk e-mail|junk email|bulk mail|junk-e-mail|spamverdacht|courrier indésirable"
          + "|correo no deseado|posta indesiderata|ongewenste e-mail"),
  SENT(
      "\\Sent",
      "sent|sent items|sent mail|sent messages|sent-mail|outbox sent|gesendet|gesendete objekte"
          + "|gesendete elemente|messages envoyés|éléments envoyés|envoyés|enviados"
          + "|elementos enviados|posta inviata|inviata|verzonden|verzonden items|itens enviados"),
  TRASH(
      "\\Trash",
      "trash|bin|deleted|deleted items|deleted messages|papierkorb|gelöschte objekte"
          + "|gelöschte elemente|corbeille|éléments supprimés|papelera|elementos eliminados"
          + "|cestino|prullenbak|verwijderde items|lixeira");

  private final String attribute;
  private final String spellings;

  SpecialUse(String attribute, String spellings) {
    this.attribute = attribute;
    this.spellings = "|" + spellings + "|";
  }

  /// The attribute of `LIST`: `\Sent`.
  public String attribute() {
    return attribute;
  }

  /// The use that a server tells by an attribute.
  public static Optional<SpecialUse> ofAttribute(String attribute) {
    return Arrays.stream(values())
        .filter(use -> use.attribute.equalsIgnoreCase(attribute))
        .findFirst();
  }

  /// The use that the name of a mailbox at the top tells, or of one below Gmail's `[Gmail]`.
  public static Optional<SpecialUse> ofName(MailboxName name) {
    boolean gmail =
        name.levels().size() == 2 && name.levels().getFirst().matches("\\[(Gmail|Google Mail)\\]");
    if (name.levels().size() > 1 && !gmail) {
      return Optional.empty();
    }
    String last = "|" + name.levels().getLast().toLowerCase(Locale.ROOT) + "|";
    return Arrays.stream(values()).filter(use -> use.spellings.contains(last)).findFirst();
  }
}
