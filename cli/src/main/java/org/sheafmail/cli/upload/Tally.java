package org.sheafmail.cli.upload;

/// What an upload has done so far.
public final class Tally {
  long stored;
  long storedOctets;
  long copied;
  long already;
  long leftOut;
  long refused;
  long found;
  long twice;

  /// Messages appended or settled as stored, counted once for each mailbox.
  public long stored() {
    return stored;
  }

  /// Their octets.
  public long storedOctets() {
    return storedOctets;
  }

  /// Of the stored messages, those that the server copied itself, so that their octets were not
  /// sent again.
  public long copied() {
    return copied;
  }

  /// Messages that an earlier run had stored.
  public long already() {
    return already;
  }

  /// What is no mail or by the user's wish is not uploaded.
  public long leftOut() {
    return leftOut;
  }

  /// Messages that are not on the server, each of them named.
  public long refused() {
    return refused;
  }

  /// Messages met in the sources.
  public long found() {
    return found;
  }

  /// Messages that are on the server twice, since it stored them long after a cut.
  public long twice() {
    return twice;
  }
}
