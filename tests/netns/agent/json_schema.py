#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Holds JSON to a schema.

  json_schema.py [--strict] SCHEMA FILE...

Every value in a file must be as the definition of the schema describes it that
has the name of the file, without what is behind a dot, and no object may have a
member twice. With --strict the value must also be refused with any one member
renamed. What is wrong is printed; the exit status is 1 then, and also if there is
no value in a file.
"""

import copy
import json
import os
import sys

import jsonschema


def read_object(pairs):
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"a member twice: {[name for name, _ in pairs]}")
    return members


def read_values(text):
    decoder = json.JSONDecoder(object_pairs_hook=read_object)
    place = 0
    while text[place:].strip():
        place += len(text[place:]) - len(text[place:].lstrip())
        value, place = decoder.raw_decode(text, place)
        yield value


def member_paths(value, path=()):
    """The path of each member of each object in the value."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield path, name
            yield from member_paths(member, path + (name,))
    elif isinstance(value, list):
        for number, element in enumerate(value):
            yield from member_paths(element, path + (number,))


def renamed(value, path, name):
    value = copy.deepcopy(value)
    part = value
    for step in path:
        part = part[step]
    part[name + "x"] = part.pop(name)
    return value


def without_numbers(path):
    return tuple(step for step in path if not isinstance(step, int))


def faults_of(validator, value):
    for error in validator.iter_errors(value):
        error = jsonschema.exceptions.best_match([error])
        yield f"{error.json_path}: {error.message}: {json.dumps(value)}"


def laxities_of(validator, value, tried):
    """Members that can be renamed; tried has those that were."""
    for path, name in member_paths(value):
        kind = (without_numbers(path), name)
        if kind in tried:
            continue
        tried.add(kind)
        if validator.is_valid(renamed(value, path, name)):
            yield f"{'.'.join(map(str, path + (name,)))} can be renamed"


def faults_of_file(schema, name, is_strict):
    definition = os.path.basename(name).split(".")[0]
    validator = jsonschema.Draft202012Validator({
        "$ref": f"#/$defs/{definition}",
        "$defs": schema["$defs"],
    })
    tried = set()
    seen = set()
    with open(name, encoding="utf-8") as file:
        for value in read_values(file.read()):
            text = json.dumps(value)
            if text not in seen:
                yield from faults_of(validator, value)
            if text not in seen and is_strict:
                yield from laxities_of(validator, value, tried)
            seen.add(text)
    if not seen:
        yield "there is no value"


def main():
    arguments = sys.argv[1:]
    is_strict = arguments[:1] == ["--strict"]
    if is_strict:
        del arguments[0]
    if len(arguments) < 2:
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    status = 0
    for name in arguments[1:]:
        for fault in faults_of_file(schema, name, is_strict):
            print(f"{name}: {fault}")
            status = 1
    sys.exit(status)


main()
