/// A client of IMAP servers, made for appending mail in batches.
module org.sheafmail.client {
  requires static transitive org.jspecify;
  requires transitive org.sheafmail.protocol;

  exports org.sheafmail.client;
}
