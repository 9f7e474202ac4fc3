#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""client_hello.py ADDRESS PORT

Waits for one connection and prints the bytes of its ClientHello (RFC 8446, section
4.1.2): a line with the cipher suites, and one with the versions of the extension
supported_versions or, without it, the version of the message itself.
"""

import socket
import sys

HANDSHAKE = 22
CLIENT_HELLO = 1
SUPPORTED_VERSIONS = 43


class Reader:
    """Bytes that are taken from the front."""

    def __init__(self, data):
        self.data = data

    def take(self, count):
        if len(self.data) < count:
            sys.exit("the ClientHello is cut off")
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def vector(self, count):
        return self.take(self.number(count))


def receive(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            sys.exit("the connection has ended")
        data += more
    return data


def record(connection):
    header = receive(connection, 5)
    if header[0] != HANDSHAKE:
        sys.exit("no handshake")
    return receive(connection, int.from_bytes(header[3:], "big"))


def print_words(data):
    print(*(data[i:i + 2].hex() for i in range(0, len(data), 2)), flush=True)


def versions(extensions, otherwise):
    while extensions.data:
        kind, data = extensions.number(2), extensions.vector(2)
        if kind == SUPPORTED_VERSIONS:
            return Reader(data).vector(1)
    return otherwise


def main(address, port):
    with socket.create_server((address, int(port))) as listener:
        connection, _ = listener.accept()
    connection.settimeout(20)
    reader = Reader(record(connection))
    if reader.number(1) != CLIENT_HELLO:
        sys.exit("no ClientHello")
    hello = Reader(reader.vector(3))
    version = hello.take(2)
    hello.take(32)
    hello.vector(1)
    print_words(hello.vector(2))
    hello.vector(1)
    print_words(versions(Reader(hello.vector(2)), version))


main(*sys.argv[1:])
