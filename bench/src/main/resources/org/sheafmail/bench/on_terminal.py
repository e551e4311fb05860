"""Runs a command on a terminal of its own and types an answer whenever it asks.

on_terminal.py PROMPT ANSWER -- COMMAND...
"""
import os
import pty
import sys

prompt, answer, _, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
seen = b""
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:  # Linux tells the end of the other side this way.
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
    seen += data
    if prompt.encode() in seen:
        os.write(terminal, answer.encode() + b"\n")
        seen = b""
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
