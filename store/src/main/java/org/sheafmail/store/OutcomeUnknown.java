package org.sheafmail.store;

/// The disk failed while the change was being made durable: whether it is there will be known after
/// the store is opened again. A client must not be told NO.
public record OutcomeUnknown(String why)
    implements BeginAppend,
        Admission,
        AppendOutcome,
        CreateOutcome,
        DeleteOutcome,
        RenameOutcome,
        SubscribeOutcome,
        ChangeOutcome,
        CopyOutcome {}
