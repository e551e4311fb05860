package org.sheafmail.e2e.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// A running server with the account `ada`, and a home for a program that uses it. The programs are
/// Debian packages that `.ci/run` installs.
@Tag("foreign")
abstract class ForeignTest {
  static final String USER = "ada";

  @TempDir Path data;
  @TempDir Path home;

  SheafProcess sheaf;
  Program program;

  @BeforeEach
  void startServer() throws IOException {
    SheafProcess.addUser(data, USER);
    sheaf = SheafProcess.serve(data);
    program = new Program(home);
  }

  @AfterEach
  void endServer() {
    sheaf.close();
  }

  /// Looks at what is on the server, past the program under test.
  ImapTalk ada() throws IOException {
    return sheaf.login(USER);
  }

  /// Messages `number 1` to `number count`, each with a word of its own.
  static List<byte[]> messages(int count) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      messages.add(message(i).getBytes(US_ASCII));
    }
    return messages;
  }

  static String message(int number) {
    return """
    From: Writer %1$d <writer%1$d@example.org>\r
    To: ada@example.org\r
    Subject: number %1$d\r
    Date: Mon, 10 Sep 2001 01:46:%1$02d +0000\r
    Message-ID: <%1$d@example.org>\r
    \r
    the word of this one is word%1$dword\r
    """
        .formatted(number);
  }
}
