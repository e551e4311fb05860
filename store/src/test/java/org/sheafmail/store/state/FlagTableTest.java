package org.sheafmail.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.store.Account.FlagChange;

class FlagTableTest {
  private static final Flag WORK = new Flag("Work");
  private static final Flag HOME = new Flag("Home");

  @Test
  void systemFlagsAddNothingToTheTable() {
    FlagTable.Editor editor = new FlagTable.Editor(FlagTable.EMPTY);

    long number = editor.number(List.of(Flag.SEEN, Flag.DELETED));

    assertThat(number).isEqualTo(FlagTable.SEEN | FlagTable.DELETED);
    assertThat(editor.table()).isSameAs(FlagTable.EMPTY);
    assertThat(FlagTable.EMPTY.flags(number)).containsExactlyInAnyOrder(Flag.SEEN, Flag.DELETED);
  }

  @Test
  void equalSetsAreOneObjectAndHaveOneNumber() {
    FlagTable.Editor editor = new FlagTable.Editor(FlagTable.EMPTY);
    long number = editor.number(List.of(WORK, Flag.SEEN, HOME));

    assertThat(editor.number(List.of(HOME, WORK, Flag.SEEN))).isEqualTo(number);
    FlagTable table = editor.table();
    assertThat(table.flags(number)).isSameAs(table.flags(number)).contains(WORK, HOME, Flag.SEEN);
  }

  @Test
  void theSpellingMetFirstIsKept() {
    FlagTable.Editor first = new FlagTable.Editor(FlagTable.EMPTY);
    first.number(List.of(WORK));
    FlagTable.Editor second = new FlagTable.Editor(first.table());
    long number = second.number(List.of(new Flag("WORK"), HOME));

    assertThat(second.table().flags(number).stream().map(Flag::name))
        .containsExactlyInAnyOrder("Work", "Home");
  }

  @Test
  void changesJoinWithWhatIsThere() {
    FlagTable.Editor editor = new FlagTable.Editor(FlagTable.EMPTY);
    long number = editor.number(List.of(WORK, Flag.SEEN));
    long added = editor.join(number, FlagChange.ADD, Set.of(HOME));
    long removed = editor.join(added, FlagChange.REMOVE, Set.of(WORK, Flag.SEEN));
    long replaced = editor.join(added, FlagChange.REPLACE, Set.of(Flag.DRAFT));
    FlagTable table = editor.table();

    assertThat(table.flags(added)).isEqualTo(Set.of(WORK, HOME, Flag.SEEN));
    assertThat(table.flags(removed)).isEqualTo(Set.of(HOME));
    assertThat(table.flags(replaced)).isEqualTo(Set.of(Flag.DRAFT));
  }

  @Test
  void whatIsWrittenIsReadBack() throws CorruptException {
    FlagTable.Editor editor = new FlagTable.Editor(FlagTable.EMPTY);
    long one = editor.number(List.of(WORK));
    long both = editor.number(List.of(WORK, HOME, Flag.FLAGGED));
    RecordWriter out = new RecordWriter(8);
    editor.table().write(out);

    FlagTable read = FlagTable.read(new RecordReader(out.finish()));

    assertThat(read.flags(one)).isEqualTo(Set.of(WORK));
    assertThat(read.flags(both)).isEqualTo(Set.of(WORK, HOME, Flag.FLAGGED));
    assertThat(read.knows(both)).isTrue();
    assertThat(read.knows(both + 64)).isFalse();
  }
}
