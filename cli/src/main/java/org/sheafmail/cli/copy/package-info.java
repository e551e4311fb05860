/// Mail from one account into another: the account that is read, as a source like any other.
package org.sheafmail.cli.copy;
