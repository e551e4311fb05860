package org.sheafmail.cli;

import java.net.InetSocketAddress;

/// Tells how to connect a mail client to the demo, in lines that can be copied.
record ConnectHelp(Terminal terminal, InetSocketAddress address, String user, String password) {

  String text() {
    String host = address.getAddress().getHostAddress();
    String server = AddressConverter.text(address);
    return """

    %1$s
      Thunderbird: add an account by hand: IMAP, host %2$s, port %3$d, no connection security,
        normal password, user %4$s
      mutt -e 'set imap_pass="%5$s" ssl_starttls=no ssl_force_tls=no' -f imap://%4$s@%6$s/INBOX
        (neomutt takes the same line)
      curl -u %4$s:%5$s 'imap://%6$s/INBOX;UID=1'
      mailutil check '{%6$s/imap/notls/user=%4$s}INBOX'        asks for the password
    """
        .formatted(
            terminal.bold("Connect a mail client while this runs"),
            host,
            address.getPort(),
            user,
            password,
            server);
  }
}
