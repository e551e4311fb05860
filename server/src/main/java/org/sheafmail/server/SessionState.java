package org.sheafmail.server;

import org.sheafmail.store.Account;

/// Where a session stands (RFC 3501 §3); each state holds what exists only in it.
sealed interface SessionState {
  /// The client has not said who it is.
  record NotAuthenticated() implements SessionState {}

  record Authenticated(Account account) implements SessionState {}

  record Selected(Account account, SelectedMailbox mailbox) implements SessionState {}

  /// Nothing more is read.
  record Logout() implements SessionState {}
}
