/// The state machine of an account: what mailboxes and messages there are, as immutable values, and
/// the operations that lead from one state to the next.
///
/// Nothing here knows where operations are kept or in which order they come to be durable, so that
/// every engine that can append a record at the end of an account's history can stand on it.
@NullMarked
package org.sheafmail.store.state;

import org.jspecify.annotations.NullMarked;
