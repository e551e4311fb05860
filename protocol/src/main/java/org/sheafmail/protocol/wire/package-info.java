/// The rules that commands and responses are made of, and how literals are kept in step.
package org.sheafmail.protocol.wire;
