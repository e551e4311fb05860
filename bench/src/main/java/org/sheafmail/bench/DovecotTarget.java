package org.sheafmail.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Dovecot as Debian packages it, with a configuration of its own in the working folder: plain IMAP
/// on a loopback port, any user with one password, `mail_fsync = optimized` (its default: synced
/// wherever mail could be lost). Needs root, as Dovecot changes users.
final class DovecotTarget implements Target.ImapServer {
  private static final String MAIL_USER = "mail";
  private static final String PASSWORD = "bench";
  private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

  private final String format;
  private final int port;
  private final Child child;

  /// @param format `mdbox` or `maildir`
  DovecotTarget(Path dir, String format) throws IOException {
    this.format = format;
    this.port = freePort();
    Path own = Files.createDirectory(dir.resolve("dovecot-" + format));
    Path home = Files.createDirectory(own.resolve("home"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
    giveTo(home, MAIL_USER);
    Path config = own.resolve("dovecot.conf");
    Files.writeString(config, configuration(own));
    child =
        Child.start(
            new ProcessBuilder("dovecot", "-F", "-c", config.toString()), own.resolve("start.log"));
    awaitPort(own);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void giveTo(Path path, String user) throws IOException {
    UserPrincipalLookupService users = path.getFileSystem().getUserPrincipalLookupService();
    Files.getFileAttributeView(path, PosixFileAttributeView.class)
        .setOwner(users.lookupPrincipalByName(user));
  }

  private String configuration(Path own) {
    return """
    protocols = imap
    listen = 127.0.0.1
    base_dir = %1$s/run
    state_dir = %1$s/state
    log_path = %1$s/dovecot.log
    instance_name = sheaf-bench-%2$s
    ssl = no
    disable_plaintext_auth = no
    auth_mechanisms = plain
    mail_fsync = optimized
    mail_location = %2$s:~/%2$s
    mail_max_userip_connections = 1000
    first_valid_uid = 1
    namespace inbox {
      inbox = yes
      separator = /
    }
    passdb {
      driver = static
      args = password=%3$s
    }
    userdb {
      driver = static
      args = uid=%4$s gid=%4$s home=%1$s/home/%%u
    }
    service imap-login {
      inet_listener imap {
        port = %5$d
      }
      inet_listener imaps {
        port = 0
      }
    }
    """
        .formatted(own, format, PASSWORD, MAIL_USER, port);
  }

  private void awaitPort(Path own) throws IOException {
    long end = System.nanoTime() + START_NANOS_MAX;
    while (true) {
      try {
        ImapConnection.connect(port).close();
        return;
      } catch (IOException e) {
        if (!child.isAlive() || System.nanoTime() > end) {
          child.close();
          throw new IOException(
              "Dovecot does not start: " + Files.readString(own.resolve("start.log")).strip(), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  @Override
  public String name() {
    return "dovecot-" + format;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String password() {
    return PASSWORD;
  }

  @Override
  public ImapConnection connect(int user) throws IOException {
    return ImapConnection.open(port, "u" + user, PASSWORD);
  }

  /// The `imap` process of the connection opened last.
  @Override
  public long pid() throws IOException {
    return ProcessHandle.of(child.pid())
        .orElseThrow()
        .children()
        .filter(p -> p.info().command().orElse("").endsWith("/imap"))
        .mapToLong(ProcessHandle::pid)
        .max()
        .orElseThrow(() -> new IOException("Dovecot has no imap process"));
  }

  @Override
  public void close() throws IOException {
    child.close();
  }
}
