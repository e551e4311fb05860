package org.sheafmail.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DelayProxyTest {
  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static void hear(Socket socket, String text) throws IOException {
    assertThat(new String(socket.getInputStream().readNBytes(text.length()), US_ASCII))
        .isEqualTo(text);
  }

  @Test
  void appendsAreCountedAndTimedByTheTimeTheClientKnowsOfThem() throws IOException {
    int roundTrip = 20;
    String answer = "* 2 EXISTS\r\na1 OK [APPENDUID 1 1] a\r\na2 OK [APPENDUID 1 2] b\r\n";
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DelayProxy proxy = new DelayProxy(listener.getLocalPort(), roundTrip);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        Socket server = listener.accept()) {
      say(client, "a1 APPEND inbox {1+}\r\nx\r\na2 APPEND inbox {1+}\r\ny\r\n");
      hear(server, "a1 APPEND inbox {1+}\r\nx\r\na2 APPEND inbox {1+}\r\ny\r\n");
      say(server, answer);
      hear(client, answer);

      assertThat(proxy.appends()).isEqualTo(2);
      assertThat(proxy.appendNanos())
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(roundTrip));
    }
  }
}
