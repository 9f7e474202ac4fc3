# SPDX-License-Identifier: MIT
"""Runs suites in the test machine with one module."""

import selectors
import signal
import subprocess
import time
from typing import NamedTuple, Optional

BOOT_SECONDS = 90
# What a test waits for comes far sooner, and with most mutants never.
WAIT_MS = 10000
# The command in the machine. Its arguments are a time-out, how many suites run
# one after the other, how long they wait for what must come, and the suites.
COMMAND = """
[[ -e $(modinfo -n phonewall) ]] || { echo 'there is no module'; exit 99; }
modprobe phonewall || { echo '# not loaded'; exit 1; }
timeout=$1 first=$2
export WAIT_MS=$3
shift 3
./run-tests --isolate --timeout "$timeout" "${@:1:first}"
[[ $# == "$first" ]] || ./run-tests --isolate --jobs 3 \\
	--timeout "$timeout" "${@:first+1}"
"""


class MachineError(Exception):
    """The machine could not be run."""


class Outcome(NamedTuple):
    """What noticed the change, or nothing, and how long each suite took."""

    suite: Optional[str]
    what: Optional[str]
    seconds: dict
    lines: list


class Run:
    """One machine with a module, until something fails or all has passed.

    The first suites run one after the other, the others side by side.
    """

    def __init__(self, top, module, first, others, limits):
        self.top = top
        self.module = module
        self.first = first
        self.others = others
        self.limits = limits
        self.seconds = {}
        self.suite = None
        self.ends = {}
        self.lines = []
        self.process = None

    def outcome(self):
        """Runs the suites, to the first that fails."""
        self.process = subprocess.Popen(
            self._command(), cwd=self.top, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            what = self._watch()
        finally:
            self.terminate()
            self.process.wait()
            self.process.stdout.close()
        return Outcome(what and self._noticed_by(), what, self.seconds,
                       self.lines)

    def _noticed_by(self):
        """The suite that failed, or those that ran when the machine did."""
        return self.suite or " or ".join(self.ends)

    def terminate(self):
        """Ends the machine; its own script cleans up after it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def _command(self):
        names = self.first + self.others
        whole = BOOT_SECONDS + sum(self.limits[name] for name in names)
        return ["scripts/vm", "--module", self.module,
                "--timeout", str(whole),
                "--add", "scripts/run-tests:/phonewall/run-tests", "--",
                "bash", "-c", COMMAND, "run-tests",
                str(max(self.limits[name] for name in names)),
                str(len(self.first)), str(WAIT_MS),
                *(f"tests/{name}" for name in names)]

    def _watch(self):
        """Returns what failed, or nothing."""
        self.ends = {"loading": time.monotonic() + BOOT_SECONDS}
        for line in self._read():
            self.lines = self.lines[-39:] + [line]
            what = self._judge(line)
            if what:
                return what
        if not self.is_in_time():
            return "its time is over"
        return self._judge_end()

    def is_in_time(self):
        """True if no suite has timed out."""
        return time.monotonic() < min(self.ends.values())

    def _read(self):
        """The machine's lines, until it ends or a suite has timed out."""
        pending = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while self.is_in_time():
                if not selector.select(1):
                    continue
                data = self.process.stdout.read1(65536)
                if not data:
                    return
                *lines, pending = (pending + data).split(b"\n")
                for line in lines:
                    yield line.decode(errors="replace").strip()

    def _judge(self, line):
        """What a line says about a failure, or nothing."""
        words = line.split()
        if words[:1] == ["#"] and len(words) > 2:
            if words[1] == "suite":
                self.suite = words[2]
            if words[1] in ("begin", "suite"):
                self.ends.pop("loading", None)
                self.ends.pop("the end", None)
                self.ends.setdefault(words[2], time.monotonic() +
                                     self.limits.get(words[2], 0))
            if words[1] == "end":
                return self._judge_suite(*words[2:5])
        if line.startswith("not ok"):
            return line.split(" - ", 1)[-1]
        if line == "# not loaded":
            return "the module is not loaded"
        return None

    def _judge_suite(self, name, status, seconds):
        self.seconds[name] = int(seconds)
        self.ends.pop(name, None)
        if status != "0":
            return f"status {status}"
        self.suite = None
        if not self.ends:
            self.ends["the end"] = time.monotonic() + BOOT_SECONDS
        return None

    def _judge_end(self):
        status = self.process.wait()
        for line in self.lines:
            if line.startswith(("vm: the machine failed", "vm: the time of")):
                return line
        if status or set(self.seconds) != set(self.first + self.others):
            raise MachineError(f"scripts/vm ended with status {status}:\n" +
                               "\n".join(self.lines))
        return None
