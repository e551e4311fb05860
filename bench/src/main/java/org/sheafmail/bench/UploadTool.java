package org.sheafmail.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Something that uploads mail, as the process a user would start.
///
/// @param name as printed
/// @param dir a folder of its own, for this one time
record UploadTool(String name, UploadOptions options, Path dir) {
  static final List<String> NAMES =
      List.of("sheaf", "mbsync", "mailutil", "imaplib", "singles", "angus");

  /// Those that wait for the server at each message.
  static final List<String> WAITING = List.of("mailutil", "imaplib", "singles", "angus");

  /// The command that uploads `mail` to a mailbox that does not exist yet.
  ProcessBuilder command(UploadMail mail, int port, String user, String password, String mailbox)
      throws IOException {
    String mbox = mail.mbox().toString();
    String[] usual = {Integer.toString(port), user, password, mbox, mailbox};
    return switch (name) {
      case "sheaf" -> sheaf(mbox, port, user, password, mailbox);
      case "mbsync" -> mbsync(mail.maildir(), port, user, password, mailbox);
      case "mailutil" ->
          started(
              "python3",
              script("on_terminal.py"),
              "password:",
              password,
              "--",
              // c-client lets root read no mailbox, and others those in their home.
              "runuser",
              "-u",
              "mail",
              "--",
              "env",
              "HOME=" + mail.mbox().getParent(),
              "mailutil",
              "copy",
              String.valueOf(mail.mbox().getFileName()),
              "{127.0.0.1:%d/imap/notls/user=%s}%s".formatted(port, user, mailbox));
      case "imaplib" -> with(started("python3", script("imaplib_upload.py")), usual);
      case "singles" -> with(started("python3", script("singles_upload.py")), usual);
      case "angus" -> angus(usual);
      default -> throw new IOException("no such tool: " + name);
    };
  }

  private ProcessBuilder sheaf(
      String mbox, int port, String user, String password, String mailbox) {
    ProcessBuilder builder =
        started(
            options.sheaf.toAbsolutePath().toString(),
            "upload",
            mbox,
            "imap://%s@127.0.0.1:%d/%s".formatted(user, port, mailbox),
            "--state",
            dir.resolve("state").toString());
    builder.environment().put("SHEAF_PASSWORD", password);
    return builder;
  }

  private ProcessBuilder mbsync(
      Path maildir, int port, String user, String password, String mailbox) throws IOException {
    // It renames what it has uploaded, so it gets links of its own.
    Path own = Files.createDirectories(dir.resolve("mail"));
    Child.run("", List.of("cp", "-al", maildir.toString(), own.resolve(mailbox).toString()));
    Path config = dir.resolve("mbsyncrc");
    Files.writeString(
        config,
        """
        IMAPAccount bench
        Host 127.0.0.1
        Port %1$d
        User %2$s
        Pass %3$s
        SSLType None
        AuthMechs LOGIN

        IMAPStore remote
        Account bench

        MaildirStore local
        Path %4$s/
        Inbox %4$s/INBOX

        Channel up
        Far :remote:
        Near :local:
        Patterns %5$s
        Create Far
        Sync Push
        CopyArrivalDate yes
        SyncState *
        """
            .formatted(port, user, password, own, mailbox));
    return started("mbsync", "-c", config.toString(), "up");
  }

  private ProcessBuilder angus(String[] usual) throws IOException {
    if (options.angus.isEmpty()) {
      throw new IOException("the tool angus needs --angus");
    }
    Path source = dir.resolve("AngusUpload.java");
    Files.copy(Path.of(script("AngusUpload.java.txt")), source);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return with(started(java, "-cp", options.angus, source.toString()), usual);
  }

  private static ProcessBuilder with(ProcessBuilder builder, String... more) {
    builder.command().addAll(List.of(more));
    return builder;
  }

  private ProcessBuilder started(String... command) {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.redirectErrorStream(true);
    builder.redirectOutput(dir.resolve("log").toFile());
    builder.environment().put("HOME", dir.toString());
    return builder;
  }

  private String script(String name) throws IOException {
    Path file = dir.resolve(name);
    try (InputStream in =
        Objects.requireNonNull(UploadTool.class.getResourceAsStream(name), name)) {
      Files.copy(in, file);
    }
    return file.toString();
  }
}
