package org.sheafmail.bench;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What is measured, how large, how often and where. Set up by [#parse], then only read.
final class Options {
  static final String HELP =
      """
      Measures Sheaf side by side with a plain TCP sink and Dovecot; prints medians and ratios.
      Uploads are measured by "sheaf bench upload" (see its --help).

        --sections LIST     of batch,single,concurrent,mailbox,syncs,memory (all)
        --targets LIST      of sheaf,sink,mdbox,maildir (sheaf,sink,mdbox); Dovecot needs root
        --rounds N          measured rounds (5)
        --warmups N         rounds before them that do not count (2)
        --size N            octets of a message (4096)
        --batch N           messages of one MULTIAPPEND (20000)
        --singles N         messages appended one by one in a round (1000)
        --connections N     that append at the same time (16)
        --mailbox N         messages of the large mailbox (100000)
        --minutes N         gives up after that time (90)
        --sheaf FILE        the start script (that of this project)
        --dir DIR           folder on the disk to measure (the system's temporary folder)
        --help

      Exit code: 0 measured, 1 something failed, 2 wrong option.
      """;

  static final List<String> TARGETS = List.of("sheaf", "sink", "mdbox", "maildir");

  Set<Section> sections = EnumSet.allOf(Section.class);
  List<String> targets = List.of("sheaf", "sink", "mdbox");
  int rounds = 5;
  int warmups = 2;
  int size = 4096;
  int batch = 20_000;
  int singles = 1000;
  int connections = 16;
  int mailbox = 100_000;
  int minutes = 90;
  Path sheaf = ownScript();
  Path dir = Path.of(System.getProperty("java.io.tmpdir"));

  private Options() {}

  /// The start script of the project this class was built in: three levels above
  /// `bench/target/classes` as well as above `cli/target/sheaf.jar`.
  static Path ownScript() {
    try {
      Path here =
          Path.of(Options.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return here.resolve("../../../sheaf").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path is no path", e);
    }
  }

  /// The groups of measurements.
  enum Section {
    BATCH,
    SINGLE,
    CONCURRENT,
    MAILBOX,
    SYNCS,
    MEMORY
  }

  /// An option nobody knows, or a value it cannot have; the message is for the user.
  static final class WrongOption extends Exception {
    private static final long serialVersionUID = 1;

    WrongOption(String message) {
      super(message);
    }
  }

  static Options parse(List<String> args) throws WrongOption {
    Options options = new Options();
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
      case "--sections" -> sections = sections(value);
      case "--targets" -> targets = targets(value);
      case "--rounds" -> rounds = number(name, value, 1);
      case "--warmups" -> warmups = number(name, value, 0);
      case "--size" -> size = number(name, value, Messages.SIZE_MIN);
      case "--batch" -> batch = number(name, value, 1);
      case "--singles" -> singles = number(name, value, 1);
      case "--connections" -> connections = number(name, value, 1);
      case "--mailbox" -> mailbox = number(name, value, 100);
      case "--minutes" -> minutes = number(name, value, 1);
      case "--sheaf" -> sheaf = Path.of(value);
      case "--dir" -> dir = Path.of(value);
      default -> throw new WrongOption("unknown option " + name + " (--help lists the options)");
    }
  }

  private static Set<Section> sections(String list) throws WrongOption {
    Set<Section> sections = EnumSet.noneOf(Section.class);
    for (String name : list.split(",", -1)) {
      try {
        sections.add(Section.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new WrongOption("no section '" + name + "'; there are " + sectionNames());
      }
    }
    return sections;
  }

  private static String sectionNames() {
    return Arrays.stream(Section.values())
        .map(section -> section.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static List<String> targets(String list) throws WrongOption {
    List<String> targets = new ArrayList<>();
    for (String name : list.split(",", -1)) {
      if (!TARGETS.contains(name)) {
        throw new WrongOption("no target '" + name + "'; there are " + String.join(", ", TARGETS));
      }
      targets.add(name);
    }
    return List.copyOf(targets);
  }

  static int number(String name, String value, int min) throws WrongOption {
    try {
      int number = Integer.parseInt(value);
      if (number >= min) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is too small.
    }
    throw new WrongOption(name + " is a number of " + min + " or more: " + value);
  }
}
