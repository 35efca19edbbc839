"""The events behind a checkpoint, as a board keeps them on its own machine while it runs.

With the checkpoint they are the board that is shown where the journal's server is gone, however the
board before ended. Several boards of one machine may write the same file: what is in it twice
counts once, and what broke off at its end is left out.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.board import Event
from jru_tui.journal.atomic_write import write_whole
from jru_tui.journal.checkpoint import checkpoint_file
from jru_tui.journal.errors import in_words
from jru_tui.journal.files import beside, read_side_file

_ENCODER = msgspec.json.Encoder()


class RecentEvent(Struct, frozen=True):
    """An event with its position in the journal."""

    position: int
    event: Event


class _BoardTime(Struct, frozen=True):
    ahead_s: float


_DECODER = msgspec.json.Decoder(RecentEvent)
_TIME_DECODER = msgspec.json.Decoder(_BoardTime)


def recent_file(home: Path) -> Path:
    """The place of the recent events of the journal whose checkpoint lies at `home`."""
    return beside(home, ".recent")


def write_recent(
    home: Path, events: Iterable[tuple[int, Event]], ahead_s: float | None = None, *, anew: bool
) -> None:
    """Write events behind those that were written, durably; for the user of the machine alone.

    Also where there are none: the time of the file says when the board was last as it is kept.

    Args:
        home: as `make_home` gives it.
        events: with their positions, in order.
        ahead_s: seconds by which the board's time is ahead of this machine's; None: as before.
        anew: in place of all that was written; in one step, as seen from outside.

    Raises:
        JournalError: they cannot be written.
        NotWrittenError: the same, where it is done anew; what was written stands.
    """
    lines = b"".join(
        _ENCODER.encode(RecentEvent(position, event)) + b"\n" for position, event in events
    )
    if ahead_s is not None:
        lines += _ENCODER.encode(_BoardTime(ahead_s)) + b"\n"
    file = recent_file(home)
    if anew:
        write_whole(file, lines.decode())
        return
    with in_words(file):
        flags = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(file, flags)
        try:
            if lines:
                os.write(descriptor, lines)
                os.fsync(descriptor)
            os.utime(descriptor)
        finally:
            os.close(descriptor)


def read_recent(home: Path, after: int) -> Iterator[Event]:
    """Yield the events behind a position, without a gap, as far as they were written.

    Args:
        home: as `make_home` gives it.
        after: the position of the checkpoint.
    """
    known: dict[int, Event] = {}
    with suppress(OSError):
        for line in read_side_file(recent_file(home)).splitlines():
            with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                recent = _DECODER.decode(line)
                known[recent.position] = recent.event
    while (event := known.get(after := after + 1)) is not None:
        yield event


def kept_ahead(home: Path) -> timedelta:
    """Tell how far the board's time was ahead of this machine's clock when it was last kept.

    Args:
        home: as `make_home` gives it.
    """
    ahead = timedelta()
    with suppress(OSError):
        for line in read_side_file(recent_file(home)).splitlines():
            with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                ahead = timedelta(seconds=_TIME_DECODER.decode(line).ahead_s)
    return ahead


def kept_at(home: Path) -> datetime | None:
    """Tell when a journal was last as this machine keeps it, by this machine's clock; None: never.

    Args:
        home: as `make_home` gives it.
    """
    times = []
    for file in (recent_file(home), checkpoint_file(home)):
        with suppress(OSError):
            times.append(file.stat().st_mtime)
    return datetime.fromtimestamp(max(times), UTC) if times else None
