"""`python -m benchmarks`: measure, tell progress, and write a table, JSON and a plot."""

import argparse
import os
import random
import resource
import shlex
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine, results
from benchmarks.fleet import stamp
from benchmarks.lab import Group, Lab
from benchmarks.plot import as_svg
from benchmarks.processes import machine_busy_s, put_first
from benchmarks.results import Load, Run, Series
from benchmarks.rows import (
    age,
    commands,
    control,
    decoding,
    dialogs,
    feed,
    idle,
    keys,
    memory,
    plan,
    reports,
    start,
    store,
)
from benchmarks.table import as_markdown, as_text
from benchmarks.workspace import KEPT, Workspace

GROUPS: tuple[Group, ...] = (
    control,
    start,
    keys,
    dialogs,
    commands,
    feed,
    decoding,
    idle,
    store,
    memory,
    plan,
    reports,
    age,
)
"""All rows, in the order of the table. The control is measured with every choice of rows."""

TITLES = {row: title for group in GROUPS for row, title in group.ROWS.items()}
_SEED = 16
_FURTHER = "further cases"
_WHY = 300
"""Characters that say why a row could not be measured: of a program that ended, its last words."""


def main() -> int:
    """Do what the command line asks for; 1 where the control or a row was not seen as it is."""
    options = _options()
    if options.list:
        sys.stdout.writelines(f"{row:14} {title}\n" for row, title in TITLES.items())
        return 0
    if options.show is None and (reason := _reason_against(options)):
        _say(f"benchmarks: {reason}")
        return 1
    wrong: list[str] = []
    failed: list[str] = []
    if options.show is not None:
        run = results.read(options.show)
    else:
        run = _measured(options)
        wrong, failed = control.faults(run.series), results.failures(run.series)
        _write(run, options.out)
    before = None if options.compare is None else results.read(options.compare)
    _say(as_markdown(run, TITLES) if options.markdown else as_text(run, TITLES, before))
    for fault in wrong:
        _say(f"DO NOT TRUST THIS RUN (is the machine busy?): {fault}")
    for failure in failed:
        _say(f"NOT MEASURED: {failure}")
    return 1 if wrong or failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute: a first look")
    parser.add_argument("--only", type=_rows, metavar="ROW,ROW", help="measure these rows")
    parser.add_argument("--list", action="store_true", help="name all rows, and end")
    parser.add_argument("--up-to", type=int, default=1_000_000, metavar="N", help="largest size")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="so many runs as one")
    parser.add_argument("--spacing-ms", type=float, default=120, help="between keys  [120]")
    parser.add_argument(
        "--first", action="store_true", help="before all other work of this machine; needs root"
    )
    parser.add_argument("--compare", type=Path, metavar="FILE", help="a run to compare with")
    parser.add_argument("--show", type=Path, metavar="FILE", help="measure nothing: show that run")
    parser.add_argument("--markdown", action="store_true", help="print the README's short table")
    parser.add_argument("--out", type=Path, default=KEPT / "latest", help="where results go")
    return parser.parse_args()


def _reason_against(options: argparse.Namespace) -> str:
    """Why nothing can be measured here, in a sentence; empty where it can."""
    if not Path("/proc/self/smaps_rollup").exists():
        return "this machine has no /proc as Linux has it: CPU and memory cannot be measured."
    if options.first:
        try:
            put_first(os.getpid())
        except PermissionError:
            return "--first needs root."
    return ""


def _rows(names: str) -> frozenset[str]:
    rows = frozenset(names.split(","))
    if unknown := rows - TITLES.keys():
        raise argparse.ArgumentTypeError(f"no such row: {', '.join(sorted(unknown))}; see --list")
    return rows


def _measured(options: argparse.Namespace) -> Run:
    started_at = datetime.now(UTC)
    wanted = (options.only or frozenset(TITLES)) | control.ROWS.keys()
    loads: list[Load] = []
    runs: list[list[Series]] = []
    for number in range(options.repeat):
        KEPT.mkdir(exist_ok=True)
        with TemporaryDirectory(prefix="work-", dir=KEPT, ignore_cleanup_errors=True) as folder:
            lab = Lab(
                workspace=Workspace(Path(folder), first=options.first),
                wanted=wanted,
                quick=options.quick,
                up_to=options.up_to,
                spacing_s=options.spacing_ms / 1_000,
                say=_tell_progress,
                random=random.Random(_SEED + number),
            )
            runs.append([])
            for group in GROUPS:
                if wanted & group.ROWS.keys():
                    runs[-1] += _group(group, lab, loads)
    _tell_progress("")
    return Run(
        program=machine.program(),
        machine=machine.machine(),
        started_at=stamp(started_at),
        quick=options.quick,
        spacing_ms=options.spacing_ms,
        series=results.merged(runs),
        loads=loads,
        command=command_of(sys.argv[1:]),
    )


def command_of(arguments: Sequence[str]) -> str:
    """The command that makes the same run again; the short name of it where it has one."""
    short = {(): "make bench", ("--quick",): "make bench-quick"}
    return short.get(tuple(arguments)) or f"python -m benchmarks {shlex.join(arguments)}"


def _group(group: Group, lab: Lab, loads: list[Load]) -> Sequence[Series]:
    """Measure some rows, and note what else the machine did meanwhile."""
    busy, own, at = machine_busy_s(), _own_cpu_s(), time.monotonic()
    measured: list[Series] = []
    try:
        measured += (series for series in group.measure(lab) if series.row in lab.wanted)
    except Exception as error:  # noqa: BLE001 - a row that fails must not cost the others
        done = {series.row for series in measured}
        why = " ".join((str(error) or type(error).__name__).split())[:_WHY]
        measured += (
            Series(row=row, case=_FURTHER if row in done else "", samples=[], note=why)
            for row in group.ROWS
            if row in lab.wanted
        )
    seconds = time.monotonic() - at
    others = max(0.0, machine_busy_s() - busy - (_own_cpu_s() - own)) / seconds
    loads.append(Load(next(iter(group.ROWS)), round(seconds, 1), round(others, 2)))
    return measured


def _own_cpu_s() -> float:
    """CPU seconds of the harness and of every process of its own that has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _write(run: Run, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    results.write(run, folder / "results.json")
    (folder / "growth.svg").write_text(as_svg(run.series, TITLES), encoding="utf-8")
    (folder / "table.txt").write_text(as_text(run, TITLES) + "\n", encoding="utf-8")
    _say(f"written: {folder}/results.json, growth.svg, table.txt\n")


def _tell_progress(what: str) -> None:
    """One line that is written over, on a terminal; a line each elsewhere."""
    end = "\r" if os.isatty(2) else "\n"
    sys.stderr.write(f"\x1b[2K{what}{end}" if end == "\r" else f"{what}\n" if what else "")
    sys.stderr.flush()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
