package org.sheafmail.store.embedded;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// The place of an account in [Accounts], whether it is in memory or not. Guarded by that.
final class AccountSlot {
  private final String name;

  /// As the last snapshot has it; `null` if that does not know it yet.
  private SnapshotRoot.@Nullable StoredAccount stored;

  private WeakReference<AccountCell> cell = new WeakReference<>(null);

  AccountSlot(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  SnapshotRoot.@Nullable StoredAccount stored() {
    return stored;
  }

  void storedAs(SnapshotRoot.StoredAccount account) {
    stored = account;
  }

  @Nullable AccountCell cell() {
    return cell.get();
  }

  void loadedAs(AccountCell loaded) {
    cell = new WeakReference<>(loaded);
  }
}
