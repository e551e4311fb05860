/// Measures Sheaf side by side with a plain TCP sink and with Dovecot, and prints ratios.
@NullMarked
package org.sheafmail.bench;

import org.jspecify.annotations.NullMarked;
