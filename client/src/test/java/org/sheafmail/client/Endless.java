package org.sheafmail.client;

import java.io.InputStream;

/// A body without end.
final class Endless extends InputStream {
  @Override
  public int read() {
    return 'x';
  }
}
