/// The embedded store: one directory, one process, one journal. [EmbeddedStore] says how it works.
@NullMarked
package org.sheafmail.store.embedded;

import org.jspecify.annotations.NullMarked;
