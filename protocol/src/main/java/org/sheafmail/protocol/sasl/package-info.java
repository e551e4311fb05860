/// SASL mechanisms, step by step, on both sides.
package org.sheafmail.protocol.sasl;
