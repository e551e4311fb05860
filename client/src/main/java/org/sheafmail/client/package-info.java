/// A client of IMAP servers, made for appending mail in batches: start at
/// [org.sheafmail.client.ImapClient].
package org.sheafmail.client;
