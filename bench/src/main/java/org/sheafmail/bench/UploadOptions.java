package org.sheafmail.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.sheafmail.bench.Options.WrongOption;

/// What `sheaf bench upload` measures. Set up by [#parse], then only read.
final class UploadOptions {
  static final String HELP =
      """
      Measures uploads by Sheaf side by side with other tools; prints medians and ratios.

        --targets LIST      of sheaf,mdbox,maildir (sheaf,mdbox); Dovecot needs root
        --tools LIST        of sheaf,mbsync,mailutil,imaplib,singles,angus (all but angus)
        --delays LIST       round trip times in milliseconds (0,20,100)
        --rounds N          measured rounds (5)
        --slow-rounds N     of these, with a delay, for tools that wait for the server at each
                            message: all but sheaf and mbsync (1)
        --messages N        messages of an upload (300)
        --size N            octets of a message (4096)
        --mixed N           so many messages of mixed sizes instead, without a delay (off)
        --others N          of which tools other than sheaf upload the first N alone (10000)
        --angus CLASSPATH   jars of Angus Mail, for the tool angus
        --sheaf FILE        the start script (that of this project)
        --dir DIR           folder on the disk to measure (the system's temporary folder)
        --help

      mbsync, mailutil and python3 are looked for on the PATH. A time is that of a whole process,
      from its start to its end. What is claimed of Sheaf is judged at the end, as far as it was
      measured: the time of a batch at 100 ms against that of one round trip and the transfer, and
      the tool singles.
      Exit code: 0 measured, 1 something failed, 2 wrong option, 3 a claim does not hold.
      """;

  List<String> targets = List.of("sheaf", "mdbox");
  List<String> tools = List.of("sheaf", "mbsync", "mailutil", "imaplib", "singles");
  List<Integer> delays = List.of(0, 20, 100);
  int rounds = 5;
  int slowRounds = 1;
  int messages = 300;
  int size = 4096;
  boolean mixed;
  int others = 10_000;
  String angus = "";
  Path sheaf = Options.ownScript();
  Path dir = Path.of(System.getProperty("java.io.tmpdir"));

  private UploadOptions() {}

  static UploadOptions parse(List<String> args) throws WrongOption {
    UploadOptions options = new UploadOptions();
    for (Iterator<String> words = args.iterator(); words.hasNext(); ) {
      String name = words.next();
      if (!words.hasNext()) {
        throw new WrongOption(name + " needs a value (--help lists the options)");
      }
      options.set(name, words.next());
    }
    return options;
  }

  private void set(String name, String value) throws WrongOption {
    switch (name) {
      case "--targets" -> targets = among(value, List.of("sheaf", "mdbox", "maildir"));
      case "--tools" -> tools = among(value, UploadTool.NAMES);
      case "--delays" -> delays = delays(value);
      case "--rounds" -> rounds = Options.number(name, value, 1);
      case "--slow-rounds" -> slowRounds = Options.number(name, value, 1);
      case "--others" -> others = Options.number(name, value, 1);
      case "--messages" -> messages = Options.number(name, value, 1);
      case "--size" -> size = Options.number(name, value, UploadMail.SIZE_MIN);
      case "--mixed" -> {
        mixed = true;
        messages = Options.number(name, value, 1);
        delays = List.of(0);
      }
      case "--angus" -> {
        angus = value;
        tools = Stream.concat(tools.stream(), Stream.of("angus")).distinct().toList();
      }
      case "--sheaf" -> sheaf = Path.of(value);
      case "--dir" -> dir = Path.of(value);
      default -> throw new WrongOption("unknown option " + name + " (--help lists the options)");
    }
  }

  /// How often a tool is measured.
  int rounds(String tool, int delay) {
    return delay == 0 || !UploadTool.WAITING.contains(tool) ? rounds : Math.min(rounds, slowRounds);
  }

  private static List<Integer> delays(String list) throws WrongOption {
    List<Integer> delays = new ArrayList<>();
    for (String delay : list.split(",", -1)) {
      delays.add(Options.number("--delays", delay, 0));
    }
    return List.copyOf(delays);
  }

  private static List<String> among(String list, List<String> known) throws WrongOption {
    List<String> names = List.of(list.split(",", -1));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new WrongOption("no '" + name + "'; there are " + String.join(", ", known));
      }
    }
    return names;
  }
}
