"""A pseudo-terminal with a shell's part in it: it starts one program and outlives it.

Where the leader of a terminal's session ends, the kernel throws away what was written and not read
yet. Here that is never the program under test: a keeper leads the session, as a shell does. It
starts the program in the foreground, reports when it stops and ends, and marks the end in the
output, so that a reader knows that there is nothing more to come.
"""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from select import select
from threading import Event, Thread

from tests.programs import end, kill_group

PATIENCE_S = 60.0
_END = b"\x00the end of the program"
_KEEPER = r"""
import fcntl, os, signal, sys, termios
report, end = int(sys.argv[1]), bytes.fromhex(sys.argv[2])
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
go, started = os.pipe()
program = os.fork()
if program == 0:
    os.close(started)
    os.read(go, 1)
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.closerange(3, report + 1)
    os.execv(sys.argv[3], sys.argv[3:])
os.setpgid(program, program)
os.tcsetpgrp(0, program)
os.write(report, b"pid %d\n" % program)
os.write(started, b"g")
while True:
    status = os.waitpid(program, os.WUNTRACED)[1]
    if os.WIFSTOPPED(status):
        os.write(report, b"stopped 0\n")
        continue
    break
os.write(report, b"ended %d\n" % os.waitstatus_to_exitcode(status))
os.write(1, end)
signal.pause()
"""


class Shell:
    """One program on a pseudo-terminal.

    Attributes:
        fd: the terminal's other end, for whoever types and looks.
        pid: of the program.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int]
    ) -> None:
        """Start a program on a new terminal of so many columns and lines."""
        self.fd, inner = pty.openpty()
        self.resize(*size)
        self._reports, writes = os.pipe()
        keeper = (sys.executable, "-I", "-S", "-c", _KEEPER, str(writes), _END.hex())
        self._keeper = subprocess.Popen(
            [*keeper, *command],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=environment,
            pass_fds=(writes,),
            start_new_session=True,
        )
        os.close(inner)
        os.close(writes)
        self._told = b""
        self.pid = self._report("pid")
        self.has_ended = False
        self._written: SimpleQueue[bytes | None] = SimpleQueue()
        self._takes = Event()
        self._takes.set()
        self._reader = Thread(target=self._take, daemon=True)
        self._reader.start()

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal larger or smaller, as a person does with a window."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def stall(self) -> None:
        """Take no output any more, as a connection that is dead, until `go_on`."""
        self._takes.clear()

    def go_on(self) -> None:
        """Take what is written again."""
        self._takes.set()

    def read(self, seconds: float) -> bytes:
        """Give what the program writes within that time, or nothing; see `has_ended`."""
        if self.has_ended:
            return b""
        try:
            some = self._written.get(timeout=seconds)
        except Empty:
            return b""
        self.has_ended = some is None
        return some or b""

    def wait_until_stopped(self) -> None:
        """Wait until job control has stopped the program."""
        self._report("stopped")

    def wait(self) -> int:
        """Wait for the end of the program: its exit code, or the signal's number below nought."""
        return self._report("ended")

    def close(self) -> None:
        """End the program and all that it started, and the terminal."""
        self.go_on()
        if self._reader.is_alive():  # it has not read the mark of the program's end
            kill_group(self.pid)
        end(self._keeper)
        self._reader.join(PATIENCE_S)
        os.close(self.fd)
        os.close(self._reports)

    def _take(self) -> None:
        """Take what is written as it comes: a program must not wait for a test that compares."""
        some = b""
        with suppress(OSError):  # the terminal is closed
            while not some.endswith(_END):
                self._takes.wait()
                some += os.read(self.fd, 65_536)
                if not any(some.endswith(_END[:length]) for length in range(1, len(_END) + 1)):
                    self._written.put(some)
                    some = b""
        self._written.put(some.removesuffix(_END))
        self._written.put(None)

    def _report(self, what: str) -> int:
        while True:
            while b"\n" not in self._told:
                ready, _, _ = select([self._reports], [], [], PATIENCE_S)
                assert ready, f"never told “{what}”"
                more = os.read(self._reports, 64)
                assert more, f"the keeper is gone before it told “{what}”"
                self._told += more
            line, _, self._told = self._told.partition(b"\n")
            kind, _, number = line.decode().partition(" ")
            if kind == what:
                return int(number)
