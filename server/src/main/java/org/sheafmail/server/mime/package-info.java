/// What the server knows of the inside of a message: its parts, its envelope, its text.
///
/// Nothing in here fails because of what a message holds; octets that make no sense are read in the
/// way that loses least.
package org.sheafmail.server.mime;
