package org.sheafmail.cli.source;

import java.time.OffsetDateTime;

/// When a message arrived, and how we know.
public record InternalDate(OffsetDateTime at, DateRule rule) {}
