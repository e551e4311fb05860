/// The words of IMAP as values, free of how they are written.
package org.sheafmail.protocol;
