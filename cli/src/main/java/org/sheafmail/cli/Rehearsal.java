package org.sheafmail.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.sheafmail.server.Config;
import org.sheafmail.server.auth.UserException;
import org.sheafmail.server.auth.UsersFile;

/// Does once what people do first: a demonstration, an upload to a server, a look whether all is
/// there. The virtual machine sees by it which classes to keep ready (ADR 13). Says nothing.
final class Rehearsal {
  private static final int MESSAGES = 300;
  private static final String PASSWORD = "rehearsal";

  private Rehearsal() {}

  public static void main(String[] args) throws Exception {
    System.exit(run());
  }

  /// Goes through all of it.
  ///
  /// @return 0 if everything went as it should
  static int run() throws IOException, UserException, CommandFailure {
    try (TemporaryDirectory folder = TemporaryDirectory.create("sheaf-rehearsal-")) {
      Path data = DataDirectory.usable(folder.path().resolve("data"));
      new UsersFile(data, new SecureRandom()).add("ada", PASSWORD);
      Path secret = Files.writeString(folder.path().resolve("secret"), PASSWORD);
      Path box = Files.writeString(folder.path().resolve("box"), mbox(), StandardCharsets.US_ASCII);
      InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Config config = Config.defaults().listening(List.of(free), List.of());
      try (LocalServer server = LocalServer.start(data, config)) {
        String address = AddressConverter.text(server.addresses().getFirst());
        String url = "imap://ada@" + address + "/Old";
        String state = folder.path().resolve("state").toString();
        return say("demo", "--once")
            + say("upload", "" + box, url, "--password-file", "" + secret, "--state", state)
            + say("verify", "" + box, url, "--password-file", "" + secret);
      }
    }
  }

  private static String mbox() {
    StringBuilder mbox = new StringBuilder();
    for (int i = 0; i < MESSAGES; i++) {
      mbox.append("From ada@example.org Thu Apr 14 11:06:56 2016\nMessage-ID: <")
          .append(i)
          .append("@example.org>\nDate: Thu, 14 Apr 2016 11:06:56 +0000\nSubject: Rehearsal\n\n")
          .append("To be, or not to be, that is the question.\n".repeat(100))
          .append('\n');
    }
    return mbox.toString();
  }

  private static int say(String... command) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Terminal terminal = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, null, false);
    return Sheaf.run(terminal, command);
  }
}
