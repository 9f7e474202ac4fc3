#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A hostile LDAP server, or somebody between the phone and a good one.

  hostile_server.py PORT DEED [HOST]

Listens on PORT, answers binds with success and prints each request that it reads
("starttls", "bind NAME PASSWORD", "search"), and with what each connection ended.
DEED is what it does:

  strip     answers StartTLS with protocolError, and relays the rest to HOST
  refuse    answers StartTLS with unavailable
  other     answers StartTLS with protocolError, but in an answer to a bind
  inject    sends an answer to a bind behind that to StartTLS, before TLS
  early     sends an entry and the end of a search before it answers StartTLS, and
            relays the TLS that follows to HOST
  garbage   answers StartTLS with success, then sends no TLS
  silent    answers nothing
  refer     refers the search to ldap://HOST
  continue  names ldap://HOST in a continuation reference
  endless   sends entries without end
  slow      sends an entry, a byte a second
  huge      announces a message of 2 GiB
  many      sends an entry with 1,000 values of 1,000 bytes
  full      sends 100 entries, of all the values and bytes that are kept
  odd       sends values that are not text
  rude      refuses the search in words that are not text
"""

import socket
import sys
import threading
import time

SUCCESS, PROTOCOL_ERROR, REFERRAL, UNAVAILABLE, UNWILLING = 0, 2, 10, 52, 53
BIND, BIND_ANSWER, SEARCH, ENTRY, DONE = 0x60, 0x61, 0x63, 0x64, 0x65
REFERENCE, EXTENDED, EXTENDED_ANSWER = 0x73, 0x77, 0x78


def element(tag, content):
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = length.to_bytes(4, "big")
    return bytes([tag, 0x84]) + size + content


def text(value, tag=4):
    return element(tag, value if isinstance(value, bytes) else value.encode())


def message(number, operation):
    return element(0x30, element(2, bytes([number])) + operation)


def result(tag, code, more=b"", words=""):
    return element(tag, element(10, bytes([code])) + text("") + text(words) +
                   more)


def entry(name, attributes):
    return element(ENTRY, text(name) + element(0x30, b"".join(
        element(0x30, text(attribute) +
                element(0x31, b"".join(text(value) for value in values)))
        for attribute, values in attributes.items())))


def read_exactly(peer, count):
    data = b""
    while len(data) < count:
        more = peer.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def split(data):
    """The tag, the content and what is behind an element."""
    length, begin = data[1], 2
    if length & 0x80:
        begin = 2 + (length & 0x7f)
        length = int.from_bytes(data[2:begin], "big")
    return data[0], data[begin:begin + length], data[begin + length:]


def read_message(peer):
    head = read_exactly(peer, 2)
    if head[1] & 0x80:
        head += read_exactly(peer, head[1] & 0x7f)
        length = int.from_bytes(head[2:], "big")
    else:
        length = head[1]
    _, content, _ = split(head + read_exactly(peer, length))
    _, number, operation = split(content)
    return number[0], operation


def say(*words):
    print(*words, flush=True)


def tell(operation):
    tag, content, _ = split(operation)
    if tag == EXTENDED:
        say("starttls")
    elif tag == BIND:
        _, _, rest = split(content)
        _, name, rest = split(rest)
        _, password, _ = split(rest)
        say("bind", name.decode(), password.decode())
    elif tag == SEARCH:
        say("search")
    return tag


def pass_bytes(source, target):
    while data := source.recv(65536):
        target.sendall(data)


def begin_relay(peer, host):
    """Passes answers on in the background."""
    other = socket.create_connection((host, 389))
    threading.Thread(target=pass_bytes, args=(other, peer), daemon=True).start()
    return other


def relay(peer, number, operation, host):
    """Passes everything on, and tells what it reads."""
    other = begin_relay(peer, host)
    while True:
        other.sendall(message(number, operation))
        number, operation = read_message(peer)
        tell(operation)


def answer_starttls(peer, number, deed, operation, host):
    if deed == "strip":
        peer.sendall(message(number, result(EXTENDED_ANSWER, PROTOCOL_ERROR)))
    elif deed == "refuse":
        peer.sendall(message(number, result(EXTENDED_ANSWER, UNAVAILABLE)))
    elif deed == "other":
        peer.sendall(message(number, result(BIND_ANSWER, PROTOCOL_ERROR)))
        wait_for_end(peer)
    elif deed == "inject":
        peer.sendall(message(number, result(EXTENDED_ANSWER, SUCCESS)) +
                     message(1, result(BIND_ANSWER, SUCCESS)))
        wait_for_end(peer)
    elif deed == "early":
        peer.sendall(message(2, entry("cn=forged", {"cn": ["Forged"]})) +
                     message(3, entry("cn=forged", {"cn": ["Forged"]})) +
                     message(2, result(DONE, SUCCESS)))
        other = begin_relay(peer, host)
        other.sendall(message(number, operation))
        pass_bytes(peer, other)
    elif deed == "garbage":
        peer.sendall(message(number, result(EXTENDED_ANSWER, SUCCESS)))
        hello = peer.recv(1)
        say("first byte", hello.hex())
        peer.sendall(message(2, result(BIND_ANSWER, SUCCESS)))
        wait_for_end(peer)


def wait_for_end(peer):
    while peer.recv(65536):
        pass


def answer_search(peer, number, deed, host):
    found = entry("cn=a", {"cn": ["A"], "telephoneNumber": ["1"]})
    done = message(number, result(DONE, SUCCESS))
    if deed == "refer":
        target = element(0xa3, text(f"ldap://{host}/dc=example,dc=org"))
        peer.sendall(message(number, result(DONE, REFERRAL, target)))
    elif deed == "continue":
        peer.sendall(message(number, found) + message(number, element(
            REFERENCE, text(f"ldap://{host}/dc=example,dc=org"))) + done)
    elif deed == "endless":
        while True:
            peer.sendall(message(number, found) * 100)
    elif deed == "slow":
        for byte in message(number, found):
            peer.sendall(bytes([byte]))
            time.sleep(1)
    elif deed == "huge":
        peer.sendall(b"\x30\x84\x7f\xff\xff\xff\x02\x01" + bytes([number]))
        wait_for_end(peer)
    elif deed == "many":
        peer.sendall(message(number, entry("cn=a", {
            "cn": ["A"], "telephoneNumber": ["1" * 100] * 1000,
            "sn": ["never asked for"]})) + done)
    elif deed == "full":
        largest = entry("cn=a", {"cn": ["C" * 256] * 8,
                                 "telephoneNumber": ["1" * 256] * 8})
        peer.sendall(message(number, largest) * 100 + done)
    elif deed == "odd":
        peer.sendall(message(number, entry("cn=a", {
            "cn": [b"a\x1b[31m\xff\x00b\n", "B" * 257],
            "telephoneNumber": [b""]})) + done)
    elif deed == "rude":
        peer.sendall(message(number, result(DONE, UNWILLING,
                                            words=b"\x1b[31m\xff\n" * 100)))


def serve(peer, deed, host):
    while True:
        number, operation = read_message(peer)
        tag = tell(operation)
        if deed == "silent":
            wait_for_end(peer)
        elif tag == EXTENDED:
            answer_starttls(peer, number, deed, operation, host)
        elif deed == "strip":
            relay(peer, number, operation, host)
        elif tag == BIND:
            peer.sendall(message(number, result(BIND_ANSWER, SUCCESS)))
        elif tag == SEARCH:
            answer_search(peer, number, deed, host)
        else:
            return


def main():
    port, deed = int(sys.argv[1]), sys.argv[2]
    host = sys.argv[3] if len(sys.argv) > 3 else None
    server = socket.create_server(("", port))
    while True:
        peer, _ = server.accept()
        try:
            serve(peer, deed, host)
            say("end")
        except (EOFError, OSError) as error:
            say("end", type(error).__name__)
        peer.close()


main()
