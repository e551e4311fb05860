package org.sheafmail.server.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sheafmail.protocol.Envelope.Address;
import org.sheafmail.protocol.Requirement;

class AddressParserTest {
  private static String parsed(String field) {
    return AddressParser.parse(field).stream()
        .map(AddressParserTest::written)
        .collect(Collectors.joining(" "));
  }

  private static String written(Address a) {
    String route = a.sourceRoute() == null ? "" : a.sourceRoute() + ":";
    return "[" + a.name() + "|" + route + a.mailbox() + "|" + a.host() + "]";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '\0',
      textBlock =
          """
          ada@x.example                      → [null|ada|x.example]
          Ada Miller <ada@x.example>         → [Ada Miller|ada|x.example]
          "Miller, Ada" <ada@x.example>      → [Miller, Ada|ada|x.example]
          "a \\"b\\" c" <ada@x.example>      → [a "b" c|ada|x.example]
          ada@x.example (Ada (the) Miller)   → [Ada (the) Miller|ada|x.example]
          John Q. Public <jq@x.example>      → [John Q. Public|jq|x.example]
          "a b"@x.example                    → [null|a b|x.example]
          <@r1,@r2:ada@x.example>            → [null|@r1,@r2:ada|x.example]
          <@r1 , (c) @r2 : ada @ x.example>  → [null|@r1,@r2:ada|x.example]
          joe . q @ x . example              → [null|joe.q|x.example]
          ada@[192.0.2.1]                    → [null|ada|[192.0.2.1]]
          =?utf-8?Q?=C3=84da?= <a@x>         → [=?utf-8?Q?=C3=84da?=|a|x]
          a@x, b@y ,, c@z,                   → [null|a|x] [null|b|y] [null|c|z]
          """)
  void wellFormedAddressesAreRead(String field, String expected) {
    assertThat(parsed(field)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @Requirement("rfc3501/envelope")
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '\0',
      textBlock =
          """
          G: a@x, B <b@y>;                   → [null|G|null] [null|a|x] [B|b|y] [null|null|null]
          My Group:;, c@z                    → [null|My Group|null] [null|null|null] [null|c|z]
          undisclosed-recipients:            → [null|undisclosed-recipients|null] [null|null|null]
          G: a@x                             → [null|G|null] [null|a|x] [null|null|null]
          """)
  void groupsAreMarked(String field, String expected) {
    assertThat(parsed(field)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '\0',
      textBlock =
          """
          local                              → [null|local|]
          Ada Miller                         → [Ada Miller||]
          ada at x.example (Ada)             → [Ada|ada at x.example|]
          Ada Miller ada@x.example           → [Ada Miller|ada|x.example]
          <>                                 → [null||]
          <<ada@x.example>>                  → [null|ada|x.example]
          open <ada@x.example                → [open|ada|x.example]
          open <ada@x, next@y                → [open|ada|x] [null|next|y]
          a@x; b@y                           → [null|a|x] [null|b|y]
          a@b@c                              → [null|a|b@c]
          "never closed <a@x>                → [null|never closed <a@x>|]
          a@x (never closed                  → [never closed|a|x]
          @x                                 → [null||x]
          a@                                 → [null|a|]
          , ; ,                              →
          a@x trailing words                 → [null|a|x]
          """)
  void brokenAddressesKeepWhatThereIs(String field, String expected) {
    assertThat(parsed(field)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void octetsOfEightBitsStayAsTheyAre() {
    assertThat(parsed("J\u00f6rg <j\u00f6@x>")).isEqualTo("[J\u00f6rg|j\u00f6|x]");
  }
}
