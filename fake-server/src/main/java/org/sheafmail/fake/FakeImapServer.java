package org.sheafmail.fake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Plays one side of a conversation with a client, on a free port of this machine, and fails the
/// test if the client does not keep to the script.
///
/// ```java
/// String script =
///     """
///     S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi
///     C~ (\\w+) LOGIN .*
///     S: $1 NO [UNAVAILABLE] the directory is down
///     """;
/// try (FakeImapServer server = FakeImapServer.play(script)) {
///   assertThrows(MessagingException.class, () -> myMailer.connect(server.host(), server.port()));
/// }
/// ```
///
/// Each line of a script is a step. What is said:
///
/// ```
/// S: text      sends the line; $1 to $9 stand for groups of the last C~ that had any
/// S+ text      sends the line together with the next
/// C: text      expects exactly this line; the octets of a literal are lines, too, if they end in CRLF
/// C~ pattern   expects a line that matches the regular expression
/// C# n         reads n octets, for instance those of a literal, whatever they are
/// TLS          begins TLS here
/// ```
///
/// How things go wrong, and when:
///
/// ```
/// CLOSE        closes the connection; in place of an S: it swallows the answer
/// CUT n        reads n octets and closes the connection
/// ANYTHING     lets the client say what it likes, to the end of the connection
/// RECONNECT    closes the connection and goes on with the next that the client makes
/// HOLD name    neither reads nor writes until the test calls release(name)
/// MARK name    tells a test that waits in await(name) that the script has come to this point
/// ```
///
/// After the last step the client must close the connection; that it says something more is a
/// failure. There are no delays: a test that needs an order says so by `HOLD` and `MARK`.
///
/// One thread plays; all methods may be called from any other.
public final class FakeImapServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final ServerSocket listener;
  private final Player player;
  private final CompletableFuture<Void> played = new CompletableFuture<>();

  private FakeImapServer(String script, ServerSocketFactory sockets, @Nullable SSLContext tls)
      throws IOException {
    List<Step> steps = Step.parse(script);
    listener = sockets.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    player = new Player(listener, steps, tls);
    Thread.ofVirtual()
        .name("fake-imap-server")
        .start(() -> {
          try {
            player.play();
            played.complete(null);
          } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            played.completeExceptionally(e);
          }
        });
  }

  /// Plays a script.
  ///
  /// @throws IllegalArgumentException if a line of it is no step
  public static FakeImapServer play(String script) throws IOException {
    return new FakeImapServer(script, ServerSocketFactory.getDefault(), null);
  }

  /// Plays a script in TLS from the first octet on.
  ///
  /// @param tls has the server's certificate
  public static FakeImapServer playTls(String script, SSLContext tls) throws IOException {
    return new FakeImapServer(script, tls.getServerSocketFactory(), null);
  }

  /// Plays a script in TLS from the step `TLS` on.
  ///
  /// @param tls has the server's certificate
  public static FakeImapServer playStartTls(String script, SSLContext tls) throws IOException {
    return new FakeImapServer(script, ServerSocketFactory.getDefault(), tls);
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /// The name of this machine for itself.
  public String host() {
    return address().getAddress().getHostAddress();
  }

  /// The port of [#address].
  public int port() {
    return address().getPort();
  }

  /// The lines the client has said so far, over all connections, without the octets of `C#` and
  /// `ANYTHING`.
  public List<String> received() {
    return player.received();
  }

  /// Lets the script go on at `HOLD name`, or not stop there at all.
  public void release(String name) {
    player.gate(name).countDown();
  }

  /// Waits until the script has come to `MARK name`.
  ///
  /// @throws AssertionError if it ends, or does not get there within half a minute
  public void await(String name) {
    CompletableFuture<Object> reached =
        CompletableFuture.anyOf(player.mark(name), played.handle((_, _) -> false));
    try {
      if (!Boolean.TRUE.equals(reached.get(PATIENCE_SECONDS, TimeUnit.SECONDS))) {
        throw new AssertionError("the script has ended without MARK " + name);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the script does not come to MARK " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted on the way to MARK " + name, e);
    }
  }

  /// Waits for the end of the script.
  ///
  /// @throws AssertionError if the client has not kept to it, or is still connected after half a
  ///   minute
  @Override
  public void close() throws IOException {
    try {
      played.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new AssertionError(why.getMessage(), why);
    } catch (TimeoutException e) {
      throw new AssertionError("the client is still connected; the script is at " + player, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted at " + player, e);
    } finally {
      listener.close();
      player.close();
    }
  }
}
