package org.sheafmail.cli.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.cli.upload.Table;

/// A plan as people read it.
///
/// @param bold makes a heading stand out
public record PlanText(Plan plan, UnaryOperator<String> bold) {
  /// Mailboxes that are listed before an upload; a plan lists all.
  private static final int SHORT_MAX = 40;

  /// All there is to say.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(table(Integer.MAX_VALUE));
    lines.add("");
    lines.add(total());
    lines.add(plan.way());
    lines.addAll(left());
    lines.addAll(warnings());
    lines.add("Nothing was sent.");
    return lines;
  }

  /// What to know before an upload begins.
  public List<String> shortLines() {
    List<String> lines = new ArrayList<>(table(SHORT_MAX));
    lines.add(total());
    lines.addAll(warnings());
    return lines;
  }

  private List<String> table(int most) {
    List<List<String>> rows = plan.survey().shares().stream().limit(most).map(this::row).toList();
    if (rows.isEmpty()) {
      return List.of("There is nothing to upload.");
    }
    List<String> heading = List.of("Mailbox", "From", "Messages", "Size", "Dates");
    List<String> lines = new ArrayList<>(new Table(heading, Set.of(2, 3), rows).lines(bold));
    int more = plan.survey().shares().size() - rows.size();
    if (more > 0) {
      lines.add("… and " + more + " more mailboxes");
    }
    return lines;
  }

  private List<String> row(Share share) {
    String there = !plan.server().known() ? "" : share.facts().exists() ? "" : " (new)";
    String from =
        plan.routesTo(share.mailbox()).stream()
            .map(route -> route.source().equals(share.mailbox()) ? "" : route.source().toString())
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(", "));
    String why = plan.remark(share).map(reason -> " (" + reason + ")").orElse("");
    return List.of(
        plan.onServer(share.mailbox()) + there,
        from + why,
        String.format(Locale.ROOT, "%,d", share.messages()),
        Sizes.octets(share.octets()),
        dates(share));
  }

  private static String dates(Share share) {
    List<String> dates =
        share.dates().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.toCollection(ArrayList::new));
    if (share.undated() > 0) {
      dates.add("none " + share.undated());
    }
    return String.join(", ", dates);
  }

  private String total() {
    Survey survey = plan.survey();
    StringBuilder text = new StringBuilder();
    text.append(Sizes.count(survey.messages(), "message"));
    text.append(", ").append(Sizes.octets(survey.octets())).append(" to send");
    if (survey.copies() > 0) {
      text.append("; ")
          .append(Sizes.count(survey.copies(), "copy").replaceFirst("copys$", "copies"))
          .append(" made on the server");
    }
    append(text, survey.already(), " stored by an earlier run");
    append(text, survey.passedOver(), " not asked for");
    append(text, survey.leftOut(), " left out");
    append(text, survey.refused(), " that cannot be uploaded");
    return text.append('.').toString();
  }

  private static void append(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append(String.format(Locale.ROOT, "; %,d", count)).append(what);
    }
  }

  private List<String> left() {
    List<String> lines =
        plan.survey().left().stream()
            .map(left ->
                (left.refused() ? "Refused: " : "Left out: ")
                    + left.message().origin()
                    + left.message().messageId().map(id -> " " + id).orElse("")
                    + ", "
                    + Sizes.octets(left.message().size())
                    + ": "
                    + left.reason())
            .collect(Collectors.toCollection(ArrayList::new));
    long more = plan.survey().leftOut() + plan.survey().refused() - lines.size();
    if (more > 0) {
      lines.add("… and " + more + " more");
    }
    return lines;
  }

  private List<String> warnings() {
    return plan.warnings().stream().map(warning -> "Warning: " + warning).toList();
  }
}
