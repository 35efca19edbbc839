"""The CPU time and the memory of a process and of all that it started, as Linux tells them."""

import os
import time
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

_PROC = Path("/proc")
_KB = 1_000
_KIB = 1_024


class Memory(Struct, frozen=True):
    """Memory of a process tree in MB (10^6 bytes).

    Attributes:
        rss: resident pages, shared ones counted in full.
        pss: resident pages, shared ones divided by the number of their users.
    """

    rss: float
    pss: float


def tree(pid: int) -> list[int]:
    """The process and everything that descends from it, in no order."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                # The name in parentheses may hold blanks; the parent is the second field behind it.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found


def cpu_s(pid: int) -> float:
    """CPU seconds that the process tree has used, user and system, of those that still run.

    The clock of another process has a number made of its id (`clock_getcpuclockid`, Linux).
    """
    used = 0.0
    for process in tree(pid):
        try:
            used += time.clock_gettime((~process << 3) | 2)
        except OSError:
            continue
    return used


def memory(pid: int) -> Memory:
    """The memory of the process tree now."""
    rss = pss = 0
    for process in tree(pid):
        try:
            lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {name: int(rest.split()[0]) for name, _, rest in _pairs(lines)}
        rss += sizes.get("Rss", 0) * _KIB
        pss += sizes.get("Pss", 0) * _KIB
    return Memory(rss / _KB / _KB, pss / _KB / _KB)


def _pairs(lines: list[str]) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in lines if line.endswith(" kB")]


def put_first(pid: int) -> None:
    """Let a process, and what it starts, have the processor before all other work (Linux).

    A session shares the processor as a group (`sched_autogroup_enabled`), so the group is raised
    as well as the process.

    Raises:
        PermissionError: this user may not.
    """
    os.setpriority(os.PRIO_PROCESS, pid, -20)
    with suppress(FileNotFoundError, ProcessLookupError):
        (_PROC / str(pid) / "autogroup").write_text("-20")


def machine_busy_s() -> float:
    """CPU seconds that the whole machine has spent at work since it was started."""
    fields = (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, interrupt, soft = (int(field) for field in fields[:7])
    return (user + nice + system + interrupt + soft) / os.sysconf("SC_CLK_TCK")
