package org.sheafmail.server.mime;

import java.io.IOException;
import org.sheafmail.protocol.Envelope;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.Summarizer;

/// Sums messages up for the store as [Summary] (docs/formats/summary.md, rfc3501/fetch-static), and
/// reads what the store kept.
public final class MimeSummarizer implements Summarizer {
  @Override
  public int version() {
    return SummaryWriter.VERSION;
  }

  @Override
  public byte[] summarize(Body body) throws IOException {
    return SummaryWriter.write(StructureScanner.scan(body));
  }

  /// The summary of a message of `view`. One that cannot be read, or is that of another message, is
  /// worked out anew: it is derived and may be lost without harm.
  public static Summary summaryOf(MailboxView view, int index) throws IOException {
    try {
      Summary summary = SummaryReader.read(view.summary(index));
      if (summary.root().end() == view.size(index)) {
        return summary;
      }
    } catch (SummaryFormatException _) {
      // Worked out below.
    }
    return StructureScanner.scan(view.body(index));
  }

  /// The envelope of a message of `view`, without what else its summary holds.
  public static Envelope envelopeOf(MailboxView view, int index) throws IOException {
    try {
      return SummaryReader.readEnvelope(view.summary(index));
    } catch (SummaryFormatException _) {
      return StructureScanner.scan(view.body(index)).envelope();
    }
  }
}
