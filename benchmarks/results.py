"""Results of a run, as they are kept in a file: samples beside those of their floor."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct


class Series(Struct, frozen=True, kw_only=True):
    """The samples of one case of one row.

    Attributes:
        row: the row's id, as `--only` names it.
        case: what of the row, such as `1,000 calls`; empty where there is only one.
        unit: of the samples and of the floor's: `ms`, `s`, `B`, `kB`, `MB`, `CPU ms`, `CPU s/min`.
        samples: what was measured, in the order of measuring; empty where it could not be.
        floor: the same of what it is compared with, measured in between; empty for nothing.
        beside: what it is compared with, in words.
        size: how large what was worked on is, for the plot; None where that has no size.
        note: why there are no samples, or what has to be known about them.
    """

    row: str
    case: str = ""
    unit: str = "ms"
    samples: list[float]
    floor: list[float] = []
    beside: str = ""
    size: float | None = None
    note: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it was measured, and nothing went wrong while it was."""
        return bool(self.samples) and not self.note

    @property
    def key(self) -> tuple[str, str]:
        """The row and the case."""
        return self.row, self.case


class Load(Struct, frozen=True):
    """How busy the machine was with other work while some rows were measured.

    Attributes:
        group: which rows.
        seconds: how long that took.
        others: processors that others used, on average.
    """

    group: str
    seconds: float
    others: float


class Run(Struct, frozen=True):
    """A whole run.

    Attributes:
        program: its name, version and commit.
        machine: processor, memory, system, Python and libraries, in a sentence.
        started_at: UTC, as RFC 3339.
        quick: whether it was `make bench-quick`.
        spacing_ms: the time between two keys to the same program.
        command: the command that made it.
    """

    program: str
    machine: str
    started_at: str
    quick: bool
    spacing_ms: float
    series: list[Series]
    loads: list[Load]
    command: str = "make bench"


def merged(runs: list[list[Series]]) -> list[Series]:
    """The series of repeated runs as one, row by row: their samples behind each other."""
    found: dict[tuple[str, str], Series] = {}
    for series in (series for run in runs for series in run):
        known = found.get(series.key)
        if known is not None:
            series = msgspec.structs.replace(  # noqa: PLW2901 - the same series, longer
                series,
                samples=known.samples + series.samples,
                floor=known.floor + series.floor,
                note=known.note or series.note,
            )
        found[series.key] = series
    order = list(dict.fromkeys(row for row, _ in found))
    return sorted(found.values(), key=lambda series: order.index(series.row))


def failures(series: Iterable[Series]) -> list[str]:
    """Name what could not be measured, or not without a fault, with the reason: one line each."""
    return [
        f"{one.row} {one.case}: {one.note or 'nothing was measured'}".replace(" :", ":")
        for one in series
        if not one.is_whole
    ]


def write(run: Run, path: Path) -> None:
    """Write a run as JSON."""
    encoded = msgspec.json.encode(run)
    path.write_bytes(msgspec.json.format(encoded, indent=1))


def read(path: Path) -> Run:
    """Read a run.

    Raises:
        msgspec.DecodeError: the file holds no run.
        OSError: it cannot be read.
    """
    return msgspec.json.decode(path.read_bytes(), type=Run)
