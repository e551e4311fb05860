package org.sheafmail.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.CopyOutcome;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.UidsExhausted;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;

/// A mailbox that comes to the end of its UIDs.
class MemoryUidsTest {
  private Account account;

  @BeforeEach
  void threeUidsAreLeft() {
    account =
        new MemoryStore(new TestSummarizer(1), Clock.systemUTC(), Uid.MAX - 2).account("someone");
  }

  private MailboxView inbox() throws IOException {
    return Mail.view(account, MailboxName.INBOX);
  }

  @Test
  void theLastUidCanBeUsed() throws IOException {
    assertThat(Mail.appendNumbered(account, MailboxName.INBOX, 1, 3).uids())
        .isEqualTo(UidSet.range(Uid.MAX - 2, Uid.MAX));
    assertThat(inbox().uidNext()).isEqualTo(Uid.MAX + 1);
    assertThat(inbox().indexOf(Uid.MAX)).isEqualTo(2);
  }

  @Test
  void aBatchWithTooFewUidsLeftChangesNothing() throws IOException {
    Mail.append(account, MailboxName.INBOX, Mail.message(1));
    AccountState before = AccountState.of(account);

    try (AppendTransaction append = Mail.begin(account, MailboxName.INBOX)) {
      for (int i = 0; i < 3; i++) {
        Mail.add(append, Mail.message(i));
      }
      assertThat(append.commit()).isEqualTo(new UidsExhausted());
    }

    assertThat(AccountState.of(account)).isEqualTo(before);
    assertThat(Mail.appendNumbered(account, MailboxName.INBOX, 1, 2).uids().size()).isEqualTo(2);
  }

  @Test
  void copiesWithTooFewUidsLeftChangeNothing() throws IOException {
    Mail.appendNumbered(account, MailboxName.INBOX, 1, 2);
    AccountState before = AccountState.of(account);
    UidSet all = UidSet.range(1, Uid.MAX);

    List<CopyOutcome> outcomes =
        List.of(
            account.copy(inbox().id(), all, MailboxName.INBOX),
            account.move(inbox().id(), all, MailboxName.INBOX));

    assertThat(outcomes).containsOnly(new UidsExhausted());
    assertThat(AccountState.of(account)).isEqualTo(before);
  }
}
