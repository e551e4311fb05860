package org.sheafmail.cli.plan;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.sheafmail.cli.source.DateRule;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;

/// What one mailbox of the server would get.
public final class Share {
  /// Keywords that are remembered, for a source that has a new one in each message.
  private static final int KEYWORDS_MAX = 1000;

  private final MailboxName mailbox;
  private final MailboxFacts facts;
  private final Map<DateRule, Long> dates = new EnumMap<>(DateRule.class);
  private final Set<Flag> keywords = new LinkedHashSet<>();
  private long messages;
  private long octets;
  private boolean made;

  Share(MailboxName mailbox, MailboxFacts facts) {
    this.mailbox = mailbox;
    this.facts = facts;
  }

  void add(SourceMessage message) {
    messages++;
    octets += message.size();
    message.internalDate().ifPresent(date -> dates.merge(date.rule(), 1L, Long::sum));
    for (Flag flag : message.flags()) {
      if (flag.isKeyword() && keywords.size() < KEYWORDS_MAX) {
        keywords.add(flag);
      }
    }
  }

  /// It is made even if it gets no messages.
  void make() {
    made = true;
  }

  /// True if anything happens to it.
  boolean isChange() {
    return messages > 0 || (made && !facts.exists());
  }

  /// Its name on the server.
  public MailboxName mailbox() {
    return mailbox;
  }

  /// What the server tells of it.
  public MailboxFacts facts() {
    return facts;
  }

  public long messages() {
    return messages;
  }

  public long octets() {
    return octets;
  }

  /// How many internal dates each rule gives.
  public Map<DateRule, Long> dates() {
    return dates;
  }

  /// Messages that nothing gives a date; they get the time at which they are stored.
  public long undated() {
    return messages - dates.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Keywords of its messages.
  Set<Flag> keywords() {
    return keywords;
  }
}
