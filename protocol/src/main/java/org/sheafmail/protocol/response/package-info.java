/// What a server says, read and written.
package org.sheafmail.protocol.response;
