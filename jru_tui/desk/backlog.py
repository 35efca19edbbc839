"""Documents that could not be written down yet, as one: a full disk may last for hours."""

from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.rules import EMERGENCY
from jru_tui.feeds.models import FeedReading


def join_readings(older: FeedReading, newer: FeedReading) -> FeedReading:
    """Join two documents into one, to be read once it can be kept.

    Of each call the newer record counts, which tells of its earlier stages, too. Of a vehicle every
    press is kept, as nothing else tells of the one before; of one press the newer record counts.
    """
    calls = {call.id: call for call in (*older.calls, *newer.calls)}
    presses = {
        (record.id, record.status, record.status_at, record.call): record
        for record in (*older.vehicles, *newer.vehicles)
    }
    refused = {record.record: record for record in (*older.refused, *newer.refused)}
    together = replace(
        newer,
        calls=tuple(calls.values()),
        vehicles=tuple(presses.values()),
        beyond={**older.beyond, **newer.beyond},
    )
    if newer.complete:
        return together
    return replace(
        together,
        complete=older.complete,
        listed_calls=older.listed_calls | newer.listed_calls,
        listed_vehicles=older.listed_vehicles | newer.listed_vehicles,
        refused=tuple(refused.values()),
    )


def withheld(reading: FeedReading, board: Board) -> str:
    """The gravest of what a document holds that cannot be shown, without a call's words.

    `JRU 1 EMERGENCY, 2 new calls (G1, G3)`; empty where nothing in it is new.
    """
    known = board.vehicles
    now = {vehicle.id: vehicle for vehicle in reading.vehicles}
    said = [
        f"{alert.name or alert.id} EMERGENCY"
        for alert in now.values()
        if alert.status == EMERGENCY
        and (alert.id not in known or known[alert.id].status != EMERGENCY)
    ]
    new = [call for call in reading.calls if call.id not in board.calls and call.closed_at is None]
    if new:
        grades = sorted({code for call in new if (code := call.grade or call.category)})
        judged = f" ({', '.join(grades)})" if grades else ""
        said.append(f"{len(new)} new call{'' if len(new) == 1 else 's'}{judged}")
    return ", ".join(said)
