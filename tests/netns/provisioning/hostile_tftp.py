#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""TFTP for enemies.

hostile_tftp.py stranger ADDRESS: sends a whole file, again and again, to each of
the ports that the phone's client may have, and prints "refused" for each error 5
that comes back.

hostile_tftp.py two-ports ADDRESS PORT: a server whose second block comes first from
a wrong port, as an end of the file. When that was refused by error 5, it sends the
right one.
"""

import socket
import struct
import sys
import time

CLIENT_PORTS = range(53240, 53246)
DATA = 3
ACKNOWLEDGEMENT = 4
UNKNOWN_TRANSFER = b"\0\5\0\5"


def udp(address):
    """Return a socket of the address's family, at a port that is free."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.socket(family, socket.SOCK_DGRAM)


def block(number, content):
    """Return a packet with a block."""
    return struct.pack("!HH", DATA, number) + content


def play_stranger(address):
    """Send to the phone until the end."""
    end = udp(address)
    end.settimeout(0.01)
    while True:
        for port in CLIENT_PORTS:
            end.sendto(block(1, b"<evil/>"), (address, port))
        try:
            while end.recvfrom(512)[0][:4] == UNKNOWN_TRANSFER:
                print("refused", flush=True)
        except (socket.timeout, ConnectionError):
            time.sleep(0.01)


def expect(end, start):
    """Take packets until one begins so."""
    while not end.recvfrom(512)[0].startswith(start):
        pass


def serve_two_ports(address, port):
    """Serve one file."""
    listener = udp(address)
    listener.bind((address, port))
    print("ready", flush=True)
    client = listener.recvfrom(600)[1]
    transfer = udp(address)
    wrong = udp(address)
    for end in transfer, wrong:
        end.bind((address, 0))
    transfer.sendto(block(1, b"a" * 512), client)
    expect(transfer, struct.pack("!HH", ACKNOWLEDGEMENT, 1))
    wrong.sendto(block(2, b"evil"), client)
    expect(wrong, UNKNOWN_TRANSFER)
    transfer.sendto(block(2, b"good"), client)
    expect(transfer, struct.pack("!HH", ACKNOWLEDGEMENT, 2))
    print("done", flush=True)


if sys.argv[1] == "stranger":
    play_stranger(sys.argv[2])
else:
    serve_two_ports(sys.argv[2], int(sys.argv[3]))
