package org.sheafmail.server;

import java.time.Duration;

/// What one client can take of the server: every bound there is, in one place. The table `[limits]`
/// of the configuration.
public record Limits(
    Append append, Commands commands, Connections connections, Logins logins, Timeouts timeouts) {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;

  /// `[limits.append]`: messages coming in.
  ///
  /// @param messageSizeMax `message-size-max`: octets of one message, announced as `APPENDLIMIT`
  ///   (RFC 7889); 128 MiB unless set, below 4 GiB because IMAP4rev1 cannot tell of larger ones.
  ///   The number of messages in one batch has no limit of its own.
  /// @param drainOctetsMax `drain-octets-max`: octets of a refused command that are read and thrown
  ///   away so that the connection can go on (RFC 7888 §4); 64 MiB unless set
  /// @param drainTimeMax `drain-time-max`: the time for that, in seconds; 30 unless set
  public record Append(long messageSizeMax, long drainOctetsMax, Duration drainTimeMax) {
    static Append read(ConfigTable table) {
      return new Append(
          table.number("message-size-max", 128 * MIB, 0, 4 * GIB - 1),
          table.number("drain-octets-max", 64 * MIB, 0, 1024 * GIB),
          table.seconds("drain-time-max", 30, 0, 3600));
    }
  }

  /// `[limits.commands]`: everything else a client sends.
  ///
  /// @param lineLengthMax `line-length-max`: octets of one line, literals apart; 64 KiB unless set,
  ///   at least the 8000 of RFC 2683 §3.2.1.5
  /// @param literalSizeMax `literal-size-max`: octets of one literal that is no message; 64 KiB
  ///   unless set
  /// @param literalsMax `literals-max`: such literals in one command; 100 unless set
  /// @param badBeforeLoginMax `bad-before-login-max`: commands that are none, before the connection
  ///   of somebody who never logs in is closed; 10 unless set
  public record Commands(
      int lineLengthMax, int literalSizeMax, int literalsMax, int badBeforeLoginMax) {
    static Commands read(ConfigTable table) {
      return new Commands(
          (int) table.number("line-length-max", 64 * KIB, 8000, 16 * MIB),
          (int) table.number("literal-size-max", 64 * KIB, 1024, 16 * MIB),
          (int) table.number("literals-max", 100, 1, 100_000),
          (int) table.number("bad-before-login-max", 10, 1, 1_000_000));
    }
  }

  /// `[limits.connections]`: who is connected.
  ///
  /// @param max `max`: connections at once; further ones wait to be accepted; 4096 unless set
  /// @param perAddressMax `per-address-max`: of these, from one network address; 256 unless set
  /// @param perUserMax `per-user-max`: of these, logged in as one user; 128 unless set
  public record Connections(int max, int perAddressMax, int perUserMax) {
    static Connections read(ConfigTable table) {
      return new Connections(
          (int) table.number("max", 4096, 1, 1_000_000),
          (int) table.number("per-address-max", 256, 1, 1_000_000),
          (int) table.number("per-user-max", 128, 1, 1_000_000));
    }
  }

  /// `[limits.logins]`: guesses at passwords.
  ///
  /// @param attemptsMax `attempts-max`: failed logins before a connection is closed; 5 unless set
  /// @param delayFirst `delay-first`: what the answer to the first failure from an address waits,
  ///   in milliseconds; doubles with each further one; 500 unless set
  /// @param delayMax `delay-max`: where that ends, in milliseconds; 8000 unless set
  /// @param failuresMax `failures-max`: failures after which an address is refused; 50 unless set
  /// @param memory `memory`: seconds without a failure after which they are forgotten; 600 unless
  ///   set
  public record Logins(
      int attemptsMax, Duration delayFirst, Duration delayMax, int failuresMax, Duration memory) {
    static Logins read(ConfigTable table) {
      return new Logins(
          (int) table.number("attempts-max", 5, 1, 1000),
          table.milliseconds("delay-first", 500, 0, 60_000),
          table.milliseconds("delay-max", 8000, 0, 60_000),
          (int) table.number("failures-max", 50, 1, 1_000_000),
          table.seconds("memory", 600, 1, 86_400));
    }
  }

  /// `[limits.timeouts]`: how long a silent client is waited for, in seconds. What counts is
  /// progress: every octet received or taken starts the time anew, so that an upload may take as
  /// long as it takes.
  ///
  /// rfc3501/autologout
  ///
  /// @param login `login`: before a client has logged in; 60 unless set
  /// @param idle `idle`: between commands, and between the messages of a batch; 1860 unless set, at
  ///   least the 30 minutes of RFC 3501 §5.4
  /// @param stalled `stalled`: within a line or a message, and when a client does not read what it
  ///   is sent; 300 unless set
  public record Timeouts(Duration login, Duration idle, Duration stalled) {
    static Timeouts read(ConfigTable table) {
      return new Timeouts(
          table.seconds("login", 60, 1, 3600),
          table.seconds("idle", 31 * 60, 30 * 60, 7 * 86_400),
          table.seconds("stalled", 300, 1, 86_400));
    }
  }

  static Limits read(ConfigTable table) {
    return new Limits(
        Append.read(table.table("append")),
        Commands.read(table.table("commands")),
        Connections.read(table.table("connections")),
        Logins.read(table.table("logins")),
        Timeouts.read(table.table("timeouts")));
  }
}
