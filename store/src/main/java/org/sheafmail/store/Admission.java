package org.sheafmail.store;

/// Whether a message may still be added to an [AppendTransaction].
public sealed interface Admission
    permits Admission.Admitted, NoSuchMailbox, StoreFull, OutcomeUnknown {
  /// Nothing known speaks against it.
  record Admitted() implements Admission {}
}
