package org.sheafmail.cli.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.SourceMessage.LeftOut;
import org.sheafmail.cli.source.SourceMessage.Nul;
import org.sheafmail.cli.source.SourceMessage.Refused;
import org.sheafmail.cli.source.SourceMessage.Send;
import org.sheafmail.cli.source.SourceMessage.Verdict;
import org.sheafmail.cli.source.SourceOptions.CrPolicy;
import org.sheafmail.cli.source.SourceOptions.EmptyPolicy;
import org.sheafmail.cli.source.SourceOptions.LabelPolicy;
import org.sheafmail.cli.source.SourceOptions.NulPolicy;
import org.sheafmail.cli.source.Transcriber.Escaping;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;

/// Reads one message from end to end and makes a [SourceMessage] of it: its size and digest as it
/// will be sent, its flags, its internal date, its mailboxes, and whether it can be sent at all.
final class MessageReader {
  /// Messages up to this size are kept in memory until they are sent; larger ones are read again.
  static final int IN_MEMORY_MAX = 256 * 1024;

  /// Octets of a header that are looked at.
  private static final int HEADER_MAX = 128 * 1024;

  /// What the place of a message says about it.
  ///
  /// @param escaping how the octets in the file are protected
  /// @param dates candidates for the internal date that are not in the message
  /// @param order the rules for the internal date, best first
  /// @param exact true if the file was written by an export: the octets are those of the message,
  ///   and its header says nothing about the mailbox
  record Place(
      Region region,
      Origin origin,
      MailboxName mailbox,
      Escaping escaping,
      Set<Flag> flags,
      Map<DateRule, OffsetDateTime> dates,
      List<DateRule> order,
      boolean exact) {}

  private final SourceOptions options;
  private final Optional<MailboxName> prefix;
  private final byte[] chunk = new byte[64 * 1024];

  /// @param prefix the mailbox below which labels become mailboxes, if not at the top
  MessageReader(SourceOptions options, Optional<MailboxName> prefix) {
    this.options = options;
    this.prefix = prefix;
  }

  /// Reads the message at `place`, through `channel` if its file is open already.
  SourceMessage read(Place place, @Nullable FileChannel channel) throws IOException {
    Look look;
    try (InputStream in =
        transcribed(
            place, channel == null ? place.region().open() : place.region().open(channel))) {
      look = look(in, place.region().length());
    }
    HeaderFields header = HeaderFields.parse(look.start, (int) Math.min(look.size, HEADER_MAX));
    MessageBody body =
        look.size <= IN_MEMORY_MAX
            ? new MessageBody.InMemory(Arrays.copyOf(look.start, (int) look.size))
            : new MessageBody.InFile(() -> transcribed(place, place.region().open()), look.size);
    Set<Flag> flags = new LinkedHashSet<>(place.flags());
    List<MailboxName> mailboxes = List.of(place.mailbox());
    Optional<String> labels = header.first("X-Gmail-Labels");
    if (!place.exact()) {
      flags.addAll(MailFlags.of(header));
    }
    if (labels.isPresent() && !place.exact() && options.labels() != LabelPolicy.IGNORE) {
      GmailLabels found = GmailLabels.parse(labels.get());
      flags.addAll(found.flags(options.labels()));
      mailboxes = found.mailboxes(prefix, place.mailbox(), options.labels());
    }
    return new SourceMessage(
        place.origin(),
        mailboxes.getFirst(),
        mailboxes.subList(1, mailboxes.size()),
        flags,
        internalDate(header, place),
        look.digest,
        header.first("Message-ID").filter(id -> !id.isEmpty()),
        body,
        verdict(look, header, place.exact()));
  }

  /// Stands for a message whose file cannot be read.
  SourceMessage unreadable(Place place, IOException why) {
    byte[] nothing = new byte[0];
    return new SourceMessage(
        place.origin(),
        place.mailbox(),
        List.of(),
        place.flags(),
        Optional.empty(),
        Digest.of(nothing),
        Optional.empty(),
        new MessageBody.InMemory(nothing),
        new Refused("cannot be read: " + why));
  }

  private InputStream transcribed(Place place, InputStream raw) {
    Transcriber transcriber =
        place.exact()
            ? Transcriber.exact(place.escaping())
            : new Transcriber(
                place.escaping(),
                options.nul() == NulPolicy.STRIP,
                options.bareCr() == CrPolicy.CRLF);
    return new TranscribedStream(raw, transcriber, place.region().length());
  }

  /// What one pass over the octets of a message finds out.
  private static final class Look {
    byte[] start = new byte[0];
    long size;
    boolean nul;
    boolean bareCr;
    boolean afterCr;
    Digest digest = new Digest(0, 0, 0, 0);
  }

  private Look look(InputStream in, long expected) throws IOException {
    Look look = new Look();
    look.start = new byte[(int) Math.min(IN_MEMORY_MAX, Transcriber.roomFor(1024) + expected)];
    MessageDigest digest = Digest.sha256();
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      digest.update(chunk, 0, read);
      if (look.size < IN_MEMORY_MAX) {
        int kept = (int) Math.min(read, IN_MEMORY_MAX - look.size);
        int room = (int) look.size + kept;
        if (room > look.start.length) {
          look.start = Arrays.copyOf(look.start, Math.min(IN_MEMORY_MAX, Math.max(room, 2 * room)));
        }
        System.arraycopy(chunk, 0, look.start, (int) look.size, kept);
      }
      look.size += read;
      lookAt(chunk, read, look);
    }
    look.bareCr |= look.afterCr;
    look.digest = Digest.of(digest);
    return look;
  }

  private static void lookAt(byte[] octets, int length, Look look) {
    boolean afterCr = look.afterCr;
    for (int i = 0; i < length; i++) {
      byte octet = octets[i];
      look.nul |= octet == 0;
      look.bareCr |= afterCr && octet != '\n';
      afterCr = octet == '\r';
    }
    look.afterCr = afterCr;
  }

  private Verdict verdict(Look look, HeaderFields header, boolean exact) {
    if (look.size == 0) {
      return options.empty() == EmptyPolicy.SKIP
          ? new LeftOut("empty")
          : new Refused("empty: a message without octets cannot be appended");
    }
    if (look.nul && options.nul() == NulPolicy.REJECT) {
      return new Refused("contains a NUL octet");
    }
    if (look.bareCr && options.bareCr() == CrPolicy.REJECT) {
      return new Refused("contains a CR without LF");
    }
    if (exact) {
      return new Send(nul(look));
    }
    if (MailFlags.isExpunged(header) && !options.expunged()) {
      return new LeftOut("deleted in Thunderbird and not yet compacted away");
    }
    if (header.has("X-IMAP") && header.first("Subject").orElse("").contains("INTERNAL DATA")) {
      return new LeftOut("a mail program's note to itself, not a message");
    }
    return new Send(nul(look));
  }

  private Nul nul(Look look) {
    if (!look.nul) {
      return Nul.NONE;
    }
    return options.nul() == NulPolicy.BINARY ? Nul.BINARY : Nul.KEPT;
  }

  private Optional<InternalDate> internalDate(HeaderFields header, Place place) {
    for (DateRule rule : options.dates().isEmpty() ? place.order() : options.dates()) {
      OffsetDateTime at =
          switch (rule) {
            case FROM_LINE, PLIST, FILE_TIME, SERVER -> place.dates().get(rule);
            case RECEIVED -> header.first("Received").map(this::dateOfTrace).orElse(null);
            case DATE ->
                header.first("Date").map(d -> LooseDate.parse(d, options.zone())).orElse(null);
          };
      if (at != null) {
        return Optional.of(new InternalDate(at.withNano(0), rule));
      }
    }
    return Optional.empty();
  }

  /// `received = "Received:" *received-token ";" date-time` (RFC 5322 §3.6.7)
  private @Nullable OffsetDateTime dateOfTrace(String received) {
    return LooseDate.parse(received.substring(received.lastIndexOf(';') + 1), options.zone());
  }
}
