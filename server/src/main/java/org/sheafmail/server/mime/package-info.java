/// What the server knows of the inside of a message: its parts, its envelope, its text.
///
/// Nothing in here fails because of what a message holds; octets that make no sense are read in the
/// way that loses least. Strings taken from a message carry its octets one per character
/// (ISO-8859-1): nothing has been decoded yet.
package org.sheafmail.server.mime;
