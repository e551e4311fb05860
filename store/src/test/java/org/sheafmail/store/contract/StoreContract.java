package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.Account;
import org.sheafmail.store.CreateOutcome;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;

/// What all parts of the contract share: a fresh store for each test, which afterwards is opened
/// again and must show everything as it was.
@Timeout(120) // Only so that a deadlock fails instead of hanging.
abstract class StoreContract {
  static final MailboxName INBOX = MailboxName.INBOX;
  static final MailboxName WORK = name("Work");

  StoreFixture fixture;
  Account account;

  abstract StoreFixture open() throws IOException;

  @BeforeEach
  void openFreshStore() throws IOException {
    fixture = open();
    account = fixture.store().account("someone");
  }

  @AfterEach
  void everythingIsAsItWasAfterOpeningAgain() throws IOException {
    try {
      AccountState before = AccountState.of(account);
      reopen();
      assertThat(AccountState.of(account)).isEqualTo(before);
    } finally {
      fixture.close();
    }
  }

  void reopen() throws IOException {
    fixture.reopen();
    account = fixture.store().account("someone");
  }

  static MailboxName name(String... levels) {
    return new MailboxName(List.of(levels));
  }

  MailboxId create(MailboxName name) throws IOException {
    return ((CreateOutcome.Created) account.create(name)).id();
  }

  MailboxView view(MailboxName name) throws IOException {
    return Mail.view(account, name);
  }

  /// The mailbox as a value, to compare it later.
  AccountState.Mailbox state(MailboxName name) throws IOException {
    return AccountState.mailbox(view(name));
  }
}
