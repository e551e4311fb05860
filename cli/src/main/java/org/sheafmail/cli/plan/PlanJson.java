package org.sheafmail.cli.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sheafmail.cli.upload.Json;

/// A plan as programs read it: lines of JSON, `plan` for a mailbox, `message` for one that would
/// not be uploaded, `warning`.
public record PlanJson(Plan plan) {
  /// The lines, without a summary.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    plan.survey().shares().forEach(share -> lines.add(line(share)));
    for (Survey.Left left : plan.survey().left()) {
      lines.add(
          Json.of("message")
              .with("outcome", left.refused() ? "refused" : "left-out")
              .with("source", left.message().origin().file())
              .with("offset", left.message().origin().offset())
              .with("message-id", left.message().messageId().orElse(""))
              .with("size", left.message().size())
              .with("reason", left.reason())
              .toString());
    }
    plan.warnings().forEach(text -> lines.add(Json.of("warning").with("text", text).toString()));
    return lines;
  }

  private String line(Share share) {
    Json line =
        Json.of("plan")
            .with("mailbox", plan.onServer(share.mailbox()))
            .with("exists", share.facts().exists())
            .with("there", share.facts().messages())
            .with(
                "from",
                plan.routesTo(share.mailbox()).stream()
                    .map(route -> route.source().toString())
                    .collect(Collectors.joining(", ")))
            .with("why", plan.remark(share).orElse(""))
            .with("messages", share.messages())
            .with("octets", share.octets())
            .with("undated", share.undated());
    share.dates().forEach((rule, count) -> line.with("dated-by-" + rule, count));
    return line.toString();
  }

  /// The last line.
  ///
  /// @param status `success`, or `partial` if some messages cannot be uploaded
  public Json summary(String status) {
    Survey survey = plan.survey();
    return Json.of("summary")
        .with("status", status)
        .with("messages", survey.messages())
        .with("octets", survey.octets())
        .with("copies", survey.copies())
        .with("already", survey.already())
        .with("not-asked-for", survey.passedOver())
        .with("left-out", survey.leftOut())
        .with("refused", survey.refused())
        .with("reason", "");
  }
}
