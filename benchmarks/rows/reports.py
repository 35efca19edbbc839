"""Commands that answer without a screen."""

import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import program
from benchmarks.lab import Lab, timed
from benchmarks.results import Series
from benchmarks.shift_journal import ONE_SHIFT, shift_case, shift_journal

ROWS: Mapping[str, str] = {
    "version": "`jru-tui --version`",
    "help": "`jru-tui --help`",
    "status": "`jru-tui status --journal`",
    "status-cpu": "CPU of `jru-tui status --journal`",
    "handover": "`jru-tui handover --journal`",
    "snapshot": "`jru-tui snapshot --journal`",
}

_PYTHON = (sys.executable, "-c", "pass")
_CLICK = (sys.executable, "-c", "import click")
_SIZES = (10_000, 100_000)
_PATIENCE_S = 300.0


def measure(lab: Lab) -> Iterator[Series]:
    """Run each command and its floor in turns."""
    lab.say("commands without a screen")
    for row in ("version", "help"):
        if row in lab.wanted:
            yield _beside(lab, row, (f"--{row}",), _CLICK)
    journal, feed = shift_journal(lab.workspace, ONE_SHIFT)
    feed.close()
    picture = str(lab.workspace.new_folder() / "board.svg")
    source = ("--journal", str(journal), "--config", str(lab.workspace.settings(5)))
    for row, more in (("status", ()), ("handover", ()), ("snapshot", ("-o", picture))):
        if row in lab.wanted:
            arguments = (row, *source, *more)
            yield _beside(lab, row, arguments, _PYTHON, shift_case(ONE_SHIFT))
    if "status-cpu" in lab.wanted:
        yield from _growing(lab, journal)


def _beside(
    lab: Lab,
    row: str,
    arguments: Sequence[str],
    floor: Sequence[str],
    case: str = "",
) -> Series:
    samples: list[float] = []
    below: list[float] = []
    command = (*program.COMMAND, *arguments)
    _run(lab, command)
    lab.take_turns(
        lab.count(12, 2),
        lambda: below.append(timed(lambda: _run(lab, floor))),
        lambda: samples.append(timed(lambda: _run(lab, command))),
    )
    return Series(
        row=row, case=case, samples=samples, floor=below, beside=" ".join(("python", *floor[1:]))
    )


def _growing(lab: Lab, shift: Path) -> Iterator[Series]:
    """CPU seconds of `status` on longer and longer journals."""
    for size in (ONE_SHIFT, *lab.sizes(_SIZES, _SIZES[:1])):
        lab.say(f"status of {size:,} events")
        journal = shift
        if size != ONE_SHIFT:
            journal, feed = shift_journal(lab.workspace, size)
            feed.close()
        source = ("--journal", str(journal), "--config", str(lab.workspace.settings(5)))
        command = (*program.COMMAND, "status", *source)
        note = ""
        samples = []
        for _ in range(lab.count(3, 1)):
            before = _children_cpu_s()
            try:
                _run(lab, command)
            except subprocess.TimeoutExpired:
                note = f"not done within {_PATIENCE_S:.0f} s"
                break
            samples.append(_children_cpu_s() - before)
        yield Series(
            row="status-cpu",
            case=shift_case(size),
            unit="CPU s",
            samples=samples,
            size=size,
            note=note,
        )


def _run(lab: Lab, command: Sequence[str]) -> None:
    subprocess.run(
        command,
        env=lab.workspace.environment,
        cwd=lab.workspace.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=_PATIENCE_S,
    )


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
