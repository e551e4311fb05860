/// The wire languages of mail: the words of IMAP and its grammar in both directions, and SASL.
module org.sheafmail.protocol {
  requires static transitive org.jspecify;

  exports org.sheafmail.protocol;
  exports org.sheafmail.protocol.command;
  exports org.sheafmail.protocol.response;
  exports org.sheafmail.protocol.sasl;
  exports org.sheafmail.protocol.wire;
}
