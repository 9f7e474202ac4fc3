# SPDX-License-Identifier: MIT
"""The changes that the rules make to the module, and which of them are tried."""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

import rules
from source import Source

HEADER = "include/uapi/linux/phonewall.h"


class Key(NamedTuple):
    """The key of a mutant, which stays if its lines move."""

    path: str
    region: str
    number: int
    before: str
    after: str


class Mutant(NamedTuple):
    """A changed file: its key, its line, its rule and the file's new text."""

    key: Key
    line: int
    rule: str
    what: str
    text: str


def module_files(top):
    """The files that the rules are applied to, as paths in the project."""
    found = sorted(top.glob("kmod/**/*.[ch]"))
    return [str(path.relative_to(top)) for path in found]


def enumerators(texts):
    """Each enumerator's neighbour in its enum."""
    following = {}
    for text in texts:
        for body in re.findall(r"\benum\s+\w+\s*\{(.*?)\}", text, re.DOTALL):
            body = re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL)
            names = [entry.split("=")[0].strip() for entry in body.split(",")]
            names = [name for name in names
                     if name and not name.startswith("__")]
            following.update(zip(names, names[1:] + names[:1]))
    return {name: other for name, other in following.items() if name != other}


def one_line(text):
    """A part of a file without its indentation and its ends of lines."""
    return " ".join(text.split())


class Generator:
    """Applies the rules to the files of a tree."""

    def __init__(self, top):
        self.top = Path(top)
        texts = [(self.top / path).read_text()
                 for path in module_files(self.top) + [HEADER]]
        self.enumerators = enumerators(texts)

    def mutants(self, path):
        """All mutants of a file, in the order of its text and the rules."""
        return self.mutants_of(Source(path, (self.top / path).read_text()))

    def mutants_of(self, source):
        """All mutants of a source."""
        counts = {}
        found = []
        for region in source.regions:
            context = rules.Context(source.text, region.kind, region.tokens,
                                    self.enumerators)
            for rule in rules.RULES[region.kind]:
                for edit in rule(context):
                    found.append((edit, rule.__name__, region.name))
        found.sort(key=lambda entry: entry[0].start)
        seen = set()
        mutants = []
        for edit, rule, region in found:
            text = (source.text[:edit.start] + edit.text +
                    source.text[edit.end:])
            if text in seen or text == source.text:
                continue
            seen.add(text)
            key = self._key(source, edit, region, counts)
            mutants.append(Mutant(key, source.line(edit.start), rule,
                                  edit.what, text))
        return mutants

    @staticmethod
    def _key(source, edit, region, counts):
        start, end = source.lines(edit.start, edit.end)
        before = one_line(source.text[start:end])
        after = one_line(source.text[start:edit.start] + edit.text +
                         source.text[edit.end:end])
        name = (region, before, after)
        counts[name] = counts.get(name, 0) + 1
        return Key(source.path, region, counts[name], before, after)


def rank(seed, *words):
    """A number that depends on the seed and the words only."""
    text = "\0".join(str(word) for word in (seed, *words))
    return hashlib.sha256(text.encode()).digest()


def in_order(mutants, seed):
    """The mutants of a file in the order in which they are tried.

    Each rule has its turn, and no line has a second one before every line has
    had its first: so few of many are of all kinds and in all places. A change
    elsewhere in the file leaves most of the order as it is.
    """
    by_rule = {}
    for mutant in sorted(mutants, key=lambda one: rank(seed, *one.key)):
        by_rule.setdefault(mutant.rule, []).append(mutant)
    turns = []
    for rule, members in by_rule.items():
        for turn, mutant in enumerate(members):
            turns.append((turn, rank(seed, mutant.key.path, rule), mutant))
    turns.sort(key=lambda turn: turn[:2])
    used = {}
    places = []
    for place, (_, _, mutant) in enumerate(turns):
        times = used[mutant.line] = used.get(mutant.line, 0) + 1
        places.append((times, place, mutant))
    return [mutant for _, _, mutant in sorted(places, key=lambda p: p[:2])]


def shares(weights, total):
    """The share of each in a total by its weight: at least one, if possible."""
    whole = sum(weights.values())
    exact = {name: total * weight / whole for name, weight in weights.items()}
    heaviest = sorted(weights, key=lambda name: (-weights[name], name))
    result = {name: 0 for name in weights}
    for name in heaviest[:total]:
        result[name] = 1
    while sum(result.values()) < total:
        name = max(heaviest, key=lambda one: exact[one] - result[one])
        result[name] += 1
    return result
