package org.sheafmail.store;

/// Nothing was changed because there is no room; it may succeed later.
public record StoreFull(String why)
    implements BeginAppend,
        Admission,
        AppendOutcome,
        CreateOutcome,
        DeleteOutcome,
        RenameOutcome,
        SubscribeOutcome,
        ChangeOutcome,
        CopyOutcome {}
