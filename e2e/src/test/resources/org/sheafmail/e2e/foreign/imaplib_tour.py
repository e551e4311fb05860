"""Walks through the commands of IMAP with Python's imaplib; ends with 0 if each did what it should.

imaplib_tour.py PORT USER PASSWORD
"""
import datetime
import imaplib
import re
import sys

port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def message(number):
    return (
        f"From: writer{number}@example.org\r\nSubject: number {number}\r\n"
        f"Message-ID: <tour.{number}@example.org>\r\n\r\nbody of number {number}\r\n"
    ).encode()


def ok(answer):
    status, data = answer
    assert status == "OK", answer
    return data


def text(data):
    return b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in data if part)


imap = imaplib.IMAP4("127.0.0.1", port)
assert "IMAP4REV1" in imap.capabilities, imap.capabilities
try:
    imap.login(user, "wrong")
    sys.exit("a wrong password was taken")
except imaplib.IMAP4.error:
    pass
ok(imap.authenticate("PLAIN", lambda _: b"\0" + user.encode() + b"\0" + password.encode()))
assert "MULTIAPPEND" in text(ok(imap.capability())).decode()
ok(imap.noop())

# Mailboxes: made, listed, subscribed to, renamed, deleted.
ok(imap.create("tour/one"))
ok(imap.create('"with space"'))
names = text(ok(imap.list())).decode()
assert "tour/one" in names and "with space" in names and "INBOX" in names, names
ok(imap.subscribe("tour/one"))
assert b"tour/one" in text(ok(imap.lsub()))
ok(imap.unsubscribe("tour/one"))
ok(imap.rename("tour/one", "tour/two"))
assert b"tour/one" not in text(ok(imap.list()))
assert b"INBOX" in text(ok(imap.list('""', "%")))
assert imap.create("INBOX")[0] == "NO"
assert b'"/"' in text(ok(imap.namespace()))

# Messages: appended with flags and date, as imaplib does it, one by one and synchronizing.
when = imaplib.Time2Internaldate(datetime.datetime(2001, 9, 10, 1, 46, 40, tzinfo=datetime.timezone.utc))
for number in range(1, 8):
    flags = r"(\Seen $Work)" if number % 2 else "()"
    appended = text(ok(imap.append("tour/two", flags, when, message(number))))
    assert b"APPENDUID" in appended, appended
status, data = imap.append("missing", None, None, message(1))
assert status == "NO" and b"TRYCREATE" in data[0], (status, data)

status = text(ok(imap.status("tour/two", "(MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)"))).decode()
assert "MESSAGES 7" in status and "UIDNEXT 8" in status and "UNSEEN 3" in status, status
assert ok(imap.select("tour/two")) == [b"7"]
assert imap.response("READ-WRITE")[0] == "READ-WRITE"
ok(imap.check())

# Searched, by sequence number and by UID.
assert ok(imap.search(None, "SEEN")) == [b"1 3 5 7"]
assert ok(imap.search(None, "KEYWORD", "$Work", "NOT", "SUBJECT", '"number 3"')) == [b"1 5 7"]
assert ok(imap.search("UTF-8", "OR", "FROM", "writer2@", "BODY", '"of number 4"')) == [b"2 4"]
assert ok(imap.search(None, "SENTSINCE", "1-Jan-2020")) == [b""]
assert ok(imap.search(None, "ON", "10-Sep-2001", "2:3")) == [b"2 3"]
assert imap.search("X-NONE", "ALL")[0] == "NO"
assert ok(imap.uid("SEARCH", "UID", "6:*")) == [b"6 7"]

# Fetched.
fetched = ok(imap.fetch("2", "(UID FLAGS RFC822.SIZE BODY.PEEK[])"))
assert fetched[0][1] == message(2), fetched
assert ok(imap.fetch("2", "(BODY.PEEK[TEXT]<5.8>)"))[0][1] == b"of numbe"
assert b"\\Seen" not in text(ok(imap.fetch("2", "FLAGS")))
ok(imap.fetch("2", "(RFC822)"))
assert b"\\Seen" in text(ok(imap.fetch("2", "FLAGS")))
envelope = text(ok(imap.fetch("3", "(ENVELOPE BODYSTRUCTURE INTERNALDATE)")))
assert b'"number 3"' in envelope and b"10-Sep-2001" in envelope, envelope

# Changed, copied, removed.
ok(imap.store("1:3", "+FLAGS", r"(\Flagged)"))
ok(imap.store("2", "-FLAGS.SILENT", r"(\Seen)"))
assert ok(imap.search(None, "FLAGGED", "UNSEEN")) == [b"2"]
copied = text(ok(imap.copy("1:2", '"with space"')))
assert re.search(rb"COPYUID \d+ 1:2 1:2", copied), copied
ok(imap.uid("COPY", "7", '"with space"'))
ok(imap.store("2,4", "+FLAGS", r"(\Deleted)"))
assert sorted(ok(imap.expunge())) in ([b"2", b"3"], [b"2", b"4"])
assert ok(imap.uid("SEARCH", "ALL")) == [b"1 3 5 6 7"]
ok(imap.uid("STORE", "1,3", "+FLAGS.SILENT", r"(\Deleted)"))
ok(imap.uid("EXPUNGE", "3:5"))
assert ok(imap.uid("SEARCH", "ALL")) == [b"1 5 6 7"]
ok(imap.uid("MOVE", "5", "INBOX"))
assert ok(imap.uid("SEARCH", "ALL")) == [b"1 6 7"]
ok(imap.close())
assert ok(imap.select("tour/two", readonly=True)) == [b"2"]
assert imap.store("1", "+FLAGS", r"(\Seen)")[0] == "NO"
ok(imap.unselect())

ok(imap.delete("tour/two"))
ok(imap.delete('"with space"'))
assert imap.select("tour/two")[0] == "NO"
assert imap.logout()[0] == "BYE"
print("the tour is over")
