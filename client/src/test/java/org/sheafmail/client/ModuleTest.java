package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.protocol.MailboxName;

/// The library as a module of the JDK's kind.
class ModuleTest {
  private static Path place(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void aProgramThatIsAModuleCompilesWithWhatIsExported(@TempDir Path directory) throws Exception {
    Path module =
        Files.writeString(
            directory.resolve("module-info.java"),
            "module mailer { requires org.sheafmail.client; }");
    Path mailer =
        Files.writeString(
            directory.resolve("Mailer.java"),
            """
            package mailer;

            import java.util.List;
            import java.util.Optional;
            import java.util.Set;
            import org.sheafmail.client.*;
            import org.sheafmail.protocol.*;

            class Mailer {
              Uid deliver(byte[] message) throws java.io.IOException {
                ClientOptions options = ClientOptions.tls().withTrace((side, line) -> {});
                try (ImapClient client = ImapClient.connect("mail.example.org", 993, options)) {
                  client.login("ada", (Optional<String> refused) -> "token");
                  AppendItem item =
                      AppendItem.of(
                          Set.of(Flag.SEEN), java.time.OffsetDateTime.now(), Octets.of(message));
                  return client.append(MailboxName.INBOX, List.of(item)).uids().get().uid(0);
                }
              }
            }
            """);
    String path =
        Stream.of(place(ImapClient.class), place(MailboxName.class), place(Nullable.class))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));

    int end =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--module-path",
                path,
                "-d",
                directory.resolve("out").toString(),
                module.toString(),
                mailer.toString());

    assertThat(end).as("what the compiler says is on standard error").isZero();
  }
}
