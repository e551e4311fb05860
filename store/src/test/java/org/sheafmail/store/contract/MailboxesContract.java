package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.assertBodies;
import static org.sheafmail.store.contract.Mail.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.AlreadyExists;
import org.sheafmail.store.DeleteOutcome;
import org.sheafmail.store.Done;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.Mailboxes;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.RenameOutcome;

/// What a store promises of names: creating, deleting, renaming, subscribing.
abstract class MailboxesContract extends StoreContract {
  @Test
  void anAccountHasAnInboxFromTheStart() throws IOException {
    assertThat(account.mailboxes().byName()).containsOnlyKeys(INBOX);
    assertThat(account.mailboxes().subscribed()).isEmpty();
    assertThat(account.name()).isEqualTo("someone");
    MailboxView inbox = view(INBOX);
    assertThat(inbox.messageCount()).isZero();
    assertThat(inbox.uidNext()).isEqualTo(1);
    assertThat(inbox.highestModSeq()).isPositive();
    assertThat(inbox.firstUnseen()).isEqualTo(-1);
    assertThat(inbox.flagsInUse()).isEmpty();
  }

  @Test
  void accountsShareNothing() throws IOException {
    var other = fixture.store().account("someone else");
    append(account, INBOX, message(1));
    create(WORK);

    assertThat(other.mailboxes().byName()).containsOnlyKeys(INBOX);
    assertThat(Mail.view(other, INBOX).messageCount()).isZero();
  }

  @Test
  void anAccountIsTheSameHoweverOftenItIsAskedFor() throws IOException {
    create(WORK);

    assertThat(fixture.store().account("someone").mailboxes()).isEqualTo(account.mailboxes());
  }

  @Test
  void accountNamesAreTakenAsTheyAre() throws IOException {
    for (String name : List.of("ä", "a/b", "..", "a b", "名前", "A", "a", "con", "x".repeat(255))) {
      append(
          fixture.store().account(name),
          INBOX,
          name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    reopen();

    for (String name : List.of("ä", "a/b", "..", "a b", "名前", "A", "a", "con", "x".repeat(255))) {
      assertBodies(
          Mail.view(fixture.store().account(name), INBOX),
          name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void anAccountNameIsNeitherEmptyNorEndlessNorOfControls() {
    for (String name : List.of("", "x".repeat(256), "a\nb", "\u0000")) {
      assertThatThrownBy(() -> fixture.store().account(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNewMailboxIsEmptyAndListed() throws IOException {
    MailboxId id = create(WORK);

    assertThat(account.mailboxes().byName()).containsEntry(WORK, Optional.of(id));
    assertThat(view(WORK).id()).isEqualTo(id);
    assertThat(view(WORK).name()).isEqualTo(WORK);
    assertThat(view(WORK).messageCount()).isZero();
    assertThat(view(WORK).uidNext()).isEqualTo(1);
  }

  @Test
  void aNameIsTakenOnlyOnce() throws IOException {
    create(WORK);

    assertThat(account.create(WORK)).isEqualTo(new AlreadyExists());
    assertThat(account.create(INBOX)).isEqualTo(new AlreadyExists());
    assertThat(account.create(name("inBox"))).isEqualTo(new AlreadyExists());
  }

  @Test
  void namesAboveANewMailboxAreListedButCannotBeSelected() throws IOException {
    MailboxId id = create(name("a", "b", "c"));

    assertThat(account.mailboxes().byName())
        .containsEntry(name("a"), Optional.empty())
        .containsEntry(name("a", "b"), Optional.empty())
        .containsEntry(name("a", "b", "c"), Optional.of(id));
    assertThat(account.view(name("a"))).isEmpty();
  }

  @Test
  void aNameThatCouldNotBeSelectedCanBeMadeAMailbox() throws IOException {
    create(name("a", "b"));
    MailboxId id = create(name("a"));

    assertThat(view(name("a")).id()).isEqualTo(id);
    assertThat(account.mailboxes().byName()).containsEntry(name("a"), Optional.of(id));
  }

  @Test
  void aDeletedMailboxIsGoneWithItsMessages() throws IOException {
    MailboxId id = create(WORK);
    append(account, WORK, message(1));

    assertThat(account.delete(WORK)).isEqualTo(new Done());
    assertThat(account.view(WORK)).isEmpty();
    assertThat(account.view(id)).isEmpty();
    assertThat(account.mailboxes().byName()).containsOnlyKeys(INBOX);
    assertThat(account.delete(WORK)).isEqualTo(new NoSuchMailbox());
  }

  @Test
  void theInboxCannotBeDeleted() throws IOException {
    append(account, INBOX, message(1));

    assertThat(account.delete(INBOX)).isInstanceOf(DeleteOutcome.NotAllowed.class);
    assertBodies(view(INBOX), message(1));
  }

  @Test
  void aDeletedMailboxWithMailboxesBelowItStaysAsAName() throws IOException {
    create(name("a"));
    create(name("a", "b"));
    append(account, name("a", "b"), message(1));

    assertThat(account.delete(name("a"))).isEqualTo(new Done());
    assertThat(account.mailboxes().byName()).containsEntry(name("a"), Optional.empty());
    assertThat(account.view(name("a"))).isEmpty();
    assertThat(account.delete(name("a"))).isInstanceOf(DeleteOutcome.NotAllowed.class);
    assertBodies(view(name("a", "b")), message(1));
  }

  @Test
  void aNameWithoutAMailboxGoesWithTheLastMailboxBelowIt() throws IOException {
    create(name("a", "b"));
    account.delete(name("a", "b"));

    assertThat(account.mailboxes().byName()).containsOnlyKeys(INBOX);
    assertThat(account.delete(name("a"))).isEqualTo(new NoSuchMailbox());
  }

  @Test
  void aNameNeverGetsAUidValidityTwice() throws IOException {
    Set<UidValidity> seen = new HashSet<>();
    Set<MailboxId> ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      assertThat(ids.add(create(WORK))).isTrue();
      assertThat(seen.add(view(WORK).uidValidity())).isTrue();
      if (i % 3 == 0) {
        account.rename(WORK, name("Old " + i));
      } else {
        account.delete(WORK);
      }
      if (i % 5 == 0) {
        reopen();
      }
    }
    account.rename(INBOX, WORK);
    assertThat(seen.add(view(WORK).uidValidity())).isTrue();
  }

  @Test
  void aRenamedMailboxKeepsEverythingButItsName() throws IOException {
    MailboxId id = create(WORK);
    appendNumbered(account, WORK, 1, 2);
    account.storeFlags(id, UidSet.of(2), FlagChange.ADD, Set.of(Flag.SEEN));
    AccountState.Mailbox before = state(WORK);

    assertThat(account.rename(WORK, name("Play", "ground"))).isEqualTo(new Done());
    assertThat(account.view(WORK)).isEmpty();
    assertThat(state(name("Play", "ground"))).isEqualTo(before);
    assertThat(account.view(id).orElseThrow().name()).isEqualTo(name("Play", "ground"));
  }

  @Test
  void mailboxesBelowARenamedOneGoAlong() throws IOException {
    create(name("a"));
    create(name("a", "b"));
    create(name("a", "b", "c"));
    create(name("ab"));
    append(account, name("a", "b", "c"), message(1));

    assertThat(account.rename(name("a"), name("x"))).isEqualTo(new Done());
    assertThat(account.mailboxes().byName())
        .containsOnlyKeys(INBOX, name("ab"), name("x"), name("x", "b"), name("x", "b", "c"));
    assertBodies(view(name("x", "b", "c")), message(1));
  }

  @Test
  void aNameThatOnlyHasMailboxesBelowItCanBeRenamed() throws IOException {
    MailboxId id = create(name("a", "b"));

    assertThat(account.rename(name("a"), name("x"))).isEqualTo(new Done());
    assertThat(account.mailboxes().byName()).containsOnlyKeys(INBOX, name("x"), name("x", "b"));
    assertThat(view(name("x", "b")).id()).isEqualTo(id);
  }

  @Test
  void aMailboxCannotBeRenamedToANameThatExists() throws IOException {
    create(WORK);
    create(name("Play"));
    create(name("Parent", "Child"));

    assertThat(account.rename(WORK, name("Play"))).isEqualTo(new AlreadyExists());
    assertThat(account.rename(WORK, WORK)).isEqualTo(new AlreadyExists());
    assertThat(account.rename(WORK, INBOX)).isEqualTo(new AlreadyExists());
    assertThat(account.rename(WORK, name("Parent"))).isEqualTo(new AlreadyExists());
    assertThat(account.rename(INBOX, WORK)).isEqualTo(new AlreadyExists());
  }

  @Test
  void aMissingMailboxCannotBeRenamed() throws IOException {
    assertThat(account.rename(WORK, name("Play"))).isEqualTo(new NoSuchMailbox());
  }

  @Test
  void aMailboxCannotBeRenamedToANameBelowItself() throws IOException {
    create(WORK);

    assertThat(account.rename(WORK, name("Work", "more")))
        .isInstanceOf(RenameOutcome.NotAllowed.class);
    assertThat(view(WORK).messageCount()).isZero();
  }

  @Test
  void aRenameThatMakesANameBelowTooLongChangesNothing() throws IOException {
    String[] deep = new String[MailboxName.LEVELS_MAX];
    java.util.Arrays.fill(deep, "d");
    create(name(deep));
    create(name("long"));
    create(name("long", "y".repeat(900)));
    Mailboxes before = account.mailboxes();

    assertThat(account.rename(name("d"), name("x", "y")))
        .isInstanceOf(RenameOutcome.NotAllowed.class);
    assertThat(account.rename(name("long"), name("z".repeat(200))))
        .isInstanceOf(RenameOutcome.NotAllowed.class);
    assertThat(account.mailboxes()).isEqualTo(before);
  }

  @Test
  void renamingTheInboxMovesItsMessagesAndLeavesItEmpty() throws IOException {
    appendNumbered(account, INBOX, 1, 3);
    MailboxId inbox = view(INBOX).id();
    account.storeFlags(inbox, UidSet.of(2), FlagChange.ADD, Set.of(Flag.FLAGGED, new Flag("k")));
    AccountState.Mailbox before = state(INBOX);

    assertThat(account.rename(INBOX, WORK)).isEqualTo(new Done());
    assertBodies(view(WORK), message(1), message(2), message(3));
    assertThat(view(WORK).flags(1)).containsExactlyInAnyOrder(Flag.FLAGGED, new Flag("k"));
    assertThat(view(WORK).internalDate(1)).isEqualTo(Mail.DATE);
    assertThat(view(WORK).id()).isNotEqualTo(inbox);
    MailboxView after = view(INBOX);
    assertThat(after.messageCount()).isZero();
    assertThat(after.id()).isEqualTo(inbox);
    assertThat(after.uidValidity().value()).isEqualTo(before.uidValidity());
    assertThat(after.uidNext()).isEqualTo(4);
    assertThat(after.highestModSeq()).isGreaterThan(before.highestModSeq());
  }

  @Test
  void renamingTheInboxLeavesWhatIsBelowIt() throws IOException {
    create(name("INBOX", "child"));
    append(account, INBOX, message(1));

    assertThat(account.rename(INBOX, name("inbox", "old"))).isEqualTo(new Done());
    assertThat(account.mailboxes().byName())
        .containsOnlyKeys(INBOX, name("INBOX", "child"), name("INBOX", "old"));
    assertBodies(view(name("INBOX", "old")), message(1));
  }

  @Test
  void anEmptyInboxCanBeRenamed() throws IOException {
    assertThat(account.rename(INBOX, WORK)).isEqualTo(new Done());

    assertThat(view(WORK).messageCount()).isZero();
    assertThat(view(INBOX).messageCount()).isZero();
  }

  @Test
  void aSubscriptionIsKeptWhateverBecomesOfTheMailbox() throws IOException {
    create(WORK);
    assertThat(account.subscribe(WORK, true)).isEqualTo(new Done());
    assertThat(account.subscribe(name("not", "there"), true)).isEqualTo(new Done());
    assertThat(account.subscribe(WORK, true)).isEqualTo(new Done());
    account.delete(WORK);
    reopen();

    assertThat(account.mailboxes().subscribed()).containsExactly(WORK, name("not", "there"));
    assertThat(account.mailboxes().byName()).containsOnlyKeys(INBOX);
  }

  @Test
  void aSubscriptionCanBeEnded() throws IOException {
    account.subscribe(INBOX, true);
    assertThat(account.subscribe(INBOX, false)).isEqualTo(new Done());
    assertThat(account.subscribe(WORK, false)).isEqualTo(new Done());

    assertThat(account.mailboxes().subscribed()).isEmpty();
  }

  @Test
  void namesMayHoldOddCharacters() throws IOException {
    List<MailboxName> odd = new ArrayList<>();
    for (String level :
        List.of(
            "..",
            ".",
            "a/b",
            "a\\b",
            "*%",
            "&",
            "\"q\"",
            " lead",
            "~user",
            "Ünïcödé",
            "日本語",
            "\uD83D\uDCE7",
            "e\u0301",
            "\u00e9",
            "inbox.",
            "-",
            "{5}",
            "NUL")) {
      odd.add(name(level));
      odd.add(name("below", level));
    }
    for (MailboxName name : odd) {
      create(name);
      append(account, name, name.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    reopen();

    assertThat(account.mailboxes().byName()).containsKeys(odd.toArray(MailboxName[]::new));
    for (MailboxName name : odd) {
      assertBodies(view(name), name.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void theListOfMailboxesIsAsOfOneMoment() throws IOException {
    create(WORK);
    Mailboxes before = account.mailboxes();
    create(name("Later"));
    account.delete(WORK);
    account.subscribe(WORK, true);

    assertThat(before.byName()).containsOnlyKeys(INBOX, WORK);
    assertThat(before.subscribed()).isEmpty();
    assertThatThrownBy(() -> before.subscribed().add(WORK))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> before.byName().remove(WORK))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anAccountMayHaveAThousandMailboxes() throws IOException {
    for (int i = 0; i < 1000; i++) {
      create(name("folder " + i % 10, "box " + i));
    }
    append(account, name("folder 7", "box 997"), message(1));
    reopen();

    assertThat(account.mailboxes().byName()).hasSize(1 + 10 + 1000);
    assertBodies(view(name("folder 7", "box 997")), message(1));
  }
}
