"""Events of the past: nights of a unit, the same for the same number."""

from datetime import datetime

from benchmarks import program
from benchmarks.history import History
from jru_tui.board.events import Event


def nights(number: int, now: datetime) -> list[Event]:
    """Return the events of so many nights of three vehicles, the last of which ends by now."""
    records = History(nights=number, vehicles=3, now=now).events()
    return [program.event(record) for record in records]
