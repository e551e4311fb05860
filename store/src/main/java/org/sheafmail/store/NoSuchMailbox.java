package org.sheafmail.store;

/// There is no mailbox of that name or id (any more) that could be selected.
public record NoSuchMailbox()
    implements BeginAppend,
        Admission,
        AppendOutcome,
        DeleteOutcome,
        RenameOutcome,
        ChangeOutcome,
        CopyOutcome {}
