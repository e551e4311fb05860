/// An IMAP server that says what a script tells it to, for tests of whatever speaks IMAP.
module org.sheafmail.fake {
  requires static org.jspecify;

  exports org.sheafmail.fake;
}
