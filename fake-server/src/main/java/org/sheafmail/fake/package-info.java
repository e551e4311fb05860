/// An IMAP server that says what a script tells it to: start at
/// [org.sheafmail.fake.FakeImapServer].
package org.sheafmail.fake;
