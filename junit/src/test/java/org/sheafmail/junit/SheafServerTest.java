package org.sheafmail.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;

class SheafServerTest {
  private static final List<RunningServer> SEEN = Collections.synchronizedList(new ArrayList<>());

  private static final AppendItem HELLO =
      AppendItem.of(
          Set.of(),
          OffsetDateTime.parse("2024-07-05T08:09:10+02:00"),
          Octets.of("Subject: hello\r\n\r\nhi\r\n", StandardCharsets.US_ASCII));

  private static void appendToEmpty(ImapClient client) throws IOException {
    assertThat(client.select(MailboxName.INBOX).messages()).isZero();
    client.append(MailboxName.INBOX, List.of(HELLO, HELLO));
    assertThat(client.select(MailboxName.INBOX).messages()).isEqualTo(2);
  }

  @Test
  void eachTestHasAServerOfItsOwnWhichIsClosedAfterIt() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(OnTheClass.class))
        .execute()
        .testEvents()
        .assertStatistics(tests -> tests.started(4).succeeded(4));
    assertThat(SEEN).doesNotHaveDuplicates().hasSize(3);
    assertThat(SEEN)
        .allSatisfy(server ->
            assertThatThrownBy(() -> new Socket(server.host(), server.port()).close())
                .isInstanceOf(ConnectException.class));
  }

  /// Run by the test above, not by itself.
  @SheafServer(users = {"ada:secret", "grace:hopper"})
  static class OnTheClass {
    @BeforeEach
    void remember(RunningServer server) {
      if (server.users().size() == 2) {
        SEEN.add(server);
      }
    }

    @Test
    void isEmpty(RunningServer server, InetSocketAddress address, ImapClient ada)
        throws IOException {
      assertThat(address).isEqualTo(server.address());
      assertThat(server.users()).containsEntry("grace", "hopper");
      appendToEmpty(ada);
      try (ImapClient grace = server.connect("grace")) {
        assertThat(grace.select(MailboxName.INBOX).messages()).isZero();
      }
    }

    @Test
    void isEmptyAgain(ImapClient ada) throws IOException {
      appendToEmpty(ada);
    }

    @Test
    @SheafServer(store = SheafServer.Store.TEMPORARY_DIRECTORY)
    void theMethodComesFirst(RunningServer server, ImapClient user) throws IOException {
      assertThat(server.users()).containsOnlyKeys("user");
      appendToEmpty(user);
    }

    @Nested
    class Within {
      @Test
      void theClassAroundCounts(ImapClient ada) throws IOException {
        appendToEmpty(ada);
      }
    }
  }

  @Test
  void usersHaveAName() {
    for (List<String> users : List.of(List.<String>of(), List.of("ada"), List.of(":secret"))) {
      assertThatThrownBy(() -> RunningServer.start(SheafServer.Store.MEMORY, users))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
