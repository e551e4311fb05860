package org.sheafmail.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.sheafmail.cli.upload.Json;
import org.sheafmail.cli.upload.Settlement.Found;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.cli.upload.Table;

/// What a verification has found, for people and for programs.
public record VerifyReport(Depth depth, List<Comparison> comparisons) {
  /// So many messages of a kind are named for each mailbox.
  private static final int NAMED_MAX = 1000;

  /// What is not from the sources is most often somebody's other mail.
  private static final int EXTRA_NAMED_MAX = 10;

  public VerifyReport {
    comparisons = List.copyOf(comparisons);
  }

  /// True if all is as it should be.
  ///
  /// @param exact true if nothing else may be there either
  public boolean matches(boolean exact) {
    return comparisons.stream().allMatch(c -> c.matches() && !(exact && c.extraCount() > 0));
  }

  /// True if what is there is there as it should be.
  public boolean onlyMissing() {
    return comparisons.stream().allMatch(c -> c.different().isEmpty() && c.twice().isEmpty());
  }

  /// Messages of the sources that are not on the server.
  public long missing() {
    return comparisons.stream().mapToLong(Comparison::missingCount).sum();
  }

  /// A table with a line for each mailbox, and a last line with the outcome.
  public List<String> lines(UnaryOperator<String> bold) {
    List<List<String>> rows =
        comparisons.stream()
            .map(c ->
                List.of(
                    c.mailbox().toString(),
                    number(c.expected()),
                    number(c.there()),
                    number(c.missingCount()),
                    number(c.different().size()),
                    number(c.twice().size()),
                    number(c.extraCount())))
            .toList();
    List<String> heading =
        List.of("Mailbox", "Expected", "There", "Missing", "Different", "Twice", "Other");
    List<String> lines =
        new ArrayList<>(new Table(heading, Set.of(1, 2, 3, 4, 5, 6), rows).lines(bold));
    lines.add(outcome());
    return lines;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private String outcome() {
    long expected = comparisons.stream().mapToLong(Comparison::expected).sum();
    long different = comparisons.stream().mapToLong(c -> c.different().size()).sum();
    long twice = comparisons.stream().mapToLong(c -> c.twice().size()).sum();
    String compared = "Compared by " + depth + ": ";
    if (matches(false)) {
      return compared + "all " + Sizes.count(expected, "message") + " are there.";
    }
    List<String> wrong = new ArrayList<>();
    if (missing() > 0) {
      wrong.add(number(missing()) + " missing");
    }
    if (different > 0) {
      wrong.add(number(different) + " different");
    }
    if (twice > 0) {
      wrong.add(number(twice) + " there more than once");
    }
    return compared
        + "of "
        + Sizes.count(expected, "message")
        + " "
        + String.join(", ", wrong)
        + ".";
  }

  /// The messages that are not as they should be, each in one line.
  ///
  /// @param exact true to name all that is not from the sources, too
  public List<String> details(boolean exact) {
    List<String> lines = new ArrayList<>();
    for (Comparison c : comparisons) {
      String in = " in " + c.mailbox() + ": ";
      named(lines, c.missing(), NAMED_MAX, one -> "Missing" + in + text(one));
      named(
          lines,
          c.different(),
          NAMED_MAX,
          d ->
              "Different"
                  + in
                  + text(d.expected())
                  + "; there it has "
                  + Sizes.count(d.found().size(), "octet")
                  + " (UID "
                  + d.found().uid()
                  + ")");
      named(lines, c.twice(), NAMED_MAX, found -> "More than once" + in + text(found));
      named(
          lines,
          c.extra(),
          exact ? NAMED_MAX : EXTRA_NAMED_MAX,
          found -> "Not from the sources" + in + text(found));
    }
    return lines;
  }

  private static <T> void named(
      List<String> lines, List<T> all, int most, Function<T, String> line) {
    all.stream().limit(most).map(line).forEach(lines::add);
    if (all.size() > most) {
      lines.add("… and " + (all.size() - most) + " more");
    }
  }

  private static String text(Expected one) {
    return one.origin() + id(one.messageId()) + ", " + Sizes.count(one.size(), "octet");
  }

  private static String text(Found found) {
    return "UID " + found.uid() + id(found.messageId()) + ", " + Sizes.count(found.size(), "octet");
  }

  private static String id(Optional<String> messageId) {
    return messageId.map(id -> " " + id).orElse("");
  }

  /// Lines of JSON: `mailbox` for each, `message` for each that is not as it should be.
  public List<String> json() {
    List<String> lines = new ArrayList<>();
    for (Comparison c : comparisons) {
      lines.add(
          Json.of("mailbox")
              .with("mailbox", c.mailbox().toString())
              .with("expected", c.expected())
              .with("there", c.there())
              .with("missing", c.missingCount())
              .with("different", c.different().size())
              .with("twice", c.twice().size())
              .with("other", c.extraCount())
              .toString());
      c.missing().forEach(one -> lines.add(json(c, "missing", one).toString()));
      c.different()
          .forEach(d ->
              lines.add(
                  json(c, "different", d.expected())
                      .with("uid", d.found().uid())
                      .with("size-there", d.found().size())
                      .toString()));
      c.twice().forEach(found -> lines.add(json(c, "twice", found).toString()));
      c.extra().forEach(found -> lines.add(json(c, "other", found).toString()));
    }
    return lines;
  }

  private static Json json(Comparison in, String outcome, Expected one) {
    return Json.of("message")
        .with("outcome", outcome)
        .with("mailbox", in.mailbox().toString())
        .with("source", one.origin().file())
        .with("offset", one.origin().offset())
        .with("message-id", one.messageId().orElse(""))
        .with("size", one.size());
  }

  private static Json json(Comparison in, String outcome, Found found) {
    return Json.of("message")
        .with("outcome", outcome)
        .with("mailbox", in.mailbox().toString())
        .with("uid", found.uid())
        .with("message-id", found.messageId().orElse(""))
        .with("size", found.size());
  }

  /// How it ended.
  ///
  /// @param type of the line
  public Json summary(String type, boolean exact) {
    return Json.of(type)
        .with("status", matches(exact) ? "success" : "failed")
        .with("compared-by", depth.toString())
        .with("expected", comparisons.stream().mapToLong(Comparison::expected).sum())
        .with("missing", missing())
        .with("different", comparisons.stream().mapToLong(c -> c.different().size()).sum())
        .with("twice", comparisons.stream().mapToLong(c -> c.twice().size()).sum())
        .with("other", comparisons.stream().mapToLong(Comparison::extraCount).sum())
        .with("reason", "");
  }
}
