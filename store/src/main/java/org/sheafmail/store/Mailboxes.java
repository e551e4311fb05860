package org.sheafmail.store;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.sheafmail.protocol.MailboxName;

/// All names of an account as of one moment; immutable and ordered.
///
/// @param byName every mailbox; the value is empty for a name that only has mailboxes below it
///   (`\Noselect`)
/// @param subscribed every name subscribed to, whether it exists or not
public record Mailboxes(
    SortedMap<MailboxName, Optional<MailboxId>> byName, SortedSet<MailboxName> subscribed) {}
