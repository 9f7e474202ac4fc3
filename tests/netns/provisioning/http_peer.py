#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Peers that no program of the test machine is.

  http_peer.py digest PORT
  http_peer.py proxy PORT ADDRESS
  http_peer.py dns PORT ADDRESS...

digest serves a file over HTTP; proxy connects (RFC 9110 section 9.3.6), whatever the
host's name, to ADDRESS. Either is for "phone" with the password "secret" alone, by
Digest with SHA-256 (RFC 7616), which is checked here without a library. Both print
each request line and what came of it.

dns gives any name the first ADDRESS, then the second and so on; the last one is
repeated. It prints each question.
"""

import hashlib
import re
import socket
import sys
import threading

USER, PASSWORD, REALM, NONCE = "phone", "secret", "files", "8ee7a1"


def digest(*parts):
    return hashlib.sha256(":".join(parts).encode()).hexdigest()


def is_authentic(method, header):
    values = {name: quoted or plain for name, quoted, plain in
              re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', header)}
    if values.get("username") != USER or values.get("nonce") != NONCE:
        return False
    expected = digest(digest(USER, REALM, PASSWORD), NONCE,
                      values.get("nc", ""), values.get("cnonce", ""), "auth",
                      digest(method, values.get("uri", "")))
    return values.get("response") == expected


def read_head(stream):
    line = stream.readline().decode().strip()
    headers = {}
    for header in iter(stream.readline, b"\r\n"):
        if not header:
            break
        name, _, value = header.decode().partition(":")
        headers[name.lower()] = value.strip()
    return line, headers


def say(connection, status, header="", body=""):
    connection.sendall(f"HTTP/1.1 {status}\r\n{header}Content-Length: "
                       f"{len(body)}\r\n\r\n{body}".encode())


def copy(source, target):
    while data := source.recv(4096):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def relay(connection, address, port):
    other = socket.create_connection((address, int(port)))
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    back = threading.Thread(target=copy, args=(other, connection))
    back.start()
    copy(connection, other)
    back.join()


def serve(connection, deed, address):
    wanted, kind = ("authorization", "WWW") if deed == "digest" else (
        "proxy-authorization", "Proxy")
    stream = connection.makefile("rb", 0)
    while True:
        line, headers = read_head(stream)
        if not line:
            return
        method, target, _ = line.split()
        given = headers.get(wanted, "")
        if not is_authentic(method, given):
            print(line, "refused", given.split(" ")[0] or "nothing", flush=True)
            say(connection, "401 No" if deed == "digest" else "407 No",
                f'{kind}-Authenticate: Basic realm="{REALM}"\r\n'
                f'{kind}-Authenticate: Digest realm="{REALM}", '
                f'nonce="{NONCE}", algorithm=SHA-256, qop="auth"\r\n')
            continue
        print(line, "accepted", flush=True)
        if deed == "proxy":
            return relay(connection, address, target.rpartition(":")[2])
        say(connection, "200 OK", "", "digest\n")


def handle(connection, deed, address):
    with connection:
        try:
            serve(connection, deed, address)
        except OSError:
            pass


def serve_http(deed, port, address=None):
    listener = socket.create_server(("", port))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=handle, args=(connection, deed, address),
                         daemon=True).start()


def serve_dns(port, addresses):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", port))
    while True:
        message, client = server.recvfrom(512)
        end = message.index(0, 12) + 5
        is_a = message[end - 4:end - 2] == b"\0\1"
        answer = b""
        if is_a:
            address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
            print("question", address, flush=True)
            answer = (b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" +
                      socket.inet_aton(address))
        server.sendto(message[:2] + b"\x81\x80\0\1\0" + bytes([is_a]) +
                      b"\0\0\0\0" + message[12:end] + answer, client)


if sys.argv[1] == "dns":
    serve_dns(int(sys.argv[2]), sys.argv[3:])
else:
    serve_http(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
