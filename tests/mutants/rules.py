# SPDX-License-Identifier: MIT
"""The rules by which a function, a table or a macro is changed.

Each rule is a generator that is given a Context and yields an Edit for each
small change that it knows how to make there. Whether a change compiles, and
whether it makes other object code, is found out later.
"""

import re
from typing import NamedTuple

from source import closing

# What a test cannot notice by its result: a lock that is not taken or given back
# hangs or races, and what is said to the log is not what the module does.
UNTOUCHED_CALLS = re.compile(
    r"(un)?lock|^rcu_read_|^local_bh|^lockdep|^might_sleep|^BUILD_BUG|"
    r"^static_assert|^WARN|^pr_|^net_\w+_ratelimited|^netdev_(info|warn|err)|"
    r"^va_(start|end)")
KEYWORDS = {"if", "else", "for", "while", "do", "switch", "case", "default",
            "return", "break", "continue", "goto", "struct", "union", "enum",
            "const", "static", "unsigned", "signed", "typedef", "extern",
            "volatile", "register", "sizeof", "inline"}
TYPE = re.compile(r"(u|s|__u|__s|__be|__le)\d+$|\w+_t$|"
                  r"(bool|int|long|short|char|void)$")
RELATIONS = {"<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"],
             "==": ["!="], "!=": ["=="]}
ARITHMETIC = {"+": "-", "-": "+", "|": "&", "&": "|", "<<": ">>", ">>": "<<",
              "+=": "-=", "-=": "+=", "|=": "=", "&=": "=", "++": "--",
              "--": "++", "%": "/"}
BYTE_ORDER = re.compile(r"(hton|ntoh)[sl]$|cpu_to_be\d+p?$|be\d+_to_cpup?$")
UNALIGNED = re.compile(r"((?:get|put)_unaligned_)be(\d+)$")
# Words that are often taken for one another, within a name or as a whole.
WORDS = [("source", "destination"), ("source", "dest"), ("src", "dst"),
         ("saddr", "daddr"), ("sport", "dport"), ("local", "remote"),
         ("min", "max"), ("minimum", "maximum"), ("first", "last"),
         ("in", "out"), ("before", "after"), ("ipv4", "ipv6"),
         ("inet", "inet6"), ("icmp", "icmpv6"), ("udp", "tcp"),
         ("iph", "ipv6h"), ("pc", "switch_port"), ("pc", "switch"),
         ("accept", "drop"), ("success", "failure"), ("up", "down"),
         ("request", "reply"), ("new", "old"), ("ingress", "egress"),
         ("register", "unregister"), ("enable", "disable"), ("inc", "dec"),
         ("add", "sub"), ("head", "tail"), ("dev", "indev"),
         ("network", "transport")]


class Edit(NamedTuple):
    """Text to put in place of a part of the file."""

    start: int
    end: int
    text: str
    what: str


class Context(NamedTuple):
    """A region's tokens, and what the rules know of the whole module."""

    text: str
    kind: str
    tokens: list
    enumerators: dict


def replace(token, text, what=None):
    """An edit of one token."""
    return Edit(token.start, token.end, text,
                what or f"{token.text} becomes {text}")


def span(context, first, last):
    """The text from one token to another."""
    return context.text[context.tokens[first].start:context.tokens[last].end]


def is_operand(token):
    """Whether an operator after the token is a binary one."""
    return (token.kind in ("number", "character") or
            (token.kind == "name" and token.text not in KEYWORDS) or
            token.text in (")", "]"))


def is_binary(tokens, i):
    """Whether an operator is between two operands, not after a cast."""
    if not i or not is_operand(tokens[i - 1]):
        return False
    return tokens[i - 1].text != ")" or not is_cast(tokens, i - 1)


def is_cast(tokens, end):
    """Whether a closing bracket ends a type in brackets."""
    i = end - 1
    while tokens[i].text == "*":
        i -= 1
    return tokens[i].kind == "name" and (
        bool(TYPE.match(tokens[i].text)) or
        tokens[i - 1].text in ("struct", "enum", "union"))


def heads(context, words):
    """Of each if ( ... ) and the like: the indices of its two brackets."""
    for i, token in enumerate(context.tokens[:-1]):
        if token.text in words and context.tokens[i + 1].text == "(":
            yield i + 1, closing(context.tokens, i + 1)


def negate(context):
    """A condition becomes its opposite."""
    for first, last in heads(context, ("if",)):
        condition = span(context, first, last)
        yield Edit(context.tokens[first].start, context.tokens[last].end,
                   f"(!{condition})", "condition negated")


def drop_check(context):
    """What an if guards is never done."""
    for first, last in heads(context, ("if",)):
        condition = span(context, first, last)
        yield Edit(context.tokens[first].start, context.tokens[last].end,
                   f"(0 && {condition})", "condition never true")


def always(context):
    """What an if guards is always done."""
    for first, last in heads(context, ("if",)):
        condition = span(context, first, last)
        yield Edit(context.tokens[first].start, context.tokens[last].end,
                   f"(1 || {condition})", "condition always true")


def negate_choice(context):
    """The two sides of ?: are swapped."""
    for i, token in enumerate(context.tokens):
        if token.text != "?":
            continue
        first = operand_begin(context.tokens, i)
        condition = span(context, first, i - 1)
        yield Edit(context.tokens[first].start, context.tokens[i - 1].end,
                   f"!({condition})", "choice negated")


def operand_begin(tokens, i, stops=("&&", "||", "?", ":", ",", ";", "=",
                                    "return", "{", "}")):
    """The index at which the operand before an operator begins."""
    depth = 0
    for j in range(i - 1, -1, -1):
        if tokens[j].text in (")", "]"):
            depth += 1
        elif tokens[j].text in ("(", "["):
            depth -= 1
            if depth < 0:
                return j + 1
        elif not depth and tokens[j].text in stops:
            return j + 1
    return 0


def operand_end(tokens, i):
    """The index at which the operand after an operator ends."""
    depth = 0
    for j in range(i + 1, len(tokens)):
        if tokens[j].text in ("(", "["):
            depth += 1
        elif tokens[j].text in (")", "]"):
            depth -= 1
            if depth < 0:
                return j - 1
        elif not depth and tokens[j].text in ("&&", "||", "?", ":", ",", ";"):
            return j - 1
    return len(tokens) - 1


def drop_clause(context):
    """One of several conditions is not checked."""
    tokens = context.tokens
    for i, token in enumerate(tokens):
        if token.text not in ("&&", "||"):
            continue
        first = operand_begin(tokens, i)
        last = operand_end(tokens, i)
        for start, end in ((token.start, tokens[last].end),
                           (tokens[first].start, token.end)):
            yield Edit(start, end, newlines(context, start, end),
                       "dropped: " + " ".join(context.text[start:end].split()))


def newlines(context, start, end):
    """As many newlines as a part has, so that line numbers stay."""
    return "\n" * context.text.count("\n", start, end)


def logic(context):
    """And becomes or, or becomes and, and not is left out."""
    for i, token in enumerate(context.tokens):
        if token.text == "&&":
            yield replace(token, "||")
        elif token.text == "||":
            yield replace(token, "&&")
        elif token.text == "!" and context.tokens[i + 1].text != "!":
            yield replace(token, "", "! dropped")
        elif token.text == "~":
            yield replace(token, "", "~ dropped")


def relation(context):
    """A comparison includes its bound or not, or becomes its opposite."""
    for i, token in enumerate(context.tokens):
        if is_binary(context.tokens, i):
            for other in RELATIONS.get(token.text, ()):
                yield replace(token, other)


def arithmetic(context):
    """An operator becomes its counterpart."""
    for i, token in enumerate(context.tokens):
        if token.text not in ARITHMETIC:
            continue
        if token.text in ("++", "--") or is_binary(context.tokens, i):
            yield replace(token, ARITHMETIC[token.text])


def number(context):
    """A number is one more, or one less."""
    for token in context.tokens:
        if token.kind != "number":
            continue
        value, suffix = re.match(r"(0x[\da-fA-F]+|\d+)(\w*)$",
                                 token.text).groups()
        for step in (1, -1):
            changed = int(value, 0) + step
            if changed >= 0:
                changed = hex(changed) if value[:2] == "0x" else changed
                yield replace(token, f"{changed}{suffix}")


def bound(context):
    """A named bound in a comparison, or a size, is one off."""
    tokens = context.tokens
    for i, token in enumerate(tokens[:-1]):
        if token.text == "sizeof" and tokens[i + 1].text == "(":
            last = closing(tokens, i + 1)
        elif (token.kind == "name" and token.text.isupper() and
              i and tokens[i - 1].text in ("<", "<=", ">", ">=", "+", "-",
                                           "=")):
            last = i
        else:
            continue
        if tokens[last + 1].text in ("(", "["):
            continue
        for step in ("+ 1", "- 1"):
            yield Edit(token.start, tokens[last].end,
                       f"({span(context, i, last)} {step})",
                       f"{span(context, i, last)} {step}")


def truth(context):
    """True becomes false, false true; but not arguments for lockdep alone."""
    for i, token in enumerate(context.tokens):
        if (token.text in ("true", "false") and
                not enclosing_call(context.tokens, i).startswith("rcu_")):
            yield replace(token, "false" if token.text == "true" else "true")


def enclosing_call(tokens, i):
    """The name of the function that a token is given to, or nothing."""
    depth = 0
    for j in range(i - 1, 0, -1):
        if tokens[j].text in (")", "]"):
            depth += 1
        elif tokens[j].text in ("(", "["):
            depth -= 1
            if depth < 0:
                return tokens[j - 1].text
        elif tokens[j].text in (";", "{", "}"):
            break
    return ""


def returned(context):
    """A function returns something else."""
    tokens = context.tokens
    for i, token in enumerate(tokens[:-2]):
        if token.text != "return":
            continue
        last = i + 1
        while tokens[last].text != ";":
            last += 1
        value = span(context, i + 1, last - 1) if last > i + 1 else ""
        if re.fullmatch(r"-E[A-Z]+|error", value):
            yield Edit(tokens[i + 1].start, tokens[last].start, "0",
                       f"returns 0 for {value}")
        elif value == "0":
            yield replace(tokens[i + 1], "-EINVAL", "returns -EINVAL for 0")
        elif re.search(r"&&|\|\||[<>=!]=|^!", value):
            yield Edit(tokens[i + 1].start, tokens[last].start,
                       f"!({value})", "returns the opposite")


def statement_starts(tokens):
    """The indices at which statements may begin."""
    for i in range(1, len(tokens)):
        before = tokens[i - 1].text
        if before in (";", "{", "}", "else", "do"):
            yield i
        elif before == ":" and is_label(tokens, i - 1):
            yield i
        elif before == ")" and is_head(tokens, i - 1):
            yield i


def is_label(tokens, i):
    """Whether a colon ends a label or a case."""
    j = i - 1
    while j >= 0 and tokens[j].text not in (";", "{", "}", "?"):
        if tokens[j].text in ("case", "default"):
            return True
        j -= 1
    return j == i - 2 and tokens[j].text != "?"


def is_head(tokens, end):
    """Whether a closing bracket ends an if ( ... ) or a loop's head."""
    depth = 0
    for j in range(end, -1, -1):
        if tokens[j].text == ")":
            depth += 1
        elif tokens[j].text == "(":
            depth -= 1
            if not depth:
                return tokens[j - 1].text in ("if", "for", "while", "switch") \
                    or tokens[j - 1].text.startswith("for_each") \
                    or "_for_each" in tokens[j - 1].text
    return False


def drop_statement(context):
    """A call or an assignment is left out."""
    tokens = context.tokens
    for i in statement_starts(tokens):
        last = i
        while last < len(tokens) and tokens[last].text not in (";", "{"):
            if tokens[last].text in ("(", "["):
                last = closing(tokens, last)
            last += 1
        if last >= len(tokens) or tokens[last].text != ";" or last == i:
            continue
        first = tokens[i].text
        if (first in KEYWORDS or TYPE.match(first) or
                UNTOUCHED_CALLS.search(first) or
                not (tokens[i].kind == "name" or first in ("*", "(", "++"))):
            continue
        if (tokens[i].kind == "name" and tokens[i + 1].kind == "name" or
                tokens[i + 1].text == ":"):
            continue
        yield Edit(tokens[i].start, tokens[last].end,
                   "do { } while (0);" +
                   newlines(context, tokens[i].start, tokens[last].end),
                   f"dropped: {' '.join(span(context, i, last).split())}")


def jump(context):
    """A loop ends where it would go on, or goes on where it would end."""
    for token in context.tokens:
        if token.text == "continue":
            yield replace(token, "break")
        elif token.text == "break":
            yield replace(token, "continue")


def byte_order(context):
    """A value keeps the wrong byte order."""
    tokens = context.tokens
    for i, token in enumerate(tokens[:-1]):
        if tokens[i + 1].text != "(":
            continue
        if BYTE_ORDER.match(token.text):
            yield replace(token, "", f"{token.text} dropped")
        unaligned = UNALIGNED.match(token.text)
        if unaligned:
            yield replace(token, unaligned.expand(r"\1le\2"))


def swapped(name, one, other):
    """A name with one word in it in place of the other, or None."""
    for mine, yours in ((one, other), (other, one)):
        pattern = rf"(?<![A-Za-z0-9]){mine}(?![A-Za-z0-9])"
        upper = rf"(?<![A-Za-z0-9]){mine.upper()}(?![A-Za-z0-9])"
        if re.search(pattern, name):
            yield re.sub(pattern, yours, name, count=1)
        if re.search(upper, name):
            yield re.sub(upper, yours.upper(), name, count=1)


def field(context):
    """A field, a function or a value is taken for its counterpart."""
    for i, token in enumerate(context.tokens):
        if token.kind != "name" or token.text in KEYWORDS:
            continue
        if token.text == "switch":
            continue
        for one, other in WORDS:
            for name in swapped(token.text, one, other):
                yield replace(token, name)


def enumerator(context):
    """One of several named values becomes the next one."""
    for token in context.tokens:
        if token.text in context.enumerators:
            yield replace(token, context.enumerators[token.text])


FUNCTION_RULES = [negate, drop_check, always, drop_clause, drop_statement, field,
                  byte_order, relation, returned, truth, number, bound, logic,
                  arithmetic, enumerator, negate_choice, jump]
TABLE_RULES = [number, bound, field, enumerator, truth, byte_order]
MACRO_RULES = [number, arithmetic, bound]
RULES = {"function": FUNCTION_RULES, "table": TABLE_RULES,
         "macro": MACRO_RULES}
