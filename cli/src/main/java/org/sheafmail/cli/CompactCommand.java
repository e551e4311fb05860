package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.cli.upload.StatusLine;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.disk.DirectoryInUseException;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.CompactionFigures;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sheaf compact`: gives back all the room that messages long expunged take.
@Command(
    name = "compact",
    header = "Give back the room of expunged messages, all at once.",
    footerHeading = "Examples:%n",
    footer = {"  sheaf compact --data /srv/mail", ""},
    description = {
      "",
      "The server must not be running: while it does, it compacts by itself, slowly. Can be",
      "interrupted at any time.",
      ""
    })
final class CompactCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The server's data directory.")
  private Path data = Path.of("");

  @Option(
      names = "--below",
      paramLabel = "PERCENT",
      description =
          "Rewrite files of which less than this share is mail that is still there. Default: 80.")
  private int below = 80;

  CompactCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    if (below < 0 || below > 99) {
      throw new CommandFailure(ExitCode.USAGE, "--below is 0 to 99, found " + below);
    }
    Path directory = DataDirectory.existing(data).resolve("store");
    if (!Files.isDirectory(directory)) {
      throw new CommandFailure(ExitCode.USAGE, "there is no mail in " + data.toAbsolutePath());
    }
    try {
      long before = octets(directory);
      CompactionFigures figures = compact(directory);
      long after = octets(directory);
      terminal.out().println(summary(figures, before, after));
      return ExitCode.OK.code();
    } catch (DirectoryInUseException e) {
      throw new CommandFailure(
          ExitCode.USAGE, e.getMessage() + "; a running server compacts by itself", e);
    } catch (DiskFullException e) {
      throw new CommandFailure(ExitCode.USAGE, "not compacted to the end: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, DataDirectory.problem(data, e), e);
    }
  }

  private CompactionFigures compact(Path directory) throws IOException {
    StatusLine status =
        new StatusLine(terminal.err(), terminal.animated(), terminal.width(), System::nanoTime);
    try (EmbeddedStore store =
        EmbeddedStore.open(
            FileDisk.open(directory),
            EmbeddedOptions.defaults().withCompaction(0, 1),
            new MimeSummarizer(),
            Clock.systemUTC())) {
      return store.compact(
          below / 100.0,
          figures -> {
            status.show(() -> progress(figures));
            status.tick();
          });
    } finally {
      status.clear();
    }
  }

  private static String progress(CompactionFigures figures) {
    return figures.filesRewritten()
        + " of "
        + Sizes.count(figures.filesToRewrite(), "file")
        + " rewritten, "
        + Sizes.octets(figures.octetsMoved())
        + " of mail moved, "
        + Sizes.octets(figures.octetsFreed())
        + " freed";
  }

  private static String summary(CompactionFigures figures, long before, long after) {
    return "Compacted: "
        + Sizes.octets(before)
        + " before, "
        + Sizes.octets(after)
        + " now; "
        + Sizes.octets(figures.octetsMoved())
        + " of mail moved, "
        + Sizes.count(figures.filesRemoved(), "file")
        + " removed.";
  }

  private static long octets(Path directory) throws IOException {
    long octets = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        octets += Files.size(file);
      }
    }
    return octets;
  }
}
