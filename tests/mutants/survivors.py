# SPDX-License-Identifier: MIT
"""The list of the mutants that may live, each with its reason."""

import re

from mutant import Key

HEAD = re.compile(r"(\S+) (\w+)(?: (\d+))?$")


class BadList(Exception):
    """The list cannot be read; says where and why."""


def parse(text, name="survivors"):
    """The reasons by the mutants' keys.

    An entry is the file, the function and, if the same change can be made
    there several times, its number; the line before and after the change; and
    the reason, indented, in one line or more.
    """
    reasons = {}
    for start, entry in entries(text):
        where = f"{name}:{start}"
        head = HEAD.match(entry[0])
        if not head:
            raise BadList(f"{where}: not FILE FUNCTION [NUMBER]: {entry[0]}")
        if len(entry) < 4 or entry[1][:1] != "-" or entry[2][:1] != "+":
            raise BadList(f"{where}: needs a line with -, one with + and the "
                          "reason")
        if any(not line.startswith("\t") for line in entry[3:]):
            raise BadList(f"{where}: the reason is not indented by a tab")
        key = Key(head.group(1), head.group(2), int(head.group(3) or 1),
                  entry[1][1:].strip(), entry[2][1:].strip())
        if key in reasons:
            raise BadList(f"{where}: a second time")
        reasons[key] = " ".join(line.strip() for line in entry[3:])
    return reasons


def entries(text):
    """The paragraphs without the remarks, each with the number of its line."""
    entry = []
    for number, line in enumerate(text.splitlines() + [""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            entry.append(line)
        elif entry:
            yield number - len(entry), entry
            entry = []


def show(key):
    """An entry without its reason."""
    number = f" {key.number}" if key.number > 1 else ""
    return f"{key.path} {key.region}{number}\n- {key.before}\n+ {key.after}"
