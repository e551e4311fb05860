package org.sheafmail.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.Allowance;
import org.sheafmail.cli.upload.BatchLimits;
import org.sheafmail.cli.upload.Patience;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.upload.UploadSettings;
import picocli.CommandLine.Option;

/// How mail is sent, for the commands that do: `upload` and `copy`.
final class SendingOptions {
  @Option(
      names = "--batch-octets",
      paramLabel = "N",
      description = "Batches grow to this many octets at most. Default: 16777216.")
  private long batchOctets = BatchLimits.DEFAULT.octetsMax();

  @Option(
      names = "--batch-messages",
      paramLabel = "N",
      description = "Batches hold this many messages at most. Default: 2000.")
  private int batchMessages = BatchLimits.DEFAULT.messagesMax();

  @Option(
      names = "--skip-larger",
      paramLabel = "OCTETS",
      description = "Leave larger messages out.")
  private @Nullable Long skipLarger;

  @Option(
      names = "--max-errors",
      paramLabel = "N",
      description = "Stop when more messages than this are refused. Default: go on.")
  private @Nullable Long maxErrors;

  @Option(
      names = "--max-octets",
      paramLabel = "N",
      description =
          "Stop before more octets than this are sent in one run, but for the first message.")
  private @Nullable Long maxOctets;

  @Option(
      names = "--max-time",
      paramLabel = "SECONDS",
      description = "Begin no batch later than this after the first one.")
  private @Nullable Long maxTime;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Send this many messages in a second at most, on average.")
  private @Nullable Long rate;

  @Option(
      names = "--bandwidth",
      paramLabel = "OCTETS",
      description = "Send this many octets in a second at most.")
  private @Nullable Long bandwidth;

  @Option(
      names = "--max-wait",
      paramLabel = "SECONDS",
      description = "How long to wait for a server that is gone or asks for time. Default: 600.")
  private int maxWait = 600;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "Send the folders of a source through this many connections beside each other. Default:"
              + " 1.")
  private int connections = 1;

  @Option(
      names = "--restart",
      description = "Forget what earlier runs have stored and upload everything again.")
  private boolean restart;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where the ledgers are kept. Default: $XDG_STATE_HOME/sheaf or ~/.local/state/sheaf.")
  private @Nullable Path state;

  @Option(
      names = "--quarantine",
      paramLabel = "DIR",
      description =
          "Where refused messages are put, with the reasons in refused.tsv. Default: refused, in"
              + " the state directory.")
  private @Nullable Path quarantine;

  /// @param pause how to wait
  UploadSettings settings(Patience.Pause pause) throws CommandFailure {
    BatchLimits usual = BatchLimits.DEFAULT;
    if (batchOctets < 1 || batchMessages < 1) {
      throw new CommandFailure(ExitCode.USAGE, "a batch holds one message at the least");
    }
    for (Long limit : Arrays.asList(maxOctets, maxTime, rate, bandwidth)) {
      if (limit != null && limit < 1) {
        throw new CommandFailure(
            ExitCode.USAGE, "--max-octets, --max-time, --rate and --bandwidth are 1 at the least");
      }
    }
    if (connections < 1) {
      throw new CommandFailure(ExitCode.USAGE, "there must be one connection at the least");
    }
    long octets = maxOctets == null ? batchOctets : Math.min(batchOctets, maxOctets);
    return new UploadSettings(
        new BatchLimits(
            Math.min(usual.octetsStart(), octets),
            octets,
            messagesMax(usual.target()),
            usual.aloneFrom(),
            usual.target()),
        larger(),
        optional(maxErrors),
        UploadSettings.DEFAULT.settling(),
        Patience.upTo(Duration.ofSeconds(maxWait), pause),
        connections,
        new Allowance(
            optional(maxOctets),
            Optional.ofNullable(maxTime).map(Duration::ofSeconds),
            optional(rate),
            optional(bandwidth)));
  }

  /// No more messages than may be sent in the time a batch should take.
  private int messagesMax(Duration target) {
    return rate == null
        ? batchMessages
        : (int) Math.min(batchMessages, Math.max(1, rate * target.toSeconds()));
  }

  private static OptionalLong optional(@Nullable Long limit) {
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  /// Messages of more octets than this are left out.
  OptionalLong larger() {
    return optional(skipLarger);
  }

  Upload.State state() {
    return new Upload.State(stateDirectory().resolve("uploads"), refused(), restart);
  }

  private Path refused() {
    return quarantine != null ? quarantine : stateDirectory().resolve("refused");
  }

  private Path stateDirectory() {
    if (state != null) {
      return state;
    }
    String xdg = System.getenv().getOrDefault("XDG_STATE_HOME", "");
    Path base =
        xdg.isEmpty()
            ? Path.of(System.getProperty("user.home", ""), ".local", "state")
            : Path.of(xdg);
    return base.resolve("sheaf");
  }
}
