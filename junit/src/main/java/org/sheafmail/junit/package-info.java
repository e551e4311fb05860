/// An IMAP server inside a test: start at [org.sheafmail.junit.SheafServer].
package org.sheafmail.junit;
