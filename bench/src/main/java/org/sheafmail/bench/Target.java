package org.sheafmail.bench;

import java.io.IOException;

/// Something that takes messages, running as a process of its own on the loopback address.
interface Target extends AutoCloseable {
  /// As printed in the tables.
  String name();

  /// A new connection as user number `user`, ready to take messages.
  Uplink connect(int user) throws IOException;

  /// The process that does the work for a connection just opened, to count its system calls and
  /// file descriptors.
  long pid() throws IOException;

  /// Ends the process.
  @Override
  void close() throws IOException;

  /// A [Target] that speaks IMAP.
  interface ImapServer extends Target {
    @Override
    ImapConnection connect(int user) throws IOException;

    /// Where it listens on this machine.
    int port();

    /// The password of every user.
    String password();
  }
}
