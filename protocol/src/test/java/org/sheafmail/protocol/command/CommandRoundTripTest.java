package org.sheafmail.protocol.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.Literal;
import org.sheafmail.protocol.wire.LiteralMode;
import org.sheafmail.protocol.wire.Wire;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// What the client writes, the server reads as the same value.
class CommandRoundTripTest {
  private static final LiteralMode[] MODES = {
    LiteralMode.SYNCHRONIZING, LiteralMode.LITERAL_MINUS, LiteralMode.LITERAL_PLUS
  };

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyCommandIsReadAsItWasWritten(int seed) throws IOException {
    RandomCommands commands = new RandomCommands(seed);
    List<TaggedCommand> written = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      written.add(new TaggedCommand("t" + i, commands.command()));
    }
    String octets =
        Wire.written(
            MODES[seed % 3],
            out -> {
              for (TaggedCommand command : written) {
                command.write(out);
              }
            });
    WireReader in = Wire.reader(octets.getBytes(ISO_8859_1), 1 + seed * 7);
    for (TaggedCommand command : written) {
      assertThat(CommandParser.parse(in)).isEqualTo(command);
    }
    assertThat(CommandParser.parse(in)).isNull();
  }

  private record Message(Set<Flag> flags, Optional<OffsetDateTime> internalDate, String body) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyMessageOfAnAppendIsReadAsItWasWritten(int seed) throws IOException {
    RandomCommands commands = new RandomCommands(seed);
    Random random = new Random(seed);
    List<Message> written = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      byte[] body = new byte[1 + random.nextInt(random.nextBoolean() ? 20 : 150_000)];
      random.nextBytes(body);
      Optional<OffsetDateTime> date =
          random.nextBoolean() ? Optional.of(commands.dateTime()) : Optional.empty();
      written.add(new Message(commands.flags(), date, new String(body, ISO_8859_1)));
    }
    MailboxName mailbox = commands.mailbox();
    Iterator<Message> messages = written.iterator();
    AppendCommand append =
        new AppendCommand(mailbox, () -> messages.hasNext() ? message(messages.next()) : null);
    String octets = Wire.written(MODES[seed % 3], new TaggedCommand("t", append)::write);

    WireReader in = Wire.reader(octets.getBytes(ISO_8859_1), 1 + random.nextInt(100_000));
    AppendCommand read = (AppendCommand) CommandParser.parse(in).command();
    assertThat(read.mailbox()).isEqualTo(mailbox);
    for (Message message : written) {
      AppendMessage next = read.messages().next();
      assertThat(new Message(next.flags(), next.internalDate(), Wire.read(next.literal())))
          .isEqualTo(message);
    }
    assertThat(read.messages().next()).isNull();
  }

  private static AppendMessage message(Message message) {
    return new AppendMessage(message.flags, message.internalDate, new InMemory(message.body));
  }

  private record InMemory(String octets) implements Literal {
    @Override
    public long size() {
      return octets.length();
    }

    @Override
    public boolean synchronizing() {
      return false;
    }

    @Override
    public boolean binary() {
      return false;
    }

    @Override
    public ReadableByteChannel accept() {
      return Wire.channel(octets.getBytes(ISO_8859_1), 1000);
    }

    @Override
    public OptionalLong nulAt() {
      return OptionalLong.empty();
    }
  }

  @Test
  void theModeDecidesTheFormOfLiterals() throws IOException {
    Command small = new LoginCommand("ä", "b");
    Command large = new LoginCommand("ä".repeat(2049), "b");
    assertThat(Wire.written(LiteralMode.SYNCHRONIZING, small::write)).startsWith("LOGIN {2}\r\n");
    assertThat(Wire.written(LiteralMode.LITERAL_PLUS, large::write))
        .startsWith("LOGIN {4098+}\r\n");
    assertThat(Wire.written(LiteralMode.LITERAL_MINUS, small::write)).startsWith("LOGIN {2+}\r\n");
    assertThat(Wire.written(LiteralMode.LITERAL_MINUS, large::write))
        .startsWith("LOGIN {4098}\r\n");
  }

  @Test
  void nothingIsWrittenOfALiteralBeforeItIsAskedFor() throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<String> sentAtWait = new ArrayList<>();
    WireWriter out =
        new WireWriter(
            Channels.newChannel(sent),
            LiteralMode.SYNCHRONIZING,
            () -> sentAtWait.add(sent.toString(ISO_8859_1)),
            '/');
    new TaggedCommand("a", new LoginCommand("jo", "pässword")).write(out);
    assertThat(sentAtWait).containsExactly("a LOGIN jo {9}\r\n");
    assertThat(sent.toString(ISO_8859_1)).endsWith("}\r\np\u00C3\u00A4ssword\r\n");
    assertThat(out.octetsWritten()).isEqualTo(sent.size());
  }
}
