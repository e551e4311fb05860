package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.octets;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.ForwardingDisk;
import org.sheafmail.store.disk.SimulatedDisk;

class CompactorTest {
  private static final Logger LOG = Logger.getLogger(Compactor.class.getName());

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final List<String> warnings = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getLevel().equals(Level.WARNING)) {
            warnings.add(record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /// How much the disk says can still be written.
  private long usable = Long.MAX_VALUE;

  @BeforeEach
  void listen() {
    LOG.setLevel(Level.WARNING);
    LOG.setUseParentHandlers(false);
    LOG.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    LOG.removeHandler(handler);
    LOG.setUseParentHandlers(true);
    LOG.setLevel(null);
  }

  private EmbeddedStore open(double liveShare) throws IOException {
    return EmbeddedStore.open(
        new ForwardingDisk(disk) {
          @Override
          public long usableSpace() {
            return usable;
          }
        },
        EmbeddedOptions.forTests(new Random(1)).withCompaction(liveShare, 1 << 30),
        new TestSummarizer(1),
        Clock.systemUTC());
  }

  /// One message of ten stays.
  private static void fill(Account account, int messages) throws IOException {
    for (int number = 0; number < messages; number += 10) {
      List<byte[]> batch = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        batch.add(octets(number + i, 600));
      }
      append(account, INBOX, batch, Set.of());
      long last = view(account, INBOX).uidNext() - 1;
      UidSet gone = UidSet.range(last - 8, last);
      account.storeFlags(view(account, INBOX).id(), gone, FlagChange.ADD, Set.of(Flag.DELETED));
      account.expunge(view(account, INBOX).id(), gone);
    }
  }

  @Test
  void onAFullDiskItIsPutOffOnceUntilThereIsRoom() throws IOException {
    try (EmbeddedStore store = open(0)) {
      fill(store.account("someone"), 500);
    }
    long filled = disk.used();
    usable = 9_000;
    try (EmbeddedStore store = open(0.5)) {
      fill(store.account("someone"), 500);
      assertThat(warnings)
          .hasSize(1)
          .first()
          .asString()
          .startsWith("compaction is put off until the disk has room for ");
      assertThat(disk.used()).isGreaterThan(filled);

      usable = Long.MAX_VALUE;
      fill(store.account("someone"), 100);
      assertThat(disk.used()).isLessThan(filled);
      assertThat(warnings).hasSize(1);
    }
  }
}
