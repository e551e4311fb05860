package org.sheafmail.cli.upload;

import java.util.Locale;

/// Numbers as people read them.
public final class Sizes {
  private static final String[] UNITS = {"octets", "KiB", "MiB", "GiB", "TiB"};
  private static final int STEP = 1024;

  private Sizes() {}

  /// A size in the unit that suits it.
  public static String octets(long octets) {
    double size = octets;
    int unit = 0;
    while (size >= STEP && unit < UNITS.length - 1) {
      size /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
  }

  /// `1 message`, `2,000 messages`.
  public static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }
}
