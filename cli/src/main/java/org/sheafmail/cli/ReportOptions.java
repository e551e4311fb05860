package org.sheafmail.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.EventsTo;
import org.sheafmail.cli.upload.Json;
import org.sheafmail.cli.upload.JsonEvents;
import org.sheafmail.cli.upload.Standing;
import org.sheafmail.cli.upload.StatusLine;
import org.sheafmail.cli.upload.TextEvents;
import org.sheafmail.cli.upload.Ticker;
import org.sheafmail.cli.upload.UploadEvents;
import picocli.CommandLine.Option;

/// What a command that moves mail tells, and whom.
final class ReportOptions {
  @Option(
      names = "--json",
      description = "Print lines of JSON, each with a type; the last is the summary.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the lines of JSON to a file as well.")
  private @Nullable Path report;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say only what went wrong.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell of each batch.")
  private boolean verbose;

  boolean json() {
    return json;
  }

  /// Those who are told, as long as a command runs.
  final class Told implements AutoCloseable {
    private final Terminal terminal;
    private final List<PrintStream> programs = new ArrayList<>();
    private final UploadEvents events;
    private final StatusLine status;
    private final Standing standing;
    private final @Nullable PrintStream file;
    private final Ticker ticker;
    private Json summary = failure("it ended without a word");

    private Told(Terminal terminal, LongSupplier nanoTime) throws CommandFailure {
      this.terminal = terminal;
      file = report == null ? null : reportFile(report);
      if (json) {
        programs.add(terminal.out());
      }
      if (file != null) {
        programs.add(file);
      }
      standing = new Standing(nanoTime);
      status = new StatusLine(terminal.err(), terminal.animated(), terminal.width(), nanoTime);
      List<UploadEvents> all = new ArrayList<>(List.of(standing));
      List<Runnable> ticks = new ArrayList<>();
      for (PrintStream program : programs) {
        JsonEvents lines = new JsonEvents(program, standing, nanoTime);
        all.add(lines);
        ticks.add(lines::tick);
      }
      if (!json) {
        all.add(new TextEvents(terminal.out(), terminal.err(), status, detail()));
        status.show(standing::text);
        if (!quiet) {
          ticks.add(status::tick);
        }
      }
      events = new EventsTo(all);
      ticker = new Ticker(ticks);
    }

    UploadEvents events() {
      return events;
    }

    /// Says how things stand in another way.
    void show(Supplier<String> text) {
      status.show(text);
    }

    /// From now on messages are sent.
    void sending() {
      status.show(standing::text);
    }

    /// Lines for those who read JSON, and others for those who do not.
    void tell(List<String> forPrograms, List<String> forPeople) {
      programs.forEach(program -> forPrograms.forEach(program::println));
      if (!json && !quiet) {
        forPeople.forEach(status::line);
      }
    }

    /// Says how it ended, in the last line for programs. The last that is said counts.
    void summary(Json line) {
      summary = line;
    }

    /// Results, which go to standard output, and what a person should know besides.
    void results(List<String> forPrograms, List<String> forPeople, List<String> besides) {
      tell(forPrograms, List.of());
      if (!json) {
        status.clear();
        forPeople.forEach(terminal.out()::println);
        besides.forEach(terminal.err()::println);
      }
    }

    @Override
    public void close() {
      ticker.close();
      status.clear();
      programs.forEach(program -> {
        program.println(summary);
        program.flush();
      });
      if (file != null) {
        file.close();
      }
    }
  }

  /// The last line of a command that failed before it had anything to tell.
  static Json failure(String reason) {
    return Json.of("summary").with("status", "failed").with("reason", reason);
  }

  private TextEvents.Detail detail() {
    if (quiet) {
      return TextEvents.Detail.QUIET;
    }
    return verbose ? TextEvents.Detail.VERBOSE : TextEvents.Detail.USUAL;
  }

  /// Begins to tell.
  Told told(Terminal terminal) throws CommandFailure {
    return new Told(terminal, System::nanoTime);
  }

  private static PrintStream reportFile(Path report) throws CommandFailure {
    try {
      return new PrintStream(
          Private.writing(
              report,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING),
          false,
          StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "cannot write the report: no such folder: " + report, e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot write the report: " + e.getMessage(), e);
    }
  }
}
