/// The sample mailbox that `sheaf demo` uploads: some three hundred and fifty messages out of forty
/// years of a small mill, made here, the same octets every time.
package org.sheafmail.cli.sample;
