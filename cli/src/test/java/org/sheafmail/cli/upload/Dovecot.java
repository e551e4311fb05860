package org.sheafmail.cli.upload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Dovecot as Debian packages it, on a free loopback port; any user logs in with `secret`. It needs
/// root, since it changes users.
final class Dovecot implements AutoCloseable {
  private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

  private final Process process;
  private final InetSocketAddress address;
  private final InetSocketAddress tlsAddress;

  /// With TLS at a second address.
  Dovecot(Path directory, TestCertificate certificate) throws IOException {
    this(
        directory,
        "ssl = yes\nssl_cert = <%s\nssl_key = <%s\n"
            .formatted(certificate.certificate(), certificate.key()));
  }

  /// @param more of its configuration
  Dovecot(Path directory, String more) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket freeToo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
      tlsAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), freeToo.getLocalPort());
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.getFileAttributeView(home, PosixFileAttributeView.class)
        .setOwner(
            home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("mail"));
    Path config = directory.resolve("dovecot.conf");
    Files.writeString(
        config, configuration(directory, address.getPort(), tlsAddress.getPort()) + more);
    process =
        new ProcessBuilder("/usr/sbin/dovecot", "-F", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("start.log").toFile())
            .start();
    awaitPort();
  }

  private static String configuration(Path directory, int port, int tlsPort) {
    return """
    protocols = imap
    listen = 127.0.0.1
    base_dir = %1$s/run
    state_dir = %1$s/state
    log_path = %1$s/dovecot.log
    ssl = no
    disable_plaintext_auth = no
    auth_mechanisms = plain
    mail_location = maildir:~/Maildir
    mail_max_userip_connections = 1000
    first_valid_uid = 1
    namespace inbox {
      inbox = yes
      separator = /
    }
    passdb {
      driver = static
      args = password=secret
    }
    userdb {
      driver = static
      args = uid=mail gid=mail home=%1$s/home/%%u
    }
    service imap-login {
      inet_listener imap {
        port = %2$d
      }
      inet_listener imaps {
        port = %3$d
        ssl = yes
      }
    }
    """
        .formatted(directory, port, tlsPort);
  }

  private void awaitPort() throws IOException {
    long end = System.nanoTime() + START_NANOS_MAX;
    while (true) {
      try {
        new Socket(address.getAddress(), address.getPort()).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          close();
          throw new IOException("Dovecot does not start", e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /// Where TLS begins with the first octet, if there is a certificate.
  InetSocketAddress tlsAddress() {
    return tlsAddress;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
