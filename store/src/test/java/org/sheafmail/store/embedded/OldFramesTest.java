package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.append;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Frames before the last snapshot that are damaged are noted, and no damage.
class OldFramesTest {
  private final List<Finding> found = new ArrayList<>();
  private StoreOnDisk store;

  @BeforeEach
  void fill() throws IOException {
    store = new StoreOnDisk();
    append(store.account(), INBOX, text("first"));
    append(store.account(), INBOX, text("second"));
    store.reopen();
    append(store.account(), INBOX, text("third"));
    append(store.account(), INBOX, text("fourth"));
    store.store().close();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private StoreCheck.Result check() throws IOException {
    return StoreCheck.run(
        store.disk(),
        new StoreCheck.Observer() {
          @Override
          public void found(Finding finding) {
            found.add(finding);
          }

          @Override
          public void progress(long octets, long of) {}
        });
  }

  /// Damages the frame with a text, behind the text.
  private String damage(String text) throws IOException {
    for (String name : store.files(FileHeader.Kind.JOURNAL)) {
      long at = StoreOnDisk.find(store.disk().contents(name), text(text));
      if (at > 0) {
        store.damage(name, at + text.length() + 2);
        return name;
      }
    }
    throw new AssertionError("not in the journal: " + text);
  }

  private void assertNoted(String text) throws IOException {
    String name = damage(text);
    StoreCheck.Result result = check();
    assertThat(result.isSound()).isTrue();
    assertThat(result.messages()).isEqualTo(4);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().kind()).isEqualTo(Finding.Kind.NOTE);
    assertThat(found.getFirst().file()).isEqualTo(name);
    assertThat(found.getFirst().offset()).isPositive();
    assertThat(found.getFirst().what()).contains("a snapshot makes up for");
  }

  @Test
  void nothingIsNotedOfASoundStore() throws IOException {
    assertThat(check().isSound()).isTrue();
    assertThat(found).isEmpty();
  }

  @Test
  void aFrameWithAnotherBehindItIsNoted() throws IOException {
    assertNoted("first");
  }

  @Test
  void theLastFrameOfAFileIsNoted() throws IOException {
    assertNoted("second");
  }

  @Test
  void theLastFrameBeforeTheSnapshotIsNoted() throws IOException {
    assertNoted("fourth");
  }
}
