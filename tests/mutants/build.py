# SPDX-License-Identifier: MIT
"""A copy of the project in which the module and the unit tests are built."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

# The copy has files of its own for these; the rest are symbolic links.
COPIED = ("kmod",)
LINKED = ("Makefile", "include", "userspace", "tests", "scripts", "bench")
UNIT_BUILDS = ("sanitized", "tests/unit")
# A call that is left out may have been the only use of something.
MODULE_WARNINGS = "-Wno-unused -Wno-parentheses"


class BuildError(Exception):
    """The unchanged module does not build."""


class Tree:
    """One copy, for one worker, below build/mutants."""

    def __init__(self, top, folder, kernel):
        self.top = Path(top)
        self.folder = Path(folder)
        self.kernel = kernel
        self.objects = self.folder / "build/module" / kernel
        self.changed = None
        self.hashes = {}

    def prepare(self):
        """Makes the copy and builds the module as it is."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for name in LINKED:
            (self.folder / name).symlink_to(self.top / name)
        for name in COPIED:
            shutil.copytree(self.top / name, self.folder / name)
        (self.folder / "Kbuild").write_text(
            (self.top / "Kbuild").read_text() +
            f"ccflags-y += {MODULE_WARNINGS}\n")
        for name in UNIT_BUILDS:
            if (self.top / "build" / name).exists():
                shutil.copytree(self.top / "build" / name,
                                self.folder / "build" / name)
        result = self._make("module", f"KVER={self.kernel}")
        if result.returncode:
            raise BuildError(result.stdout + result.stderr)
        self.hashes = self._hashes()

    def _make(self, *arguments):
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        return subprocess.run(
            ["make", "-s", *arguments], cwd=self.folder, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)

    def _hashes(self):
        """The object code of each file, without debugging information."""
        hashes = {}
        stripped = self.folder / "stripped.o"
        for path in sorted(self.objects.glob("kmod/**/*.o")):
            subprocess.run(["objcopy", "--strip-debug", path, stripped],
                           check=True)
            hashes[str(path.relative_to(self.objects))] = hashlib.sha256(
                stripped.read_bytes()).hexdigest()
        return hashes

    def apply(self, mutant):
        """Changes a file, and reverts the change before it."""
        path = mutant.key.path if mutant else None
        if self.changed and self.changed != path:
            text = (self.top / self.changed).read_text()
            (self.folder / self.changed).write_text(text)
        if mutant:
            (self.folder / path).write_text(mutant.text)
        self.changed = path

    def build_module(self, mutant, target):
        """Builds the module with a mutant and puts it into a file.

        Returns the changed object code, as a set, or nothing if the mutant does
        not compile, or makes no other code.
        """
        self.apply(mutant)
        if self._make("module", f"KVER={self.kernel}").returncode:
            return None
        changed = set(self._hashes().items()) - set(self.hashes.items())
        if changed:
            self.save_module(target)
        return frozenset(changed)

    def save_module(self, target):
        """Puts the module that was built last into a file."""
        subprocess.run(["objcopy", "--strip-debug",
                        self.objects / "phonewall.ko", target], check=True)

    def unit_test(self, mutant, name):
        """Runs a unit test with a mutant. Returns what fails, or nothing.

        If it does not build outside the kernel, the test has noticed nothing.
        """
        self.apply(mutant)
        program = f"build/tests/unit/{name}"
        result = self._make(program, "WARNINGS=-w")
        if result.returncode and not mutant:
            raise BuildError(result.stdout + result.stderr)
        if result.returncode:
            return None
        try:
            result = subprocess.run(
                [self.folder / program], cwd=self.folder, timeout=120,
                env={**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"},
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, errors="replace",
                check=False)
        except subprocess.TimeoutExpired:
            return "its time is over"
        for line in result.stdout.splitlines():
            if line.startswith("not ok"):
                return line.split(" - ", 1)[-1]
        return f"status {result.returncode}" if result.returncode else None
