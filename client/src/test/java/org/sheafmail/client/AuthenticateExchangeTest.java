package org.sheafmail.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Completion.Status;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.sasl.PlainClient;
import org.sheafmail.protocol.wire.GoAhead;
import org.sheafmail.protocol.wire.LiteralMode;
import org.sheafmail.protocol.wire.WireWriter;

class AuthenticateExchangeTest {
  private final AuthenticateExchange exchange =
      new AuthenticateExchange("A1", new PlainClient("ada", "pw"), false);

  /// A server so fast that it has answered before the write that asked it returns.
  private final class Hasty implements WritableByteChannel {
    private final StringBuilder heard = new StringBuilder();

    @Override
    public int write(ByteBuffer source) {
      int size = source.remaining();
      heard.append(US_ASCII.decode(source));
      if (heard.indexOf("AGFk") < 0) {
        exchange.goAhead(new Response.Continue(""));
      } else {
        exchange.answered(new Completion(Status.NO, Optional.empty(), "wrong"));
      }
      return size;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void aChallengeThatComesBeforeTheCommandIsFlushedIsAnsweredAfterIt() {
    Hasty server = new Hasty();
    WireWriter out = new WireWriter(server, LiteralMode.SYNCHRONIZING, GoAhead.AT_ONCE, '/');
    assertThatThrownBy(() -> exchange.write(out)).isInstanceOf(Exchange.StoppedException.class);
    assertThat(server.heard).hasToString("A1 AUTHENTICATE PLAIN\r\nAGFkYQBwdw==\r\n");
  }
}
