# SPDX-License-Identifier: MIT
"""A C source file as tokens, and what each part of it belongs to."""

import bisect
import re
from typing import NamedTuple

TOKEN = re.compile(r"""
    (?P<space>\s+)
  | (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<character>'(?:\\.|[^'\\\n])+')
  | (?P<number>\d[\w.]*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<operator><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=
      |.)
""", re.VERBOSE | re.DOTALL)

DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
DEFINITION = re.compile(r"[ \t]*#\s*define\s+(\w+)\s+(?=\S)")
OPENING = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """A token: its kind, its text and where it lies in the file's text."""

    kind: str
    text: str
    start: int
    end: int


def tokens_of(text, start, end):
    """The tokens of a part of a text without space and comments."""
    found = []
    for match in TOKEN.finditer(text, start, end):
        if match.lastgroup not in ("space", "comment"):
            found.append(Token(match.lastgroup, match.group(),
                               match.start(), match.end()))
    return found


class Region(NamedTuple):
    """A function, a table or a macro: its kind, its name and its tokens."""

    kind: str
    name: str
    tokens: list


class Source:
    """One file, given by its path in the project and its text."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.line_starts = [0] + [match.end() for match in
                                  re.finditer("\n", text)]
        self.regions = self._definitions() + self._blocks()

    def line(self, offset):
        """The number, from 1, of the line that holds an offset."""
        return bisect.bisect_right(self.line_starts, offset)

    def lines(self, start, end):
        """Where the lines of a part begin and end, without the last newline."""
        end_of_line = self.text.find("\n", max(start, end - 1))
        return self.line_starts[self.line(start) - 1], end_of_line

    def _without_comments(self):
        def blank(match):
            if match.lastgroup != "comment":
                return match.group()
            return re.sub(r"[^\n]", " ", match.group())
        return TOKEN.sub(blank, self.text)

    def _definitions(self):
        regions = []
        for directive in DIRECTIVE.finditer(self._without_comments()):
            definition = DEFINITION.match(directive.group())
            if definition:
                regions.append(Region("macro", definition.group(1), tokens_of(
                    self.text, directive.start() + definition.end(),
                    directive.end())))
        return regions

    def _blocks(self):
        code = DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ",
                                                  match.group()),
                             self._without_comments())
        tokens = tokens_of(code, 0, len(code))
        regions = []
        begin = index = 0
        while index < len(tokens):
            if tokens[index].text == ";":
                begin = index + 1
            elif tokens[index].text == "{":
                end = closing(tokens, index)
                region = block(tokens[begin:index], tokens[index:end + 1])
                if region:
                    regions.append(region)
                index = end
                if not region or region.kind == "function":
                    begin = index + 1
            index += 1
        return regions


def closing(tokens, index):
    """The index of the bracket that closes the one at an index."""
    depth = 0
    for i in range(index, len(tokens)):
        if tokens[i].text in OPENING:
            depth += 1
        elif tokens[i].text in OPENING.values():
            depth -= 1
            if not depth:
                return i
    raise ValueError(f"nothing closes the {tokens[index].text}")


def block(head, body):
    """The region of a block, by what is before it; a type is none."""
    texts = [token.text for token in head]
    if "=" in texts:
        at = texts.index("[" if "[" in texts else "=") - 1
        return Region("table", texts[at], body)
    for token, following in zip(head, head[1:]):
        if (token.kind == "name" and following.text == "(" and
                not token.text.startswith("__")):
            return Region("function", token.text, body)
    return None
