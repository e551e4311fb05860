/// The commands of IMAP, each with its grammar in both directions.
package org.sheafmail.protocol.command;
