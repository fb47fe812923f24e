"""Holds SMTP sessions open and idle, and says whether each still answers at the end.

usage: idle.py PORT SESSIONS plain|tls HOLD_SECONDS

Loopback only. Prints a line `held N` when all are open, waits for HOLD_SECONDS, asks NOOP of every one and prints
`alive N of N`. Ends with 1 if one of them was lost.
"""

import socket
import ssl
import sys
import time


def line(sock):
    text = b""
    while not text.endswith(b"\n"):
        some = sock.recv(4096)
        if not some:
            raise ConnectionError("closed: %r" % text)
        text += some
    return text


def reply(sock):
    text = line(sock)
    while text.splitlines()[-1][3:4] == b"-":
        text += line(sock)
    return text


def session(port, context):
    sock = socket.create_connection(("127.0.0.1", port), timeout=60)
    greeting = reply(sock)
    if not greeting.startswith(b"220"):
        raise ConnectionError(greeting.decode())
    sock.sendall(b"EHLO idle.test\r\n")
    reply(sock)
    if context:
        sock.sendall(b"STARTTLS\r\n")
        reply(sock)
        sock = context.wrap_socket(sock)
        sock.sendall(b"EHLO idle.test\r\n")
        reply(sock)
    return sock


def main():
    port, count, mode, hold = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    context = None
    if mode == "tls":
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    began = time.monotonic()
    sockets = [session(port, context) for _ in range(count)]
    print("held %d in %.1f s" % (count, time.monotonic() - began), flush=True)
    time.sleep(hold)
    alive = 0
    for sock in sockets:
        sock.sendall(b"NOOP\r\n")
        alive += reply(sock).startswith(b"250")
    print("alive %d of %d" % (alive, count), flush=True)
    sys.exit(0 if alive == count else 1)


main()
