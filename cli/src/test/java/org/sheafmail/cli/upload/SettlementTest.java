package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.cli.upload.TestMessages.DATE;
import static org.sheafmail.cli.upload.TestMessages.INBOX;
import static org.sheafmail.cli.upload.TestMessages.entry;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.cli.upload.Settlement.Found;
import org.sheafmail.cli.upload.Settlement.Look;
import org.sheafmail.cli.upload.Settlement.Result;
import org.sheafmail.protocol.UidSet;

class SettlementTest {
  private final List<Long> hashed = new ArrayList<>();

  private static Intent intent(boolean whole, Entry... entries) {
    return new Intent(1, Instant.EPOCH, INBOX, new Position(1, 1), whole, List.of(entries));
  }

  /// The message as a server lists it; the date comes back in another zone.
  private static Found found(long uid, Entry entry) {
    return new Found(
        uid,
        entry.size(),
        entry.internalDate().map(date -> date.withOffsetSameInstant(ZoneOffset.UTC)),
        entry.messageId());
  }

  private UidSet settle(Intent intent, List<Found> found, Digest digest) throws IOException {
    Result result = result(intent, 100, found, digest);
    assertThat(result.torn()).isFalse();
    return result.stored();
  }

  /// @param next the UID after the last that was given
  private Result result(Intent intent, long next, List<Found> found, Digest digest)
      throws IOException {
    return Settlement.settle(
        intent,
        new Look(1, next, found),
        uid -> {
          hashed.add(uid);
          return digest;
        });
  }

  private static final Intent BATCH = intent(true, entry(1), entry(2), entry(3), entry(4));

  private static Found stranger(long uid) {
    return new Found(uid, 100, Optional.of(DATE.plusDays(1)), Optional.of("<x@y>"));
  }

  private static Digest other() {
    return new Digest(1, 2, 3, 4);
  }

  @Test
  void nothingNewMeansNothingWasStored() throws IOException {
    assertThat(settle(intent(true, entry(1)), List.of(), other())).isEqualTo(UidSet.EMPTY);
  }

  @Test
  void aBatchIsThereIfAllOfItIs() throws IOException {
    List<Found> found =
        List.of(
            found(5, entry(1)),
            found(6, entry(2)),
            stranger(7),
            found(8, entry(3)),
            found(9, entry(4)));

    assertThat(settle(BATCH, found, other())).isEqualTo(UidSet.range(1, 4));
    assertThat(hashed).isEmpty();
  }

  @Test
  void someOfABatchSettleNothing() throws IOException {
    Result result = result(BATCH, 100, List.of(found(9, entry(2)), found(10, entry(3))), other());

    assertThat(result.torn()).isTrue();
    assertThat(result.stored()).isEqualTo(UidSet.EMPTY);
    assertThat(result.uids()).isEqualTo(UidSet.range(9, 10));
  }

  @Test
  void firstAndLastOfABatchInTheirPlacesSettleItThoughOthersHaveRemovedSome() throws IOException {
    List<Found> found = List.of(found(5, entry(1)), found(7, entry(3)), found(8, entry(4)));

    assertThat(settle(BATCH, found, other())).isEqualTo(UidSet.range(1, 4));
  }

  @Test
  void firstAndLastOfABatchSettleNothingIfTheyAreNotAsFarApartAsTheBatchIsLong()
      throws IOException {
    List<Found> found = List.of(found(5, entry(1)), found(9, entry(4)));

    assertThat(result(BATCH, 100, found, other()).torn()).isTrue();
  }

  @Test
  void firstAndLastOfABatchSettleNothingIfSomethingElseIsBetweenThem() throws IOException {
    List<Found> found = List.of(found(5, entry(1)), stranger(6), found(8, entry(4)));

    assertThat(result(BATCH, 100, found, other()).torn()).isTrue();
  }

  @Test
  void aBatchForWhichTooFewUidsWereGivenIsNotThereAndWhatWasFoundIsSomebodyElses()
      throws IOException {
    assertThat(result(BATCH, 4, List.of(found(2, entry(2))), other()))
        .isEqualTo(new Result(Map.of(), UidSet.EMPTY, false));
    assertThat(result(BATCH, 5, List.of(found(2, entry(2))), other()).torn()).isTrue();
  }

  @Test
  void aBatchWhoseMessagesCannotBeInTheirPlacesIsNotThere() throws IOException {
    // Four UIDs were given, and what has the third is none of the batch.
    List<Found> found = List.of(found(2, entry(2)), stranger(3));

    assertThat(result(BATCH, 5, found, other()).torn()).isFalse();
    assertThat(result(BATCH, 6, found, other()).torn()).isTrue();
  }

  @Test
  void aMessageOfWhichTheServerHasLeftOnlyTheDateKeepsItsPlaceInABatch() throws IOException {
    Found unknown = new Found(7, 900, Optional.of(DATE), Optional.empty());
    List<Found> found =
        List.of(found(5, entry(1)), found(6, entry(2)), unknown, found(8, entry(4)));

    assertThat(settle(BATCH, found, other())).isEqualTo(UidSet.range(1, 4));
  }

  @Test
  void ofAServerThatDoesNotKeepDatesAllOfABatchSettlesIt() throws IOException {
    List<Found> found = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      found.add(new Found(i, 100, Optional.of(DATE.plusYears(9)), entry(i).messageId()));
    }
    Result result =
        Settlement.settle(
            intent(true, entry(1), entry(2)),
            new Look(1, 3, found),
            uid -> entry((int) uid).digest());

    assertThat(result.stored()).isEqualTo(UidSet.range(1, 2));
  }

  @Test
  void messagesThatAreKnownToBeOthersAreNotTakenForTheBatch() throws IOException {
    Look look = new Look(1, 5, List.of(found(1, entry(1)), found(2, entry(2)), found(4, entry(2))));
    Intent two = intent(true, entry(1), entry(2));

    assertThat(Settlement.settle(two, look, _ -> other()).uids()).isEqualTo(UidSet.of(1, 2));
    assertThat(Settlement.settle(two, look.without(UidSet.of(2)), _ -> other()).uids())
        .isEqualTo(UidSet.of(1, 4));
    Result left = Settlement.settle(two, look.without(UidSet.range(1, 2)), _ -> other());
    assertThat(left.torn()).isTrue();
  }

  @Test
  void aMessageThatSomebodyElseDeliversDoesNotSettleABatch() throws IOException {
    Found delivered =
        new Found(9, entry(2).size(), Optional.of(DATE.plusYears(1)), entry(2).messageId());

    UidSet stored = settle(intent(true, entry(1), entry(2)), List.of(delivered), entry(2).digest());

    assertThat(stored).isEqualTo(UidSet.EMPTY);
  }

  @Test
  void messagesThatWereSentOneByOneAreSettledOneByOne() throws IOException {
    Found stranger = new Found(5, 100, Optional.of(DATE.plusDays(1)), Optional.of("<x@y>"));

    UidSet stored =
        settle(
            intent(false, entry(1), entry(2), entry(3)),
            List.of(stranger, found(6, entry(1)), found(7, entry(3))),
            other());

    assertThat(stored).isEqualTo(UidSet.of(1, 3));
  }

  @Test
  void oneMessageOnTheServerStandsForOneOfTwoEqualOnes() throws IOException {
    UidSet stored = settle(intent(false, entry(1), entry(1)), List.of(found(6, entry(1))), other());

    assertThat(stored).isEqualTo(UidSet.of(1));
  }

  @Test
  void withoutMessageIdTheOctetsDecide() throws IOException {
    Entry nameless =
        new Entry(100, entry(1).digest(), Optional.of(DATE), Optional.empty(), entry(1).identity());
    Found sameSize = new Found(5, 100, Optional.of(DATE), Optional.empty());

    assertThat(settle(intent(true, nameless), List.of(sameSize), other())).isEqualTo(UidSet.EMPTY);
    assertThat(settle(intent(true, nameless), List.of(sameSize), nameless.digest()))
        .isEqualTo(UidSet.of(1));
    assertThat(hashed).containsExactly(5L, 5L);
  }

  @Test
  void messagesThatLookAlikeAreToldApartByTheirOctets() throws IOException {
    Entry one = entry(1);
    Entry twin = new Entry(one.size(), other(), one.internalDate(), one.messageId(), other());

    UidSet stored = settle(intent(false, one, twin), List.of(found(5, twin)), other());

    assertThat(stored).isEqualTo(UidSet.of(2));
  }

  @Test
  void aServerThatChangesOctetsIsMatchedByMessageIdAndDate() throws IOException {
    Entry entry = entry(1);
    Found changed = new Found(5, entry.size() + 20, entry.internalDate(), entry.messageId());

    assertThat(settle(intent(true, entry), List.of(changed), other())).isEqualTo(UidSet.of(1));
  }

  @Test
  void aMessageOfAnotherSizeIsNotTakenForOneWithTheSameMessageId() throws IOException {
    Entry one = entry(1);
    Entry longer =
        new Entry(one.size() + 20, other(), one.internalDate(), one.messageId(), other());

    assertThat(settle(intent(false, one, longer), List.of(found(5, longer)), other()))
        .isEqualTo(UidSet.of(2));
    assertThat(settle(intent(false, one, longer), List.of(found(5, one)), one.digest()))
        .isEqualTo(UidSet.of(1));
  }

  @Test
  void ofTwoWithTheSameMessageIdNoneIsTakenForOneThatWasChanged() throws IOException {
    Entry one = entry(1);
    Entry longer =
        new Entry(one.size() + 20, other(), one.internalDate(), one.messageId(), other());
    Found changed = new Found(5, one.size() + 7, one.internalDate(), one.messageId());

    assertThat(settle(intent(false, one, longer), List.of(changed), other()))
        .isEqualTo(UidSet.EMPTY);
  }
}
