# SPDX-License-Identifier: MIT
"""Which suites should notice a change, by the file that it is made in."""

from fnmatch import fnmatch

KINDS = ("unit", "first", "then")


class BadTable(Exception):
    """The table cannot be read, or names nothing for a file."""


class Table:
    """The table of a text: NAME = WORD... and FILE KIND WORD... lines."""

    def __init__(self, text, name="suites"):
        self.lines = []
        self.names = {}
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split("#")[0].split()
            if len(words) > 2 and words[1] == "=":
                self.names[words[0]] = self._expanded(words[2:])
            elif len(words) > 2 and words[1] in KINDS:
                self.lines.append((words[0], words[1],
                                   self._expanded(words[2:])))
            elif words:
                raise BadTable(f"{name}:{number}: not NAME = SUITE... or "
                               f"FILE {'|'.join(KINDS)} SUITE...")

    def _expanded(self, words):
        suites = []
        for word in words:
            suites += self.names.get(word, [word])
        return suites

    def suites(self, path, kind):
        """The suites of a kind for a file: those of the first line for it."""
        for pattern, its_kind, suites in self.lines:
            if its_kind == kind and fnmatch(path, pattern):
                return suites
        if kind == "unit":
            return []
        raise BadTable(f"no line names the suites for {path}, {kind}")

    def netns(self, path):
        """The suites of the machine for a file: the first, and the others."""
        first = self.suites(path, "first")
        then = dict.fromkeys(self.suites(path, "then"))
        return first, [name for name in then if name not in first]

    def all(self):
        """Every name of a suite, with its kind."""
        return {(kind, suite) for _, kind, suites in self.lines
                for suite in suites}
