package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.client.ClientOptions;
import org.sheafmail.client.ImapClient;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.UidSet;

/// Looks at a mailbox that the server does not want to open.
class SettlerTest {
  private static final String CONNECT =
      """
      S: * PREAUTH [CAPABILITY IMAP4rev1] ready
      C: A1 CAPABILITY
      S: * CAPABILITY IMAP4rev1
      S: A1 OK done
      C: A2 LIST "" ""
      S: * LIST (\\Noselect) "/" ""
      S: A2 OK done
      C: A3 EXAMINE INBOX
      """;

  private static final String LOGOUT =
      """
      C~ (\\w+) LOGOUT
      S: * BYE
      S: $1 OK done
      """;

  @TempDir Path directory;
  private final Mailboxes mailboxes = new Mailboxes();
  private Path file;
  private boolean whole;

  @BeforeEach
  void nameLedger() {
    file = directory.resolve("ledger");
  }

  private UidSet settle(String script) throws Exception {
    return settle(script, UidSet.EMPTY, UidSet.EMPTY, TestMessages.entry(1));
  }

  private UidSet settle(String script, UidSet told, UidSet never, Intent.Entry... entries)
      throws Exception {
    Reporting reporting = new Reporting(new UploadEvents() {});
    Duration moment = Duration.ofMillis(1);
    UploadSettings settings =
        new UploadSettings(
            Uploading.SMALL,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Duration.ZERO,
            new Patience(moment, moment, moment.multipliedBy(3), _ -> {}),
            1);
    try (FakeImapServer server = FakeImapServer.play(script);
        Account account =
            new Account(
                () -> ImapClient.connect(server.address(), ClientOptions.plain()),
                settings.patience(),
                mailboxes,
                reporting);
        Ledger ledger = Ledger.open(file, "box", "ada", Clock.systemUTC(), LedgerDisk.REAL)) {
      Intent intent =
          ledger.intend(TestMessages.INBOX, new Intent.Position(7, 1), whole, List.of(entries));
      return new Settler(account, mailboxes, ledger, settings, reporting, Clock.systemUTC())
          .settle(intent, told, never);
    }
  }

  private static String opened(int uidNext) {
    return """
    S: * 1 EXISTS
    S: * OK [UIDVALIDITY 7] .
    S: * OK [UIDNEXT %d] .
    S: A3 OK [READ-ONLY] done
    """
        .formatted(uidNext);
  }

  private static String listed(int uid, int message) {
    return """
    C~ (\\w+) UID FETCH .*
    S: * 1 FETCH (UID %d RFC822.SIZE 100 INTERNALDATE "14-Apr-2016 11:06:56 +0200" \
    BODY[HEADER.FIELDS (MESSAGE-ID)] "Message-ID: <%d@example.org>")
    S: $1 OK done
    """
        .formatted(uid, message);
  }

  private String written() throws Exception {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void aMailboxThatCannotBeOpenedNowIsOpenedLater() throws Exception {
    settle(
        CONNECT
            + """
            S: A3 NO [UNAVAILABLE] the store is busy
            C: A4 LIST "" INBOX
            S: * LIST () "/" INBOX
            S: A4 OK done
            RECONNECT
            """
            + CONNECT
            + opened(2)
            + listed(1, 1)
            + LOGOUT);

    assertThat(written()).contains("stored 1 - 1");
  }

  @Test
  void aMailboxThatStaysClosedLeavesTheQuestionOpen() throws Exception {
    String refused =
        CONNECT
            + """
            S: A3 NO [INUSE] somebody has it
            C: A4 LIST "" INBOX
            S: * LIST () "/" INBOX
            S: A4 OK done
            RECONNECT
            """;

    assertThatThrownBy(() -> settle(refused.repeat(3) + refused.replace("RECONNECT\n", "")))
        .hasMessageContaining("cannot find out what was stored: NO somebody has it");
    assertThat(written()).doesNotContain("refused 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S: A3 NO [NONEXISTENT] no such mailbox\n",
        "S: A3 NO [TRYCREATE] no such mailbox\n",
        "S: A3 NO no such mailbox\nC: A4 LIST \"\" INBOX\nS: A4 OK done\n"
      })
  void aMailboxThatDoesNotExistHoldsNothing(String answer) throws Exception {
    settle(CONNECT + answer + LOGOUT);

    assertThat(written()).contains("refused 1");
  }

  @Test
  void whatTheServerHasToldIsStoredEvenIfItIsGoneAlready() throws Exception {
    UidSet stored =
        settle(
            CONNECT + opened(4) + listed(3, 3) + LOGOUT,
            UidSet.of(1),
            UidSet.of(2),
            TestMessages.entry(1),
            TestMessages.entry(3),
            TestMessages.entry(3));

    assertThat(stored).isEqualTo(UidSet.of(1, 3));
    assertThat(written()).contains("stored 1 - 1,3");
  }

  @Test
  void whatIsNotThereMayStillComeAndIsADoubt() throws Exception {
    settle(
        CONNECT + opened(4) + listed(3, 3) + LOGOUT,
        UidSet.of(1),
        UidSet.of(2),
        TestMessages.entry(1),
        TestMessages.entry(2),
        TestMessages.entry(3),
        TestMessages.entry(4));

    Doubts.Place place = mailboxes.doubts().at(TestMessages.INBOX);
    assertThat(place.open()).hasSize(1);
    assertThat(place.open().getFirst().owed().messages()).containsExactly(TestMessages.entry(4));
    assertThat(place.looked()).isEqualTo(4);
  }

  @Test
  void someOfABatchLeaveTheQuestionOpenAndEndTheUpload() throws Exception {
    Intent.Entry[] two = {TestMessages.entry(1), TestMessages.entry(2)};
    whole = true;

    assertThatThrownBy(() ->
            settle(CONNECT + opened(9) + listed(3, 2) + LOGOUT, UidSet.EMPTY, UidSet.EMPTY, two))
        .isInstanceOfSatisfying(
            StoppedException.class,
            e -> assertThat(e.reason()).isEqualTo(StoppedException.Reason.MISMATCH))
        .hasMessageStartingWith(
            "INBOX has 1 of 2 messages that were sent as one batch (UIDs 3), though");
    assertThat(written()).doesNotContain("refused 1").doesNotContain("stored 1");
  }
}
