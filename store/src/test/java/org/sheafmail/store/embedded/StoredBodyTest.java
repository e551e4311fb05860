package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.body;
import static org.sheafmail.store.contract.Mail.octets;
import static org.sheafmail.store.contract.Mail.view;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.store.Body;

class StoredBodyTest {
  private StoreOnDisk store;

  @BeforeEach
  void openStore() throws IOException {
    store = new StoreOnDisk();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private Body stored(byte[] message) throws IOException {
    append(store.account(), INBOX, message);
    return view(store.account(), INBOX).body(0);
  }

  /// Changes one octet of a message where it is stored.
  private void damage(byte[] message) throws IOException {
    byte[] start = Arrays.copyOf(message, 32);
    for (FileHeader.Kind kind : List.of(FileHeader.Kind.JOURNAL, FileHeader.Kind.LANE)) {
      for (String file : store.files(kind)) {
        long position = StoreOnDisk.find(store.disk().contents(file), start);
        if (position >= 0) {
          store.damage(file, position + message.length / 2);
          return;
        }
      }
    }
    throw new AssertionError("the message is nowhere");
  }

  @ParameterizedTest(name = "of {0} octets")
  @ValueSource(ints = {1, 100, 8_191, 8_193, 65_536, 65_537, 1_500_000})
  void aMessageComesBackInEveryWay(int size) throws IOException {
    byte[] message = octets(size, size);
    Body body = stored(message);

    try (InputStream in = body.open()) {
      assertThat(in.readAllBytes()).isEqualTo(message);
    }
    ByteBuffer part = ByteBuffer.allocate(size);
    int start = size / 3;
    assertThat(body.read(start, part)).isEqualTo(size - start);
    assertThat(Arrays.copyOf(part.array(), size - start))
        .isEqualTo(Arrays.copyOfRange(message, start, size));
    assertThat(body.read(size, part.clear())).isEqualTo(-1);
    assertThat(transferred(body, 0, size)).isEqualTo(message);
    assertThat(transferred(body, start, size - start))
        .isEqualTo(Arrays.copyOfRange(message, start, size));
  }

  private static byte[] transferred(Body body, long position, long count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.transferTo(position, count, Channels.newChannel(out));
    return out.toByteArray();
  }

  @ParameterizedTest(name = "of {0} octets")
  @ValueSource(ints = {100, 20_000, 100_000, 1_500_000})
  void aDamagedMessageIsNeverServedWhole(int size) throws IOException {
    byte[] message = octets(size, size);
    stored(message);
    damage(message);
    store.reopen();
    Body body = view(store.account(), INBOX).body(0);

    assertThatThrownBy(() -> body(view(store.account(), INBOX), 0))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> transferred(body, 0, size)).isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(() -> body.read(0, ByteBuffer.allocate(size)))
        .isInstanceOf(DamagedStoreException.class);
  }

  @ParameterizedTest(name = "of {0} octets")
  @ValueSource(ints = {20_000, 1_500_000})
  void aPartOfADamagedMessageIsNotServedEither(int size) throws IOException {
    byte[] message = octets(7, size);
    stored(message);
    damage(message);
    store.reopen();
    Body body = view(store.account(), INBOX).body(0);

    assertThatThrownBy(() -> body.read(0, ByteBuffer.allocate(10)))
        .isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(() -> transferred(body, 5, 10)).isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(body::verify).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void aLargeMessageIsReadOnceToBeFoundSound() throws IOException {
    byte[] message = octets(7, 1_500_000);
    stored(message).verify();
    damage(message); // Only to see that nobody looks.

    view(store.account(), INBOX).body(0).verify();
  }

  @Test
  void aRangeOutsideTheMessageIsRefused() throws IOException {
    Body body = stored(octets(1, 100));

    assertThatThrownBy(() -> transferred(body, 50, 51))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> body.read(-1, ByteBuffer.allocate(1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
