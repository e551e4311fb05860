package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.cli.upload.TestMessages.INBOX;
import static org.sheafmail.cli.upload.TestMessages.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
  @TempDir Path directory;

  @Test
  void aRefusedMessageIsKeptWithItsPlaceAndTheServersWords() throws IOException {
    var quarantine =
        new Quarantine(directory.resolve("q"), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    Path file = quarantine.put(message(3, 200), INBOX, "NO [LIMIT] too\tlarge");
    quarantine.put(message(3, 200), INBOX, "NO again");

    assertThat(Files.readAllBytes(file)).isEqualTo(message(3, 200).body().open().readAllBytes());
    assertThat(Files.readAllLines(directory.resolve("q").resolve(Quarantine.LIST)))
        .containsExactly(
            "time\tsource\toffset\tmessage-id\tsize\tmailbox\tfile\treason",
            "1970-01-01T00:00:00Z\tbox\t300\t<3@example.org>\t200\tINBOX\t"
                + file.getFileName()
                + "\tNO [LIMIT] too large",
            "1970-01-01T00:00:00Z\tbox\t300\t<3@example.org>\t200\tINBOX\t"
                + file.getFileName()
                + "\tNO again");
  }

  @Test
  void nobodyButTheOwnerMayReadWhatIsPutAside() throws IOException {
    Path aside = directory.resolve("q");

    Path file = new Quarantine(aside, Clock.systemUTC()).put(message(3, 200), INBOX, "NO");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(aside)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Path list = aside.resolve(Quarantine.LIST);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
        .isEqualTo("rw-------");
  }
}
