package org.sheafmail.server.mime;

import java.io.IOException;
import java.io.Reader;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A string to be found in text without regard to case, by the algorithm of Knuth, Morris and Pratt
/// over folded characters.
///
/// rfc3501/search-substring: folding is that of `i;unicode-casemap` (RFC 5051), the way RFC 5255
/// §4.2 has IMAP compare: upper case, then compatibility decomposition. So an accent asked for must
/// be there, one not asked for may be.
public final class FoldedText {
  private final String folded;

  /// For each length of a partial match, the length of the longest shorter one that ends with the
  /// same characters.
  private final int[] fallback;

  public FoldedText(String text) {
    folded = fold(text);
    fallback = new int[folded.length() + 1];
    int matched = 0;
    for (int i = 1; i < folded.length(); i++) {
      matched = extend(matched, folded.charAt(i));
      fallback[i + 1] = matched;
    }
  }

  boolean isEmpty() {
    return folded.isEmpty();
  }

  /// True if the string is somewhere in `text`.
  boolean isIn(String text) {
    Match match = new Match();
    for (int i = 0; i < text.length(); i++) {
      match.take(text.charAt(i));
    }
    return match.found();
  }

  /// True if the string is somewhere in the text that `reader` gives.
  boolean isIn(Reader reader) throws IOException {
    Match match = new Match();
    char[] buffer = new char[4096];
    for (int n = reader.read(buffer); n >= 0 && !match.found(); n = reader.read(buffer)) {
      for (int i = 0; i < n; i++) {
        match.take(buffer[i]);
      }
    }
    return match.found();
  }

  /// How much is matched once `c` follows `matched` characters.
  private int extend(int matched, char c) {
    while (matched > 0 && folded.charAt(matched) != c) {
      matched = fallback[matched];
    }
    return folded.charAt(matched) == c ? matched + 1 : 0;
  }

  private final class Match {
    private int matched;
    private char highSurrogate;

    boolean found() {
      return matched == folded.length();
    }

    void take(char c) {
      if (found()) {
        return;
      }
      if (c < 0x80) {
        matched = extend(matched, c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
      } else if (Character.isHighSurrogate(c)) {
        highSurrogate = c;
      } else {
        String more =
            Character.isLowSurrogate(c)
                ? fold(new String(new char[] {highSurrogate, c}))
                : folded(c);
        for (int i = 0; i < more.length() && !found(); i++) {
          matched = extend(matched, more.charAt(i));
        }
      }
    }
  }

  // Folding

  /// What has been folded before; filled as characters are met, by whichever thread: equal strings
  /// are as good as the same.
  private static final @Nullable String[] FOLDED = new String[0x10000];

  private static String folded(char c) {
    String known = FOLDED[c];
    if (known == null) {
      known = fold(String.valueOf(c));
      FOLDED[c] = known;
    }
    return known;
  }

  private static String fold(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    // Decomposition may bring lower case back: ª becomes a.
    return Normalizer.normalize(upper, Normalizer.Form.NFKD).toUpperCase(Locale.ROOT);
  }
}
