#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Holds Documentation/netlink/specs/phonewall.yaml to the header, the module
and the library. What differs is printed, one line each; the exit status is 1
then.

  header SPEC HEADER   names and values against the header (needs a C compiler)
  policies SPEC        types, ranges, masks, lengths and nests against what
                       CTRL_CMD_GETPOLICY tells, in both directions
  rights SPEC          EPERM for exactly the operations that are flagged so; to
                       be run without CAP_NET_ADMIN
  capture SPEC FILE DEVICE
                       writes the family's messages at an nlmon device to FILE,
                       until SIGTERM; prints "ready" first
  decode SPEC FILE     every message of FILE must be as described, and every
                       attribute that is described must be among them
"""

import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile

import yaml

NETLINK_GENERIC = 16
GENL_ID_CTRL = 16
CTRL_CMD_GETFAMILY, CTRL_CMD_GETPOLICY = 3, 10
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2
CTRL_ATTR_POLICY, CTRL_ATTR_OP_POLICY = 8, 9
CTRL_ATTR_POLICY_DO, CTRL_ATTR_POLICY_DUMP = 1, 2
NLMSG_ERROR, NLMSG_DONE, NLMSG_MIN_TYPE = 2, 3, 16
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLM_F_ACK_TLVS = 0x200
NLA_F_NESTED, NLA_F_NET_BYTEORDER = 0x8000, 0x4000
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 270, 10, 11
ETH_P_ALL = 3

# NL_POLICY_TYPE_ATTR_*
TYPE, MIN_S, MAX_S, MIN, MAX, MIN_LENGTH, MAX_LENGTH, INDEX, MAX_TYPE = \
    range(1, 10)
MASK = 12
# NL_ATTR_TYPE_*
TYPES = {"flag": 1, "u8": 2, "u16": 3, "u32": 4, "u64": 5, "binary": 10,
         "string": 12, "nest": 13}
SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}

faults = []


def fault(text):
    """Notes what differs, once."""
    if text not in faults:
        faults.append(text)


class Specification:
    """The YAML file."""

    def __init__(self, path):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        with open(path, encoding="utf-8") as file:
            self.tree = yaml.load(file, Loader=loader)
        self.definitions = {item["name"]: item
                            for item in self.tree["definitions"]}
        self.sets = {item["name"]: self.number_attributes(item)
                     for item in self.tree["attribute-sets"]}
        self.operations = self.number_operations()

    @staticmethod
    def number_attributes(item):
        """The attributes of a set, by number."""
        number, numbered = 0, {}
        for attribute in item["attributes"]:
            number = attribute.get("value", number + 1)
            numbered[number] = attribute
        return numbered

    def number_operations(self):
        """The operations, by number."""
        number, numbered = 0, {}
        for operation in self.tree["operations"]["list"]:
            number = operation.get("value", number + 1)
            numbered[number] = operation
        return numbered

    def value(self, number):
        """A number, or the constant of that name."""
        if isinstance(number, str):
            return self.definitions[number]["value"]
        return number

    def entries(self, name):
        """The values of an enum or of flags, by name."""
        definition = self.definitions[name]
        number, entries = -1, {}
        for entry in definition["entries"]:
            if isinstance(entry, str):
                entry = {"name": entry}
            number = entry.get("value", number + 1)
            entries[entry["name"]] = number
        if definition["type"] == "flags":
            return {key: 1 << bit for key, bit in entries.items()}
        return entries

    def mask(self, name):
        """All the bits of flags."""
        return sum(self.entries(name).values())

    def struct_size(self, name):
        """Bytes of a struct."""
        return sum(SIZES[member["type"]]
                   for member in self.definitions[name]["members"])

    def lengths(self, attribute):
        """The least and the most bytes (of a string: characters)."""
        checks = attribute.get("checks", {})
        exact = self.value(checks.get("exact-len", 0))
        return (exact or self.value(checks.get("min-len", 0)),
                exact or self.value(checks.get("max-len", 0)))

    def limits(self, attribute):
        """The least and the most value of a number."""
        checks = attribute.get("checks", {})
        least, most = 0, (1 << 8 * SIZES[attribute["type"]]) - 1
        enum = attribute.get("enum")
        if enum and self.definitions[enum]["type"] == "enum":
            most = max(self.entries(enum).values())
        return checks.get("min", least), checks.get("max", most)

    def requests(self, operation):
        """The kinds of requests that an operation takes: do, dump."""
        return [kind for kind in ("do", "dump") if kind in operation]


# Against the header

def c_name(*parts):
    """A name of the specification as the header has it."""
    return "-".join(parts).upper().replace("-", "_")


def named_values(specification):
    """Every name that the header is to have, with its value."""
    tree = specification.tree
    family = tree["name"]
    names = {c_name(tree["c-family-name"]): family,
             c_name(tree["c-version-name"]): tree["version"]}
    for group in tree["mcast-groups"]["list"]:
        names[c_name(group["c-define-name"])] = group["name"]
    for name, item in specification.definitions.items():
        if item["type"] == "const":
            names[c_name(family, name)] = item["value"]
        elif item["type"] in ("enum", "flags"):
            prefix = item.get("name-prefix", f"{family}-{name}-")
            for key, value in specification.entries(name).items():
                names[c_name(prefix + key)] = value
    for item in tree["attribute-sets"]:
        for value, attribute in specification.sets[item["name"]].items():
            names[c_name(item["name-prefix"] + attribute["name"])] = value
    prefix = tree["operations"]["name-prefix"]
    for value, operation in specification.operations.items():
        names[c_name(prefix + operation["name"])] = value
    return names


def is_derived(name):
    """Whether a name of the header says nothing of its own."""
    return (name.startswith("_") or name.endswith(("_UNSPEC", "_MAX")) or
            name == "PHONEWALL_REASON_FIRST_BLOCKED")


def header_names(text):
    """The constants and enumerators that a header defines."""
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    names = re.findall(r"^#define\s+(PHONEWALL_\w+)\s+\S", code, flags=re.M)
    for body in re.findall(r"\benum\s+\w+\s*\{(.*?)\}", code, flags=re.S):
        names += re.findall(r"^\s*(_*PHONEWALL_\w+)", body, flags=re.M)
    return names


def header_enums(text):
    """The names of a header's enums and structs."""
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return set(re.findall(r"\b(?:enum|struct)\s+(phonewall_\w+)\s*\{", code))


def compiled_values(header, names):
    """What a C compiler makes of the names."""
    lines = [f'#include "{os.path.abspath(header)}"', "#include <stdio.h>",
             '#define V(x) printf(_Generic((x), char *: "%s %s\\n", '
             'default: "%s %d\\n"), #x, x)', "int main(void) {"]
    lines += [f"V({name});" for name in names] + ["return 0; }"]
    with tempfile.TemporaryDirectory() as folder:
        source, program = folder + "/values.c", folder + "/values"
        with open(source, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        subprocess.run([os.environ.get("CC", "cc"), "-w", "-o", program,
                        source], check=True)
        output = subprocess.run([program], check=True, text=True,
                                stdout=subprocess.PIPE).stdout
    return dict(line.split(" ", 1) for line in output.splitlines())


def enum_names(specification):
    """The names of the enums and structs that the header is to have."""
    tree = specification.tree
    family = tree["name"]
    names = {tree["operations"]["enum-name"]}
    names.update(item["enum-name"] for item in tree["attribute-sets"])
    names.update(item.get("enum-name", f"{family}-{name}")
                 for name, item in specification.definitions.items()
                 if item["type"] != "const")
    return {name.replace("-", "_") for name in names}


def check_header(specification, header):
    """Compares names and values in both directions."""
    with open(header, encoding="utf-8") as file:
        text = file.read()
    expected = named_values(specification)
    values = compiled_values(header, header_names(text))
    for name, value in expected.items():
        if name not in values:
            fault(f"{name} is described but not in the header")
        elif values[name] != str(value):
            fault(f"{name} is {values[name]} in the header and {value} in "
                  "the description")
    for name in values:
        if name not in expected and not is_derived(name):
            fault(f"{name} is in the header but not described")
    for name in enum_names(specification) ^ header_enums(text):
        fault(f"{name} is only in one of header and description")


# Netlink

def attributes(data):
    """The attributes in some bytes: (type with its flags, payload)."""
    found, place = [], 0
    while len(data) - place >= 4:
        length, kind = struct.unpack_from("=HH", data, place)
        if length < 4 or place + length > len(data):
            break
        found.append((kind, data[place + 4:place + length]))
        place += (length + 3) & ~3
    if place < len(data):
        fault(f"{len(data) - place} bytes are left behind the last attribute")
    return found


def numbers(data):
    """The attributes in some bytes, numbers of 4 or 8 bytes, by type."""
    return {kind: int.from_bytes(payload, sys.byteorder)
            for kind, payload in attributes(data)}


def pack(kind, payload):
    """An attribute."""
    data = struct.pack("=HH", len(payload) + 4, kind) + payload
    return data + bytes(-len(data) % 4)


class Socket:
    """A generic netlink socket."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                    NETLINK_GENERIC)
        self.socket.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.socket.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.socket.settimeout(20)

    def ask(self, family, command, payload=b"", flags=NLM_F_ACK):
        """Sends a request. Returns errno, words and the replies' payload."""
        data = struct.pack("=BBH", command, 1, 0) + payload
        self.socket.send(struct.pack("=IHHII", len(data) + 16, family,
                                     NLM_F_REQUEST | flags, 1, 0) + data)
        replies = []
        while True:
            for kind, flags, data in messages(self.socket.recv(1 << 16)):
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    return *self.outcome(kind, flags, data), replies
                replies.append(data[4:])

    @staticmethod
    def outcome(kind, flags, data):
        """The errno and the words of the message that ends an answer."""
        error = -struct.unpack_from("=i", data)[0]
        words = ""
        if flags & NLM_F_ACK_TLVS:
            extension = data[20 if kind == NLMSG_ERROR else 4:]
            for kind_of, payload in attributes(extension):
                if kind_of == 1:
                    words = payload.rstrip(b"\0").decode()
        return error, words

    def family(self, name):
        """The number of a family."""
        error, _, replies = self.ask(
            GENL_ID_CTRL, CTRL_CMD_GETFAMILY,
            pack(CTRL_ATTR_FAMILY_NAME, name.encode() + b"\0"))
        if error:
            sys.exit(f"family {name}: {os.strerror(error)}")
        return numbers(replies[0])[CTRL_ATTR_FAMILY_ID]


def messages(data):
    """The netlink messages in some bytes: (type, flags, payload)."""
    found, place = [], 0
    while len(data) - place >= 16:
        length, kind, flags = struct.unpack_from("=IHH", data, place)
        if length < 16 or place + length > len(data):
            fault("a message is cut")
            break
        found.append((kind, flags, data[place + 16:place + length]))
        place += (length + 3) & ~3
    return found


# Against the policies

def read_policies(netlink, family):
    """The policies by index, and for each command those of do and dump."""
    policies, commands = {}, {}
    error, words, replies = netlink.ask(
        GENL_ID_CTRL, CTRL_CMD_GETPOLICY,
        pack(CTRL_ATTR_FAMILY_ID, struct.pack("=H", family)), NLM_F_DUMP)
    if error:
        sys.exit(f"CTRL_CMD_GETPOLICY: {os.strerror(error)}: {words}")
    for reply in replies:
        for kind, payload in attributes(reply):
            if kind & ~NLA_F_NESTED == CTRL_ATTR_POLICY:
                read_policy(payload, policies)
            elif kind & ~NLA_F_NESTED == CTRL_ATTR_OP_POLICY:
                for command, nest in attributes(payload):
                    commands[command & ~NLA_F_NESTED] = numbers(nest)
    return policies, commands


def read_policy(payload, policies):
    """Reads a policy's attributes."""
    for index, nest in attributes(payload):
        policy = policies.setdefault(index & ~NLA_F_NESTED, {})
        for number, limits in attributes(nest):
            policy[number & ~NLA_F_NESTED] = numbers(limits)


def expected_limits(specification, attribute):
    """What the policy of an attribute is to tell, but for what is nested."""
    kind = attribute["type"]
    limits = {TYPE: TYPES[kind]}
    checks = attribute.get("checks", {})
    if "flags-mask" in checks:
        limits[MASK] = specification.mask(checks["flags-mask"])
    elif kind in SIZES:
        limits[MIN], limits[MAX] = specification.limits(attribute)
    elif kind in ("binary", "string"):
        least, most = specification.lengths(attribute)
        limits.update({MIN_LENGTH: least} if least else {})
        limits.update({MAX_LENGTH: most} if most else {})
    return limits


class Policies:
    """Compares the policies with the description."""

    def __init__(self, specification):
        self.specification = specification
        self.netlink = Socket()
        self.family = self.netlink.family(specification.tree["name"])
        self.policies, self.commands = read_policies(self.netlink, self.family)

    def check(self):
        """Compares those of every operation."""
        told = {(command, kind) for command, of in self.commands.items()
                for kind, number in (("do", CTRL_ATTR_POLICY_DO),
                                     ("dump", CTRL_ATTR_POLICY_DUMP))
                if number in of}
        for command, operation in self.specification.operations.items():
            for kind in self.specification.requests(operation):
                if (command, kind) in told:
                    self.check_request(command, kind, operation)
                    told.remove((command, kind))
                else:
                    fault(f"{operation['name']}: the module takes no {kind}")
        for command, kind in told:
            fault(f"the module takes a {kind} of command {command}, which is "
                  "not described")

    def check_request(self, command, kind, operation):
        """Compares the policy of one kind of request."""
        number = CTRL_ATTR_POLICY_DO if kind == "do" else CTRL_ATTR_POLICY_DUMP
        policy = self.policies.get(self.commands[command][number], {})
        attribute_set = self.specification.sets[operation["attribute-set"]]
        names = operation[kind].get("request", {}).get("attributes", [])
        wanted = {place: attribute
                  for place, attribute in attribute_set.items()
                  if attribute["name"] in names}
        for place in wanted.keys() - policy.keys():
            fault(f"{operation['name']}: no policy for "
                  f"{wanted[place]['name']}")
        for place in policy.keys() - wanted.keys():
            fault(f"{operation['name']}: a policy for attribute {place}, "
                  "which no request holds by the description")
        for place in policy.keys() & wanted.keys():
            self.check_attribute((command, [place]), operation["name"],
                                 policy[place], wanted[place])

    def check_attribute(self, way, where, limits, attribute):
        """Compares the policy of an attribute, and of those in it."""
        where = f"{where}/{attribute['name']}"
        told = {key: value for key, value in limits.items()
                if key not in (INDEX, MAX_TYPE)}
        expected = expected_limits(self.specification, attribute)
        if told != expected:
            fault(f"{where}: the policy is {told} instead of {expected}")
        if attribute["type"] == "nest":
            self.check_nest(way, where, self.policies.get(limits.get(INDEX)),
                            limits.get(MAX_TYPE), attribute)

    def check_nest(self, way, where, policy, last, attribute):
        """Compares the policies in a nest."""
        described = self.specification.sets[attribute["nested-attributes"]]
        if policy is None:
            fault(f"{where}: no policy for what is nested")
            return
        if last != max(described):
            fault(f"{where}: attributes to {last} instead of {max(described)}")
        for place in policy.keys() - described.keys():
            fault(f"{where}: a policy for attribute {place}, which is not "
                  "described")
        for place, member in described.items():
            inner = way[0], way[1] + [place]
            if place in policy:
                self.check_attribute(inner, where, policy[place], member)
            elif member["type"] != "pad":
                self.expect_refused(inner, f"{where}/{member['name']}")

    def expect_refused(self, way, where):
        """What only the module tells, a request is refused for, in words."""
        command, path = way
        payload = b""
        for place in reversed(path):
            payload = pack(place | (NLA_F_NESTED if payload else 0), payload)
        error, words, _ = self.netlink.ask(self.family, command, payload)
        if error != 22 or "leave" not in words:
            fault(f"{where}: no policy, yet a request with it ends in "
                  f"{os.strerror(error)}: {words}")


def request_payload(specification, operation):
    """A request of an operation with what it takes, of empty content."""
    attribute_set = specification.sets[operation["attribute-set"]]
    names = operation.get("do", {}).get("request", {}).get("attributes", [])
    payload = b""
    for place, attribute in attribute_set.items():
        if attribute["name"] not in names:
            continue
        least, _ = specification.lengths(attribute)
        if attribute["type"] == "nest":
            payload += pack(place | NLA_F_NESTED, b"")
        else:
            payload += pack(place, bytes([0x45]) + bytes(least - 1)
                            if least else bytes(SIZES[attribute["type"]]))
    return payload


def check_rights(specification):
    """Without CAP_NET_ADMIN, EPERM for what is flagged and nothing else."""
    netlink = Socket()
    family = netlink.family(specification.tree["name"])
    for command, operation in specification.operations.items():
        for kind in specification.requests(operation):
            error, words, _ = netlink.ask(
                family, command, request_payload(specification, operation),
                NLM_F_DUMP if kind == "dump" else NLM_F_ACK)
            flagged = "uns-admin-perm" in operation.get("flags", [])
            if error not in (0, 1) or (error == 1) != flagged:
                fault(f"{operation['name']}: flagged: {flagged}, yet: "
                      f"{os.strerror(error)} ({words})")


# Against the messages

def capture(specification, path, device):
    """Writes what is sent and received to a file."""
    family = Socket().family(specification.tree["name"])
    monitor = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                            socket.htons(ETH_P_ALL))
    monitor.setsockopt(socket.SOL_SOCKET, 33, 32 << 20)  # SO_RCVBUFFORCE
    monitor.bind((device, ETH_P_ALL))

    def finish(*_):
        monitor.settimeout(0)

    signal.signal(signal.SIGTERM, finish)
    print("ready", flush=True)
    with open(path, "wb") as file:
        while True:
            try:
                data, address = monitor.recvfrom(1 << 20)
            except (BlockingIOError, TimeoutError):
                break
            except InterruptedError:
                continue
            if address[1] != NETLINK_GENERIC:
                continue
            file.write(struct.pack("=II", family, len(data)))
            file.write(data)
    dropped = struct.unpack("=II", monitor.getsockopt(263, 6, 8))[1]
    if dropped:
        fault(f"{dropped} messages were not captured")


class Decoder:
    """Decodes messages with the description alone."""

    def __init__(self, specification):
        self.specification = specification
        self.seen = set()
        self.count = 0

    def decode_file(self, path):
        """Decodes what capture() wrote."""
        with open(path, "rb") as file:
            while True:
                head = file.read(8)
                if not head:
                    break
                family, length = struct.unpack("=II", head)
                for kind, flags, data in messages(file.read(length)):
                    if kind == family:
                        self.decode(data, flags & NLM_F_REQUEST, flags)

    def attribute_names(self, operation, is_request, flags):
        """What may be in a message, and what kind of message it is."""
        if "event" in operation and not is_request:
            return "event", operation["event"]["attributes"]
        kind = "dump" if "dump" in operation else "do"
        if is_request and bool(flags & NLM_F_DUMP) != (kind == "dump"):
            fault(f"{operation['name']}: not asked for by {kind}")
        side = "request" if is_request else "reply"
        content = operation.get(kind, {}).get(side, {})
        return side, content.get("attributes", [])

    def decode(self, data, is_request, flags):
        """Decodes a message of the family."""
        operation = self.specification.operations.get(data[0])
        if not operation:
            fault(f"command {data[0]} is not described")
            return
        if data[1] != self.specification.tree["version"]:
            fault(f"{operation['name']}: version {data[1]}")
        side, names = self.attribute_names(operation, is_request, flags)
        where = f"{operation['name']}/{side}"
        self.count += 1
        self.seen.add(where)
        self.decode_set(where, operation["attribute-set"], data[4:], names)

    def decode_set(self, where, name, data, names=None):
        """Decodes the attributes of a message or nest."""
        described = self.specification.sets[name]
        met = set()
        for kind, payload in attributes(data):
            number = kind & ~(NLA_F_NESTED | NLA_F_NET_BYTEORDER)
            attribute = described.get(number)
            if not attribute:
                fault(f"{where}: attribute {number} is not described")
                continue
            inner = f"{where}/{attribute['name']}"
            if names is not None and attribute["name"] not in names:
                fault(f"{inner}: not there by the description")
            if number in met and not attribute.get("multi-attr") and \
                    attribute["type"] != "pad":
                fault(f"{inner}: repeated")
            met.add(number)
            self.seen.add((name, attribute["name"]))
            if names is not None:
                self.seen.add(inner)
            self.decode_attribute(inner, attribute, kind, payload)

    def decode_attribute(self, where, attribute, kind, payload):
        """Decodes an attribute."""
        is_nest = attribute["type"] == "nest"
        if kind & NLA_F_NET_BYTEORDER or bool(kind & NLA_F_NESTED) != is_nest:
            fault(f"{where}: type {kind:#x}")
        if is_nest:
            self.decode_set(where, attribute["nested-attributes"], payload)
        elif attribute["type"] in SIZES:
            self.decode_number(where, attribute, payload)
        elif attribute["type"] == "binary":
            self.check_length(where, attribute, len(payload))
        elif attribute["type"] == "string":
            if payload.find(b"\0") != len(payload) - 1:
                fault(f"{where}: not a text that a NUL ends")
            self.check_length(where, attribute, len(payload) - 1)
        elif payload:
            fault(f"{where}: {len(payload)} bytes in a {attribute['type']}")

    def check_length(self, where, attribute, length):
        """Compares the length with the checks and the struct."""
        least, most = self.specification.lengths(attribute)
        if length < least or (most and length > most):
            fault(f"{where}: {length} bytes instead of {least} to {most}")
        if "struct" in attribute and \
                length != self.specification.struct_size(attribute["struct"]):
            fault(f"{where}: {length} bytes are no {attribute['struct']}")

    def decode_number(self, where, attribute, payload):
        """Compares a number with the checks and the enum."""
        if len(payload) != SIZES[attribute["type"]]:
            fault(f"{where}: {len(payload)} bytes in a {attribute['type']}")
            return
        number = int.from_bytes(payload, sys.byteorder)
        least, most = self.specification.limits(attribute)
        if not least <= number <= most:
            fault(f"{where}: {number} instead of {least} to {most}")
        enum = attribute.get("enum")
        if not enum:
            return
        if self.specification.definitions[enum]["type"] == "flags":
            if number & ~self.specification.mask(enum):
                fault(f"{where}: {number:#x} has unknown bits of {enum}")
        elif number not in self.specification.entries(enum).values():
            fault(f"{where}: {number} is no {enum}")

    def check_all_seen(self):
        """A part of the description that no message has shown is not proven."""
        for name, attribute_set in self.specification.sets.items():
            for attribute in attribute_set.values():
                if attribute["type"] != "pad" and \
                        (name, attribute["name"]) not in self.seen:
                    fault(f"{name}/{attribute['name']}: in no message")
        for operation in self.specification.operations.values():
            for where in expected_places(operation):
                if where not in self.seen:
                    fault(f"{where}: never seen")


def expected_places(operation):
    """The messages of an operation and the attributes directly in them."""
    sides = {"event": operation["event"]} if "event" in operation else {}
    for kind in ("do", "dump"):
        if kind in operation:
            sides["request"] = operation[kind].get("request", {})
            sides.update({"reply": operation[kind]["reply"]}
                         if "reply" in operation[kind] else {})
    for side, content in sides.items():
        yield f"{operation['name']}/{side}"
        for name in content.get("attributes", []):
            yield f"{operation['name']}/{side}/{name}"


def decode(specification, path):
    """Decodes a capture."""
    decoder = Decoder(specification)
    decoder.decode_file(path)
    decoder.check_all_seen()
    print(f"# {decoder.count} messages were decoded")


def main():
    """Does what the command line says."""
    actions = {"header": (check_header, 1), "rights": (check_rights, 0),
               "policies": (lambda spec: Policies(spec).check(), 0),
               "capture": (capture, 2), "decode": (decode, 1)}
    if len(sys.argv) < 3 or sys.argv[1] not in actions or \
            len(sys.argv) != 3 + actions[sys.argv[1]][1]:
        sys.exit(__doc__)
    actions[sys.argv[1]][0](Specification(sys.argv[2]), *sys.argv[3:])
    for text in faults:
        print(text)
    sys.exit(bool(faults))


main()
