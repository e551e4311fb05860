package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.store.MailboxView;

class SummariesTest {
  private static final int MESSAGES = 200;

  private StoreOnDisk store;

  @BeforeEach
  void openStoreWithMail() throws IOException {
    store = new StoreOnDisk();
    appendNumbered(store.account(), INBOX, 1, MESSAGES);
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private List<String> all() throws IOException {
    MailboxView view = view(store.account(), INBOX);
    List<String> summaries = new ArrayList<>();
    for (int i = 0; i < view.messageCount(); i++) {
      summaries.add(HexFormat.of().formatHex(view.summary(i)));
    }
    return summaries;
  }

  private String file() throws IOException {
    return store.files(FileHeader.Kind.SUMMARIES).getFirst();
  }

  @Test
  void eachIsMadeOnce() throws IOException {
    List<String> first = all();

    assertThat(all()).isEqualTo(first).doesNotHaveDuplicates();
    assertThat(store.summarized()).isEqualTo(MESSAGES);
  }

  @Test
  void theyAreThereAfterOpeningAgain() throws IOException {
    List<String> before = all();
    store.reopen();

    assertThat(all()).isEqualTo(before);
    assertThat(store.summarized()).isEqualTo(MESSAGES);
  }

  @Test
  void onesThatWereMadeOutOfOrderDoNotHideOthers() throws IOException {
    view(store.account(), INBOX).summary(100);
    store.reopen();
    List<String> before = all();
    store.reopen();

    assertThat(all()).isEqualTo(before);
    assertThat(store.summarized()).isEqualTo(MESSAGES);
  }

  @Test
  void anotherVersionMakesThemAgain() throws IOException {
    List<String> before = all();
    store.close(2);
    store.reopen();

    assertThat(all()).doesNotContainAnyElementsOf(before);
    assertThat(store.summarized()).isEqualTo(2 * MESSAGES);
  }

  @Test
  void damagedOnesAreMadeAgain() throws IOException {
    List<String> before = all();
    store.store().close();
    store.damage(file(), store.disk().contents(file()).length - 1);
    store.reopen();

    assertThat(all()).isEqualTo(before);
    assertThat(store.summarized()).isEqualTo(2 * MESSAGES);
  }

  @Test
  void aFileThatIsNoneOfOursIsPassedOver() throws IOException {
    List<String> before = all();
    store.store().close();
    store.damage(file(), 0);
    store.reopen();

    assertThat(all()).isEqualTo(before);
  }
}
