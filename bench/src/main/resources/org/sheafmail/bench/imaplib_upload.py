"""Uploads an mbox message by message with imaplib, the way imap-upload does.

imaplib_upload.py PORT USER PASSWORD MBOX MAILBOX
"""
import imaplib
import mailbox
import sys
import time

port, user, password, mbox, target = sys.argv[1:]
imap = imaplib.IMAP4("127.0.0.1", int(port))
imap.login(user, password)
imap.create(target)
date = imaplib.Time2Internaldate(time.time())
for message in mailbox.mbox(mbox):
    answer, text = imap.append(target, "", date, message.as_bytes())
    if answer != "OK":
        sys.exit(f"refused: {text}")
imap.logout()
