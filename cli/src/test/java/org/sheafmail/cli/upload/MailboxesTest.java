package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.protocol.MailboxName;

class MailboxesTest {
  private final Mailboxes mailboxes = new Mailboxes();

  private void see(long secondsAgo) {
    long at = System.nanoTime() - TimeUnit.SECONDS.toNanos(secondsAgo);
    mailboxes.seen(new Upload.Sighting(MailboxName.INBOX, Optional.empty(), at));
  }

  @Test
  void aSightingIsToldOnce() {
    see(0);

    assertThat(mailboxes.takeSighting(MailboxName.INBOX)).isPresent();
    assertThat(mailboxes.takeSighting(MailboxName.INBOX)).isEmpty();
  }

  @Test
  void anOldSightingIsWorthNothing() {
    see(60);

    assertThat(mailboxes.takeSighting(MailboxName.INBOX)).isEmpty();
  }

  /// What an earlier run sent may have come in between, and would be sent again.
  @Test
  void aSightingIsWorthNothingOnceSomebodyHasLookedAgain() {
    see(0);
    mailboxes.ends(MailboxName.INBOX, new Position(7, 4));
    assertThat(mailboxes.takeSighting(MailboxName.INBOX)).isEmpty();

    see(0);
    mailboxes.forget(MailboxName.INBOX);
    assertThat(mailboxes.takeSighting(MailboxName.INBOX)).isEmpty();

    see(0);
    mailboxes.forgetAll();
    assertThat(mailboxes.takeSighting(MailboxName.INBOX)).isEmpty();
  }
}
