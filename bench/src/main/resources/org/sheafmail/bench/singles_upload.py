"""Uploads an mbox with one synchronizing APPEND a message, as imapsync does: the size is announced,
the server asks for the message, the message is sent, the server says OK.

singles_upload.py PORT USER PASSWORD MBOX MAILBOX
"""
import mailbox
import socket
import sys

port, user, password, mbox, target = sys.argv[1:]
connection = socket.create_connection(("127.0.0.1", int(port)))
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
answers = connection.makefile("rb")
answers.readline()


def command(line, tag):
    connection.sendall(f"{tag} {line}\r\n".encode())
    finish(tag)


def finish(tag):
    for line in answers:
        if line.startswith(f"{tag} ".encode()):
            if not line.startswith(f"{tag} OK".encode()):
                sys.exit(f"refused: {line!r}")
            return


command(f"LOGIN {user} {password}", "l")
command(f"CREATE {target}", "c")
for number, message in enumerate(mailbox.mbox(mbox)):
    body = message.as_bytes().replace(b"\n", b"\r\n")
    tag = f"a{number}"
    announced = f'{tag} APPEND {target} () "14-Apr-2016 11:06:56 +0000" {{{len(body)}}}\r\n'
    connection.sendall(announced.encode())
    if not answers.readline().startswith(b"+"):
        sys.exit("refused")
    connection.sendall(body + b"\r\n")
    finish(tag)
command("LOGOUT", "q")
