package org.sheafmail.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;
import org.sheafmail.store.embedded.Finding;
import org.sheafmail.store.embedded.StoreCheck;
import org.sheafmail.store.embedded.StoreRepair;

/// A large message with one octet on the disk that is not what was stored, between two that are.
class DamagedMailTest {
  @TempDir private Path directory;

  private TestServer start() throws Exception {
    return new TestServer(
        "",
        EmbeddedStore.open(
            FileDisk.open(directory),
            EmbeddedOptions.defaults(),
            new MimeSummarizer(),
            Clock.systemUTC()));
  }

  @BeforeEach
  void fillAndDamage() throws Exception {
    try (TestServer server = start()) {
      Inbox inbox = new Inbox(server);
      inbox.add("Subject: one\n\nfirst\n");
      inbox.add("Subject: two\n\n" + "second\n".repeat(30_000) + "the end\n");
      inbox.add("Subject: three\n\nthird\n");
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".journal")).toList()) {
        String octets = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, octets.replace("the end", "thy end"), StandardCharsets.ISO_8859_1);
      }
    }
  }

  private static void expectNo(TestServer server) throws Exception {
    server.play(
        """
        C: S SELECT inbox
        U: S OK
        C: A1 FETCH 2 BODY.PEEK[]
        S: A1 NO [CORRUPTION] Message 2 cannot be read
        C: A2 FETCH 2 BODY.PEEK[]<0.100>
        S: A2 NO [CORRUPTION] Message 2 cannot be read
        C: A3 FETCH 2 BODY.PEEK[TEXT]<100.80000>
        S: A3 NO [CORRUPTION] Message 2 cannot be read
        C: A4 FETCH 1:3 (UID RFC822.SIZE)
        S= * 1 FETCH (UID 1 RFC822.SIZE 23)
        S= * 2 FETCH (UID 2 RFC822.SIZE 240025)
        S= * 3 FETCH (UID 3 RFC822.SIZE 25)
        S: A4 OK
        C: A5 FETCH 1:3 (BODY.PEEK[TEXT])
        S= * 1 FETCH (BODY[TEXT] {7}
        S= first
        S= )
        S= * 3 FETCH (BODY[TEXT] {7}
        S= third
        S= )
        S: A5 NO [CORRUPTION] Message 2 cannot be read
        """);
  }

  @Test
  void aDamagedMessageIsAnsweredWithNoAndTheConnectionGoesOn() throws Exception {
    try (TestServer server = start()) {
      expectNo(server);
    }
  }

  @Test
  void afterARepairItStillIsAndTheMessageStaysListed() throws Exception {
    try (Disk disk = FileDisk.open(directory)) {
      StoreRepair.run(disk, new SecureRandom(), Instant.now(), new Silent());
    }
    try (TestServer server = start()) {
      expectNo(server);
    }
  }

  private static final class Silent implements StoreCheck.Observer {
    @Override
    public void found(Finding finding) {}

    @Override
    public void progress(long octets, long of) {}
  }
}
