package org.sheafmail.protocol.response;

import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.IdCommand;
import org.sheafmail.protocol.command.StatusItem;

/// What a server says: `response = *(continue-req / response-data) response-done` (RFC 3501 §7,
/// §9), one line of it with its literals.
///
/// Mailboxes are named by path, decoded but with the server's separator, since a server may have
/// several.
public sealed interface Response {
  /// `+ …`.
  ///
  /// @param text as sent; in an authentication it is base64
  record Continue(String text) implements Response {
    /// The challenge of an authentication.
    ///
    /// @throws IllegalArgumentException if the text is not base64
    public Octets challenge() {
      return Octets.of(java.util.Base64.getDecoder().decode(text.strip()));
    }
  }

  /// The answer that ends a command.
  record Tagged(String tag, Completion completion) implements Response {}

  /// `* OK`, `* NO`, `* BAD`, `* BYE` or `* PREAUTH`.
  record Condition(Kind kind, Optional<ResponseCode> code, String text) implements Response {
    /// Which of them.
    public enum Kind {
      OK,
      NO,
      BAD,
      BYE,
      PREAUTH
    }
  }

  /// `* CAPABILITY …`, in upper case.
  record Capability(List<String> capabilities) implements Response {
    public Capability {
      capabilities = List.copyOf(capabilities);
    }
  }

  /// `* ENABLED …`, in upper case.
  record Enabled(List<String> capabilities) implements Response {
    public Enabled {
      capabilities = List.copyOf(capabilities);
    }
  }

  /// `* FLAGS …`.
  record Flags(Set<Flag> flags) implements Response {
    public Flags {
      flags = Set.copyOf(flags);
    }
  }

  /// `* LIST …` or `* LSUB …`.
  ///
  /// @param subscribed true for `LSUB`
  /// @param attributes for instance `\Noselect`, as spelled by the server
  /// @param separator empty for `NIL`: there is no hierarchy
  record Listed(
      boolean subscribed, List<String> attributes, Optional<Character> separator, String path)
      implements Response {
    public Listed {
      attributes = List.copyOf(attributes);
    }

    /// The mailbox as a path of levels; empty for a name that cannot be one, `a//b` for instance.
    public Optional<MailboxName> name() {
      try {
        return Optional.of(
            separator.isPresent()
                ? MailboxName.parse(path, separator.get())
                : new MailboxName(List.of(path)));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }

    /// True if it has that attribute, in whatever case: `\Sent` and other special uses (RFC 6154),
    /// `\Noselect`, `\Noinferiors`.
    public boolean is(String attribute) {
      return attributes.stream().anyMatch(attribute::equalsIgnoreCase);
    }
  }

  /// `* STATUS …`, as far as the items are known here.
  ///
  /// @param values empty for `NIL`
  record Status(String path, Map<StatusItem, OptionalLong> values) implements Response {
    public Status {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /// `* QUOTA …` (RFC 9208 §4.3): what of a quota root is used and what there is. The numbers of
  /// `STORAGE` are in units of 1024 octets, those of `MESSAGE` are messages.
  record Quota(String root, List<Resource> resources) implements Response {
    public Quota {
      resources = List.copyOf(resources);
    }

    /// One of them.
    ///
    /// @param name in upper case
    public record Resource(String name, long usage, long limit) {}
  }

  /// `* SEARCH …`: sequence numbers or UIDs, in the order told.
  record Search(List<Long> numbers) implements Response {
    public Search {
      numbers = List.copyOf(numbers);
    }
  }

  /// `* NAMESPACE …`.
  record Namespaces(List<Namespace> personal, List<Namespace> otherUsers, List<Namespace> shared)
      implements Response {
    public Namespaces {
      personal = List.copyOf(personal);
      otherUsers = List.copyOf(otherUsers);
      shared = List.copyOf(shared);
    }

    /// One of them.
    public record Namespace(String prefix, Optional<Character> separator) {}
  }

  /// `* QUOTAROOT …`: the quota roots that count what is in a mailbox (RFC 9208 §5.2).
  record QuotaRoot(String path, List<String> roots) implements Response {
    public QuotaRoot {
      roots = List.copyOf(roots);
    }
  }

  /// `* ID …`.
  record Id(List<IdCommand.Field> fields) implements Response {
    public Id {
      fields = List.copyOf(fields);
    }
  }

  /// `* n EXISTS`.
  record Exists(long messages) implements Response {}

  /// `* n RECENT`.
  record Recent(long messages) implements Response {}

  /// `* n EXPUNGE`.
  record Expunge(long sequenceNumber) implements Response {}

  /// `* n FETCH (…)`, as far as the items are known here.
  record Fetch(long sequenceNumber, List<FetchData> data) implements Response {
    public Fetch {
      data = List.copyOf(data);
    }

    /// The first item of that kind, if the server told it.
    public <T extends FetchData> Optional<T> first(Class<T> kind) {
      return data.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /// `UID`, if the server told it; so with the others.
    public OptionalLong uid() {
      return first(FetchData.UidIs.class).stream().mapToLong(FetchData.UidIs::uid).findFirst();
    }

    /// `FLAGS`, without `\Recent`.
    public Optional<Set<Flag>> flags() {
      return first(FetchData.Flags.class).map(FetchData.Flags::flags);
    }

    /// `INTERNALDATE`.
    public Optional<OffsetDateTime> internalDate() {
      return first(FetchData.InternalDate.class).map(FetchData.InternalDate::dateTime);
    }

    /// `RFC822.SIZE`.
    public OptionalLong size() {
      return first(FetchData.Size.class).stream().mapToLong(FetchData.Size::octets).findFirst();
    }

    /// `ENVELOPE`.
    public Optional<Envelope> envelope() {
      return first(FetchData.EnvelopeIs.class).map(FetchData.EnvelopeIs::envelope);
    }

    /// The octets of the first `BODY[…]` told.
    public Optional<Octets> section() {
      return first(FetchData.SectionIs.class).flatMap(FetchData.SectionIs::octets);
    }
  }

  /// Something this program has no name for, or cannot make sense of; it has been passed over.
  ///
  /// @param text the line as far as it was looked at, or what is wrong with it
  record Other(String text) implements Response {}
}
