package org.sheafmail.server.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns octets into text and never gives up: what is not text in the charset named is read as
/// windows-1252, which is what it mostly is.
///
/// US-ASCII is read as UTF-8, of which it is a part: so is text in which a sender left the charset
/// out.
final class LenientDecoder extends Reader {
  /// Every name of every charset. To ask Java for a name it does not know takes long, and hostile
  /// mail may be full of such names.
  private static final Map<String, Charset> BY_NAME = byName();

  private static final Charset FALLBACK =
      BY_NAME.getOrDefault("windows-1252", StandardCharsets.ISO_8859_1);

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer octets = ByteBuffer.allocate(8 * 1024).flip();
  private boolean atEnd;

  /// @param charset by the name in the message; one nobody knows counts as none
  LenientDecoder(InputStream in, @Nullable String charset) {
    this.in = in;
    this.decoder =
        charset(charset)
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /// All of `octets` as text.
  static String decode(byte[] octets, @Nullable String charset) {
    StringBuilder text = new StringBuilder(octets.length);
    char[] buffer = new char[Math.clamp(octets.length, 16, 4096)];
    try (Reader reader = new LenientDecoder(new ByteArrayInputStream(octets), charset)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        text.append(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new IllegalStateException("reading an array", e);
    }
    return text.toString();
  }

  private static Map<String, Charset> byName() {
    Map<String, Charset> byName = new HashMap<>();
    for (Charset charset : Charset.availableCharsets().values()) {
      byName.put(charset.name().toLowerCase(Locale.ROOT), charset);
      for (String alias : charset.aliases()) {
        byName.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset);
      }
    }
    return byName;
  }

  private static Charset charset(@Nullable String name) {
    Charset charset = name == null ? null : BY_NAME.get(name.strip().toLowerCase(Locale.ROOT));
    return charset == null || charset.equals(StandardCharsets.US_ASCII)
        ? StandardCharsets.UTF_8
        : charset;
  }

  /// @param length 2 or more: a character may be a pair of surrogates
  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    if (length < 2) {
      throw new IllegalArgumentException("no room for a pair of surrogates");
    }
    CharBuffer target = CharBuffer.wrap(buffer, offset, length);
    while (target.position() == 0) {
      if (!octets.hasRemaining() && atEnd) {
        return -1;
      }
      CoderResult result = decoder.decode(octets, target, atEnd);
      if (result.isError()) {
        asFallback(result.length(), target);
      } else if (result.isUnderflow() && !fill()) {
        octets.position(octets.limit());
      }
    }
    return target.position();
  }

  private void asFallback(int count, CharBuffer target) {
    for (int i = Math.min(count, target.remaining()); i > 0; i--) {
      target.put(FALLBACK.decode(ByteBuffer.wrap(new byte[] {octets.get()})).get());
    }
  }

  /// Reads more octets behind those left; false if there were none to read the last time as well.
  private boolean fill() throws IOException {
    if (atEnd) {
      return false;
    }
    octets.compact();
    int read = in.read(octets.array(), octets.position(), octets.remaining());
    octets.position(octets.position() + Math.max(read, 0)).flip();
    atEnd = read < 0;
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
