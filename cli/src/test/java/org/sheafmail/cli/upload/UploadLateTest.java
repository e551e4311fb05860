package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/// A server that stores a batch long after the connection was cut and the mailbox was looked at.
class UploadLateTest extends Uploading {
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /// Holds back the end of the first batch, cuts the client off, perhaps again later, and lets the
  /// server have the end when the client says a word for the nth time after that.
  private static final class LateProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress target;
    private final String word;
    private int times;
    private @Nullable Socket held;
    private byte[] end = new byte[0];
    private int cutsLeft;

    LateProxy(InetSocketAddress target, int cuts, String word, int times) throws IOException {
      this.target = target;
      this.cutsLeft = cuts;
      this.word = word;
      this.times = times;
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      while (!listener.isClosed()) {
        try (Socket client = listener.accept()) {
          Socket upstream = new Socket(target.getAddress(), target.getPort());
          Thread.ofVirtual().start(() -> down(upstream, client));
          up(client, upstream);
        } catch (IOException e) {
          // The next one, or the test is over.
        }
      }
    }

    private static void down(Socket upstream, Socket client) {
      try {
        upstream.getInputStream().transferTo(client.getOutputStream());
      } catch (IOException e) {
        // The client was cut off.
      }
    }

    private void up(Socket client, Socket upstream) throws IOException {
      byte[] buffer = new byte[65536];
      InputStream in = client.getInputStream();
      OutputStream out = upstream.getOutputStream();
      boolean appending = false;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String said = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
        appending |= said.contains("APPEND");
        if (cutsLeft > 0 && appending && said.endsWith("x\r\n\r\n")) {
          cutsLeft--;
          if (held == null) {
            out.write(buffer, 0, read - 1);
            end = new byte[] {'\n'};
            held = upstream;
          } else {
            upstream.close();
          }
          return;
        }
        if (held != null && said.contains(word) && --times == 0) {
          late();
        }
        out.write(buffer, 0, read);
      }
    }

    /// Lets the server have the end, and waits until it has done what it was asked.
    private void late() throws IOException {
      if (held != null) {
        held.getOutputStream().write(end);
        held.shutdownOutput();
        while (!held.isClosed() && held.getInputStream().read() >= 0) {
          // Until it hangs up.
        }
      }
    }

    InetSocketAddress address() {
      return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private Tally runLate(int cuts, String word, int times, TestInfo info, List<String> notes)
      throws Exception {
    Path file = mbox(new Random(4), 30);
    var listening =
        new UploadEvents() {
          @Override
          public void note(String text) {
            notes.add(text);
          }
        };
    try (var proxy = new LateProxy(server.address(), cuts, word, times);
        Upload upload = upload(proxy.address(), listening)) {
      upload.run(List.of(source(file, mailbox(info, 0))));
      return upload.tally();
    }
  }

  @Test
  void whatIsStoredAfterTheFirstLookIsSeenBeforeItIsSentAgain(TestInfo info) throws Exception {
    List<String> notes = new ArrayList<>();

    Tally tally = runLate(1, "EXAMINE", 2, info, notes);

    assertThat(notes).anyMatch(note -> note.contains("stored after all"));
    assertThat(tally.twice()).isZero();
    assertThat(tally.stored()).isEqualTo(30);
    assertThat(server.texts(mailbox(info, 0))).isEqualTo(texts(directory.resolve("box")));
  }

  @Test
  void whatIsStoredWhileItIsSentAgainIsTold(TestInfo info) throws Exception {
    List<String> notes = new ArrayList<>();

    Tally tally = runLate(1, "APPEND", 1, info, notes);

    assertThat(tally.twice()).isPositive();
    assertThat(notes).anyMatch(note -> note.contains(" twice, once among UIDs "));
    assertThat(server.texts(mailbox(info, 0))).hasSize(30 + (int) tally.twice());
  }

  @Test
  void whatIsStoredWhileHalfOfItIsSentAgainIsSeenBeforeTheOtherHalf(TestInfo info)
      throws Exception {
    List<String> notes = new ArrayList<>();

    // A look after each cut and one before each sending: the fifth is before the other half.
    Tally tally = runLate(2, "EXAMINE", 5, info, notes);

    assertThat(notes).anyMatch(note -> note.contains("stored after all"));
    assertThat(tally.twice()).isPositive();
    assertThat(tally.stored()).isEqualTo(30);
    assertThat(server.texts(mailbox(info, 0))).hasSize(30 + (int) tally.twice());
    assertThat(server.texts(mailbox(info, 0)).stream().distinct())
        .containsExactlyInAnyOrderElementsOf(
            texts(directory.resolve("box")).stream().distinct().toList());
  }
}
