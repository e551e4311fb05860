package org.sheafmail.store.state;

import java.util.List;

/// What happens to an account in one step: all of it or nothing.
///
/// @param account the account's number in its store
/// @param modSeq what messages get that change here; one more than the account has had, or the same
///   if none do
/// @param time when, in microseconds since 1970 UTC
public record Transaction(long account, long modSeq, long time, List<Operation> operations) {
  public Transaction {
    operations = List.copyOf(operations);
  }
}
