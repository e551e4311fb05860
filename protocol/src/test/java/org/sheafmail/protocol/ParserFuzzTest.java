package org.sheafmail.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.sheafmail.protocol.command.AppendCommand;
import org.sheafmail.protocol.command.AppendMessage;
import org.sheafmail.protocol.command.Command;
import org.sheafmail.protocol.command.CommandParser;
import org.sheafmail.protocol.command.SearchCommand;
import org.sheafmail.protocol.command.TaggedCommand;
import org.sheafmail.protocol.response.ResponseParser;
import org.sheafmail.protocol.wire.LiteralMode;
import org.sheafmail.protocol.wire.ModifiedUtf7;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.SkipOutcome;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.protocol.wire.Wire;
import org.sheafmail.protocol.wire.WireLimits;
import org.sheafmail.protocol.wire.WireReader;

/// Whatever comes in, a parser takes it or says what is wrong with it, and nothing else happens.
///
/// In a normal build each test runs over the inputs kept beside it; with `JAZZER_FUZZ=1` it looks
/// for new ones.
class ParserFuzzTest {
  private static final WireLimits LIMITS = new WireLimits(8000, 100, 5, 10_000);

  @FuzzTest(maxDuration = "60s")
  void commands(byte[] octets) throws IOException {
    List<String> inOneGo = commands(octets, Integer.MAX_VALUE);
    List<String> inPieces = commands(octets, 3);
    // How octets arrive decides nothing but what can be noticed as sent unasked.
    if (!inOneGo.contains("unasked") && !inPieces.contains("unasked")) {
      check(inOneGo.equals(inPieces), inOneGo + " is not " + inPieces);
    }
  }

  private static List<String> commands(byte[] octets, int step) throws IOException {
    WireReader in = new WireReader(Wire.channel(octets, step), () -> {}, LIMITS, '/');
    List<String> seen = new ArrayList<>();
    try {
      while (true) {
        try {
          TaggedCommand command = CommandParser.parse(in);
          if (command == null) {
            return seen;
          }
          seen.add(command.tag());
          if (command.command() instanceof AppendCommand append) {
            readAll(append, seen);
          } else {
            roundTrip(command.command());
          }
        } catch (SyntaxException e) {
          seen.add(String.valueOf(e.getMessage()));
        }
        SkipOutcome outcome = in.skipCommand();
        if (outcome != SkipOutcome.IN_STEP) {
          seen.add(outcome == SkipOutcome.SENT_UNASKED ? "unasked" : "too much");
          return seen;
        }
      }
    } catch (EOFException e) {
      seen.add("end");
      return seen;
    }
  }

  private static void readAll(AppendCommand append, List<String> seen) throws IOException {
    AppendMessage message = append.messages().next();
    while (message != null) {
      if (message.literal().size() > 10_000) {
        return;
      }
      ReadableByteChannel body = message.literal().accept();
      ByteBuffer read = ByteBuffer.allocate(16);
      while (body.read(read) >= 0) {
        read.clear();
      }
      seen.add(message.flags() + " " + message.internalDate() + " " + message.literal().nulAt());
      message = append.messages().next();
    }
  }

  /// What was read can be written, and is then read as the same.
  private static void roundTrip(Command command) throws IOException {
    if (command instanceof SearchCommand search && search.key().isEmpty()) {
      return;
    }
    String written = Wire.written(LiteralMode.LITERAL_PLUS, new TaggedCommand("t", command)::write);
    WireLimits roomy = new WireLimits(1 << 20, 1 << 20, 10_000, 0);
    TaggedCommand again = CommandParser.parse(Wire.reader(written, roomy));
    if (command instanceof SearchCommand search && again.command() instanceof SearchCommand same) {
      // The charset is written as UTF-8 whatever it was.
      check(search.key().equals(same.key()), search + " is not " + same);
    } else {
      check(again.command().equals(command), command + " is not " + again.command());
    }
  }

  @FuzzTest(maxDuration = "60s")
  void responses(byte[] octets) throws IOException {
    WireReader in = WireReader.ofResponses(Wire.channel(octets, 5), LIMITS);
    try {
      while (ResponseParser.parse(in) != null) {
        check(in.octetsRead() <= octets.length, "read more than there is");
      }
    } catch (EOFException | SyntaxException e) {
      check(in.octetsRead() <= octets.length, "read more than there is");
    }
  }

  @FuzzTest(maxDuration = "60s")
  void modifiedUtf7(byte[] octets) {
    try {
      String name = ModifiedUtf7.decode(octets);
      check(ModifiedUtf7.encode(name).equals(new String(octets, US_ASCII)), "two forms of a name");
    } catch (IllegalArgumentException e) {
      check(e.getMessage() != null, "no reason given");
    }
  }

  @FuzzTest(maxDuration = "60s")
  void sequenceSets(byte[] octets) throws IOException {
    WireReader in = Wire.reader(new String(octets, ISO_8859_1) + "\r\n", LIMITS);
    if (!in.begin()) {
      return;
    }
    try {
      SequenceSet set = in.sequenceSet();
      UidSet resolved = set.resolve(10);
      check(set.hasStar() || resolved.contains(set.largest()), "the largest is missing");
      check(!set.hasStar() || resolved.contains(10), "the last is missing");
    } catch (SyntaxException e) {
      check(e.getMessage() != null, "no reason given");
    }
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
