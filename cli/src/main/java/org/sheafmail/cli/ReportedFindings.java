package org.sheafmail.cli;

import org.sheafmail.cli.upload.Json;
import org.sheafmail.store.embedded.Finding;
import org.sheafmail.store.embedded.StoreCheck;

/// Prints what is found, and on a terminal how far the work is.
final class ReportedFindings implements StoreCheck.Observer, AutoCloseable {
  private final Terminal terminal;
  private final boolean json;
  private final ProgressLine line;

  ReportedFindings(Terminal terminal, boolean json, String what) {
    this.terminal = terminal;
    this.json = json;
    line = new ProgressLine(terminal, what);
  }

  @Override
  public void found(Finding finding) {
    line.clear();
    if (!json) {
      boolean note = finding.kind() == Finding.Kind.NOTE;
      terminal.out().println((note ? "note: " : "") + finding);
      return;
    }
    Json found =
        Json.of(finding.kind() == Finding.Kind.NOTE ? "note" : "damage")
            .with("file", finding.file())
            .with("what", finding.what());
    if (finding.offset() >= 0) {
      found.with("octet", finding.offset());
    }
    finding
        .messages()
        .ifPresent(messages ->
            found
                .with("account", messages.account())
                .with("mailbox", String.join("/", messages.mailbox().levels()))
                .with("firstUid", messages.firstUid())
                .with("lastUid", messages.lastUid()));
    terminal.out().println(found);
  }

  @Override
  public void progress(long octets, long of) {
    line.show(octets, of);
  }

  @Override
  public void close() {
    line.clear();
  }
}
