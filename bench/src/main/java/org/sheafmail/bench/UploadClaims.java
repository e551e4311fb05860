package org.sheafmail.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is claimed of uploads by Sheaf, held against what was measured.
final class UploadClaims {
  /// The row of what a batch takes at the least: octets that are ready, over a connection that is.
  static final String BARE = "bare";

  /// At this round trip time the claims are made.
  static final int DELAY = 100;

  static final double OVER_ROUND_TRIP = 1.3;
  static final double OVER_SINGLES = 10;

  private final List<String> lines = new ArrayList<>();
  private boolean holds = true;

  /// One more server was measured.
  ///
  /// @param what mail, in a few words
  /// @param delay round trip time in milliseconds
  /// @param tools by their names
  void judge(String what, String server, int delay, Map<String, UploadTimes> tools) {
    UploadTimes sheaf = tools.get("sheaf");
    if (sheaf != null && delay == DELAY) {
      String where = what + " to " + server + " at " + delay + " ms";
      roundTrip(where, sheaf, tools.get(BARE));
      singles(where, sheaf, tools.get("singles"));
    }
  }

  /// A batch costs one round trip and the transfer.
  private void roundTrip(String what, UploadTimes sheaf, @Nullable UploadTimes bare) {
    if (bare == null) {
      return;
    }
    double further = (sheaf.commands - 1) * DELAY / 1000.0;
    double least = bare.appends.median() + further;
    double took = sheaf.appends.median();
    claim(
        took <= OVER_ROUND_TRIP * least,
        String.format(
            Locale.ROOT,
            "%s: %.3f s from the first APPEND to the last OK, %.2f times that of a round trip for"
                + " each of %d batches and the transfer (%.3f s); at most %.1f times is claimed",
            what,
            took,
            took / least,
            sheaf.commands,
            least,
            OVER_ROUND_TRIP));
  }

  private void singles(String what, UploadTimes sheaf, @Nullable UploadTimes singles) {
    if (singles == null) {
      return;
    }
    double whole = sheaf.rate() / singles.rate();
    double appends = sheaf.appendRate() / singles.appendRate();
    claim(
        whole >= OVER_SINGLES && appends >= OVER_SINGLES,
        String.format(
            Locale.ROOT,
            "%s: %.1f times as fast as single appends as whole processes, %.1f times from the first"
                + " APPEND to the last OK; at least %.0f times is claimed",
            what,
            whole,
            appends,
            OVER_SINGLES));
  }

  private void claim(boolean so, String text) {
    holds &= so;
    lines.add((so ? "pass: " : "FAIL: ") + text);
  }

  /// One for each claim.
  List<String> lines() {
    return List.copyOf(lines);
  }

  /// True if nothing measured speaks against a claim.
  boolean hold() {
    return holds;
  }
}
