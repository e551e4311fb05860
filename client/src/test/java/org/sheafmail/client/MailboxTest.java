package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.SearchKey;
import org.sheafmail.protocol.command.StoreCommand;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;

class MailboxTest {
  private static final MailboxName TRASH = MailboxName.parse("Trash", '/');

  @Test
  void theFlagsAMailboxKeepsAreTold() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("UNSELECT")
                    + """
                    C: A3 SELECT INBOX
                    S: * FLAGS (\\Seen \\Draft $Junk)
                    S: * 172 EXISTS
                    S: * OK [PERMANENTFLAGS (\\Seen $Junk)] limited
                    S: A3 OK [READ-ONLY] done
                    C: A4 UNSELECT
                    S: A4 OK done
                    C: A5 EXAMINE INBOX
                    S: * FLAGS (\\Seen)
                    S: * OK [PERMANENTFLAGS (\\Seen \\*)] go ahead
                    S: A5 OK done
                    C: A6 CLOSE
                    S: A6 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      SelectedMailbox some = client.select(MailboxName.INBOX);
      assertThat(some.readOnly()).isTrue();
      assertThat(some.keeps(Flag.of("$junk"))).isTrue();
      assertThat(some.keeps(Flag.DRAFT)).isFalse();
      client.unselect();
      SelectedMailbox any = client.examine(MailboxName.INBOX);
      assertThat(any.keeps(Flag.of("$Forwarded"))).isTrue();
      assertThat(any.keeps(Flag.DRAFT)).isFalse();
      client.closeMailbox();
    }
  }

  @Test
  void specialUsesAreAskedForWhereTheyAreKnown() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("SPECIAL-USE LIST-EXTENDED")
                    + """
                    C: A3 LIST "" "*" RETURN (SPECIAL-USE)
                    S: * LIST (\\HasNoChildren \\sent) "." "Gesendete.Alte"
                    S: * LIST () NIL "a.b"
                    S: * LIST () "." "a..b"
                    S: A3 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      List<Response.Listed> found = client.list("", "*");
      assertThat(found.get(0).is("\\Sent")).isTrue();
      assertThat(found.get(0).is("\\Trash")).isFalse();
      assertThat(found.stream().map(Response.Listed::name))
          .containsExactly(
              Optional.of(new MailboxName(List.of("Gesendete", "Alte"))),
              Optional.of(new MailboxName(List.of("a.b"))),
              Optional.empty());
      assertThat(client.separator()).contains('/');
    }
  }

  @Test
  void aLimitMayBeToldOfEachMailbox() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("APPENDLIMIT")
                    + """
                    C: A3 STATUS Trash (APPENDLIMIT)
                    S: * STATUS Trash (APPENDLIMIT 1000)
                    S: A3 OK done
                    C: A4 STATUS INBOX (APPENDLIMIT)
                    S: * STATUS INBOX (APPENDLIMIT NIL)
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.appendLimit(TRASH)).hasValue(1000);
      assertThat(client.appendLimit(MailboxName.INBOX)).isEmpty();
    }
  }

  @Test
  void aLimitForTheWholeServerNeedsNoQuestion() throws Exception {
    try (FakeImapServer server = FakeImapServer.play(Scripts.with("APPENDLIMIT=35651584"));
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.appendLimit(TRASH)).hasValue(35651584);
      assertThat(client.namespaces()).isEmpty();
    }
  }

  @Test
  void anOverviewIsAskedInOneRoundTrip() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("QUOTA NAMESPACE")
                    + """
                    C: A3 LIST "" "*"
                    C: A4 NAMESPACE
                    C: A5 GETQUOTAROOT INBOX
                    S: * LIST () "." INBOX
                    S: * LIST (\\Sent) "." INBOX.Sent
                    S: A3 OK done
                    S: * NAMESPACE (("INBOX." ".")) NIL NIL
                    S: A4 OK done
                    S: A5 NO not for you
                    C: A6 NOOP
                    S: A6 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      Overview overview = client.overview();
      assertThat(overview.mailboxes())
          .extracting(Response.Listed::path)
          .containsExactly("INBOX", "INBOX.Sent");
      assertThat(overview.namespaces().orElseThrow().personal())
          .containsExactly(new Response.Namespaces.Namespace("INBOX.", Optional.of('.')));
      assertThat(overview.quotas()).isEmpty();
      client.noop();
    }
  }

  @Test
  void anOverviewWithoutTheMailboxesIsNone() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("NAMESPACE")
                    + """
                    C: A3 LIST "" "*"
                    C: A4 NAMESPACE
                    S: A3 NO not now
                    S: * NAMESPACE (("" "/")) NIL NIL
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(client::overview)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("not now");
    }
  }

  @Test
  void aMailboxIsMadeAndOpenedInOneRoundTripWhetherItIsThereOrNot() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 CREATE Trash
                    C: A4 EXAMINE Trash
                    S: A3 OK done
                    S: * 0 EXISTS
                    S: * OK [UIDNEXT 1] next
                    S: A4 OK [READ-ONLY] done
                    C: A5 CREATE Trash
                    C: A6 EXAMINE Trash
                    S: A5 NO [ALREADYEXISTS] it is there
                    S: * 3 EXISTS
                    S: A6 OK [READ-ONLY] done
                    C: A7 CREATE Trash
                    C: A8 EXAMINE Trash
                    S: A7 NO [NOPERM] you may not
                    S: A8 NO there is none
                    """);
        ImapClient client = Scripts.connect(server)) {
      CreatedMailbox created = client.createAndExamine(TRASH);
      assertThat(created.isNew()).isTrue();
      assertThat(created.mailbox().uidNext()).hasValue(1);

      CreatedMailbox there = client.createAndExamine(TRASH);
      assertThat(there.isNew()).isFalse();
      assertThat(there.mailbox().messages()).isEqualTo(3);

      assertThatThrownBy(() -> client.createAndExamine(TRASH))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("you may not");
    }
  }

  @Test
  void quotasAndNamespacesAreToldWhereTheyAreKnown() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("QUOTA NAMESPACE")
                    + """
                    C: A3 GETQUOTAROOT INBOX
                    S: * QUOTAROOT INBOX "User quota" ""
                    S: * QUOTA "User quota" (STORAGE 10 512 message 3 1000)
                    S: * QUOTA "" ()
                    S: A3 OK done
                    C: A4 NAMESPACE
                    S: * NAMESPACE (("INBOX." ".")) NIL NIL
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      assertThat(client.quotas(MailboxName.INBOX))
          .containsExactly(
              new Response.Quota(
                  "User quota",
                  List.of(
                      new Response.Quota.Resource("STORAGE", 10, 512),
                      new Response.Quota.Resource("MESSAGE", 3, 1000))),
              new Response.Quota("", List.of()));
      assertThat(client.namespaces().orElseThrow().personal())
          .containsExactly(new Response.Namespaces.Namespace("INBOX.", Optional.of('.')));
    }
  }

  @Test
  void searchFindsUids() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 UID SEARCH HEADER Message-ID <1@example.org> SINCE 5-Jul-2024
                    S: * SEARCH 9 7 8
                    S: A3 OK done
                    C~ A4 UID SEARCH CHARSET UTF-8 HEADER Subject \\{4\\}
                    S: + go on
                    C: B\u00FCo
                    S: * SEARCH
                    S: A4 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      SearchKey key =
          new SearchKey.And(
              List.of(
                  new SearchKey.Header("Message-ID", "<1@example.org>"),
                  new SearchKey.InternalDate(
                      SearchKey.Relation.SINCE, LocalDate.parse("2024-07-05"))));
      assertThat(client.search(key)).isEqualTo(UidSet.range(7, 9));
      assertThat(client.search(new SearchKey.Header("Subject", "B\u00FCo")))
          .isEqualTo(UidSet.EMPTY);
    }
  }

  @Test
  void messagesAreFlaggedCopiedMovedAndRemoved() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("UIDPLUS MOVE")
                    + """
                    C: A3 UID STORE 7:8 +FLAGS.SILENT (\\Deleted)
                    S: A3 OK done
                    C: A4 UID COPY 7:8 Trash
                    S: A4 OK [COPYUID 42 7:8 1:2] done
                    C: A5 UID MOVE 7 Trash
                    S: * OK [COPYUID 42 7 3] moved
                    S: * 1 EXPUNGE
                    S: A5 OK done
                    C: A6 UID EXPUNGE 8
                    S: A6 OK done
                    C: A7 SUBSCRIBE Trash
                    S: A7 OK done
                    C: A8 DELETE Trash
                    S: A8 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      client.store(UidSet.of(7, 8), StoreCommand.Mode.ADD, Set.of(Flag.DELETED));
      assertThat(client.copy(UidSet.of(7, 8), TRASH))
          .contains(
              new ResponseCode.CopyUid(
                  new UidValidity(42), UidSet.range(7, 8), UidSet.range(1, 2)));
      assertThat(client.move(UidSet.of(7), TRASH))
          .contains(new ResponseCode.CopyUid(new UidValidity(42), UidSet.of(7), UidSet.of(3)));
      client.expunge(UidSet.of(8));
      client.subscribe(TRASH);
      client.delete(TRASH);
    }
  }

  @Test
  void whatTheServerCannotDoIsNotAskedFor() throws Exception {
    try (FakeImapServer server = FakeImapServer.play(Scripts.with(""));
        ImapClient client = Scripts.connect(server)) {
      assertThatThrownBy(() -> client.move(UidSet.of(7), TRASH))
          .isInstanceOf(MissingCapabilityException.class)
          .hasMessageContaining("MOVE");
      assertThatThrownBy(() -> client.expunge(UidSet.of(7)))
          .isInstanceOf(MissingCapabilityException.class);
      assertThatThrownBy(() -> client.quotas(TRASH)).isInstanceOf(MissingCapabilityException.class);
      assertThatThrownBy(client::unselect).isInstanceOf(MissingCapabilityException.class);
    }
  }

  @Test
  void whatIsToldOfAMessageIsReadByName() throws Exception {
    try (FakeImapServer server =
            FakeImapServer.play(
                Scripts.with("")
                    + """
                    C: A3 UID FETCH 7 (FLAGS RFC822.SIZE INTERNALDATE ENVELOPE BODY.PEEK[HEADER.FIELDS (Message-ID)])
                    S: * 1 FETCH (UID 7 FLAGS (\\Seen \\Recent $X) RFC822.SIZE 5000000000 INTERNALDATE " 5-Jul-2024 08:09:10 +0200" ENVELOPE (NIL "Hi" NIL NIL NIL NIL NIL NIL NIL "<1@example.org>") BODY[HEADER.FIELDS (Message-ID)] {4}
                    S: M: 1)
                    S: A3 OK done
                    """);
        ImapClient client = Scripts.connect(server)) {
      client.fetch(
          UidSet.of(7),
          List.of(
              FetchItem.Attribute.FLAGS,
              FetchItem.Attribute.RFC822_SIZE,
              FetchItem.Attribute.INTERNALDATE,
              FetchItem.Attribute.ENVELOPE,
              FetchItem.headerFields("Message-ID")),
          message -> {
            assertThat(message.uid()).hasValue(7);
            assertThat(message.flags()).contains(Set.of(Flag.SEEN, Flag.of("$X")));
            assertThat(message.size()).isEqualTo(OptionalLong.of(5_000_000_000L));
            assertThat(message.internalDate()).contains(Scripts.DATE);
            assertThat(message.envelope().orElseThrow().messageId()).isEqualTo("<1@example.org>");
            assertThat(message.section().orElseThrow().size()).isEqualTo(4);
          });
    }
  }
}
