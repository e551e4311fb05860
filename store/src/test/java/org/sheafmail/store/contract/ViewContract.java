package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.assertBodies;
import static org.sheafmail.store.contract.Mail.message;
import static org.sheafmail.store.contract.Mail.octets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;

/// What a store promises of a view: it never changes, and all it shows can be read.
abstract class ViewContract extends StoreContract {
  private static final UidSet ALL = UidSet.range(1, Uid.MAX);

  @Test
  void aViewStaysAsItWasWhileTheMailboxChanges() throws IOException {
    MailboxId inbox = view(INBOX).id();
    appendNumbered(account, INBOX, 1, 5);
    MailboxView view = view(INBOX);
    AccountState.Mailbox before = AccountState.mailbox(view);

    append(account, INBOX, message(6), octets(1, 2_000_000));
    account.storeFlags(inbox, ALL, FlagChange.ADD, Set.of(Flag.DELETED, new Flag("new")));
    account.expunge(inbox, UidSet.range(2, 4));
    account.rename(INBOX, WORK);

    assertThat(AccountState.mailbox(view)).isEqualTo(before);
    assertThat(view.name()).isEqualTo(INBOX);
  }

  @Test
  void bodiesOfAViewAreReadableAfterTheyWereExpunged() throws IOException {
    create(WORK);
    byte[] large = octets(1, 2_500_000);
    append(account, WORK, message(1), large);
    MailboxView view = view(WORK);
    Body body = view.body(0);

    account.storeFlags(view.id(), ALL, FlagChange.ADD, Set.of(Flag.DELETED));
    account.expunge(view.id(), ALL);
    account.delete(WORK);
    append(account, INBOX, message(2), octets(2, 2_500_000));

    assertBodies(view, message(1), large);
    assertThat(body.open().readAllBytes()).isEqualTo(message(1));
    assertThat(view.summary(1)).isNotEmpty();
  }

  @Test
  void messagesAreFoundByTheirUid() throws IOException {
    MailboxId inbox = view(INBOX).id();
    appendNumbered(account, INBOX, 1, 9);
    account.storeFlags(inbox, UidSet.of(1, 4, 5, 9), FlagChange.ADD, Set.of(Flag.DELETED));
    account.expunge(inbox, ALL);
    MailboxView view = view(INBOX);

    assertThat(view.indexOf(2)).isZero();
    assertThat(view.indexOf(6)).isEqualTo(2);
    assertThat(view.indexOf(8)).isEqualTo(4);
    assertThat(view.indexOf(1)).isEqualTo(-1);
    assertThat(view.indexOf(4)).isEqualTo(-3);
    assertThat(view.indexOf(9)).isEqualTo(-6);
    assertThat(view.indexOf(Uid.MAX)).isEqualTo(-6);
    assertThat(view.existing(UidSet.range(4, 7))).isEqualTo(UidSet.of(6, 7));
    assertThat(view.existing(ALL)).isEqualTo(UidSet.of(2, 3, 6, 7, 8));
    assertThat(view.existing(UidSet.EMPTY)).isEqualTo(UidSet.EMPTY);
  }

  @Test
  void sizesAreThoseOfTheBodies() throws IOException {
    append(account, INBOX, octets(1, 100), octets(2, 2000));

    assertThat(view(INBOX).size(0)).isEqualTo(100);
    assertThat(view(INBOX).size(1)).isEqualTo(2000);
    assertThat(view(INBOX).totalSize()).isEqualTo(2100);
    assertThat(view(INBOX).body(1).size()).isEqualTo(2000);
  }

  @Test
  void anIndexOutsideTheMailboxIsRefused() throws IOException {
    append(account, INBOX, message(1));
    MailboxView view = view(INBOX);

    assertThatThrownBy(() -> view.uid(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.flags(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.body(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aBodyIsReadFromAnyPosition() throws IOException {
    byte[] octets = octets(1, 10_000);
    append(account, INBOX, octets);
    Body body = view(INBOX).body(0);

    for (int position : new int[] {0, 1, 4095, 9_999}) {
      ByteBuffer target = ByteBuffer.allocate(5000);
      int count = readFully(body, position, target);
      assertThat(count).isEqualTo(Math.min(5000, 10_000 - position));
      assertThat(Arrays.copyOf(target.array(), count))
          .isEqualTo(Arrays.copyOfRange(octets, position, position + count));
    }
    assertThat(body.read(10_000, ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(body.read(Long.MAX_VALUE, ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  private static int readFully(Body body, long position, ByteBuffer target) throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int count = body.read(position + total, target);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  @Test
  void aPartOfABodyIsTransferred() throws IOException {
    byte[] octets = octets(1, 1_500_000);
    append(account, INBOX, message(1), octets, message(2));
    Body body = view(INBOX).body(1);

    for (int[] range : new int[][] {{0, 1_500_000}, {1, 10}, {700_000, 800_000}, {5, 0}}) {
      var target = new ByteArrayOutputStream();
      body.transferTo(range[0], range[1], Channels.newChannel(target));
      assertThat(target.toByteArray())
          .isEqualTo(Arrays.copyOfRange(octets, range[0], range[0] + range[1]));
    }
  }

  @Test
  void aRangeOutsideTheBodyIsNotTransferred() throws IOException {
    append(account, INBOX, octets(1, 100), message(2));
    Body body = view(INBOX).body(0);
    var target = new ByteArrayOutputStream();

    for (long[] range : new long[][] {{0, 101}, {100, 1}, {-1, 5}, {5, -1}, {1, Long.MAX_VALUE}}) {
      assertThatThrownBy(() -> body.transferTo(range[0], range[1], Channels.newChannel(target)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(target.size()).isZero();
  }

  @Test
  void theSummaryIsWhatTheSummarizerMakesOfTheMessage() throws IOException {
    append(account, INBOX, message(1), octets(2, 1_500_000), octets(3, 1));
    MailboxView view = view(INBOX);

    for (int i = 0; i < 3; i++) {
      assertThat(view.summary(i)).isEqualTo(new TestSummarizer(1).summarize(view.body(i)));
    }
    reopen();
    assertThat(view(INBOX).summary(1)).isEqualTo(view.summary(1));
  }

  @Test
  void flagsCannotBeChangedThroughAView() throws IOException {
    append(account, INBOX, message(1));

    assertThatThrownBy(() -> view(INBOX).flags(0).add(Flag.SEEN))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> view(INBOX).flagsInUse().add(Flag.SEEN))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aMessageIsRecentUntilItWasClaimed() throws IOException {
    MailboxId inbox = view(INBOX).id();
    assertThat(account.firstRecent(inbox)).isEqualTo(1);
    appendNumbered(account, INBOX, 1, 3);

    assertThat(account.firstRecent(inbox)).isEqualTo(1);
    assertThat(account.claimRecent(inbox)).isEqualTo(1);
    assertThat(account.firstRecent(inbox)).isEqualTo(4);
    assertThat(account.claimRecent(inbox)).isEqualTo(4);
    append(account, INBOX, message(4));
    assertThat(account.claimRecent(inbox)).isEqualTo(4);
    assertThat(account.firstRecent(inbox)).isEqualTo(5);
  }

  @Test
  void claimingWhatIsRecentIsNoChange() throws IOException {
    append(account, INBOX, message(1));
    AccountState before = AccountState.of(account);
    account.claimRecent(view(INBOX).id());

    assertThat(AccountState.of(account)).isEqualTo(before);
  }
}
