"""Documents that could not be written down yet, as one: a full disk may last for hours."""

from msgspec.structs import replace

from jru_tui.feeds.reading import Reading


def joined(older: Reading, newer: Reading) -> Reading:
    """What two documents say together, to be read once it can be kept.

    Of each call the newer record counts, which tells of its earlier stages, too. Of a vehicle every
    press is kept, as nothing else tells of the one before; of one press the newer record counts.
    """
    calls = {call.id: call for call in (*older.calls, *newer.calls)}
    presses = {
        (each.id, each.status, each.status_at, each.call): each
        for each in (*older.vehicles, *newer.vehicles)
    }
    refused = {(each.subject, each.key): each for each in (*older.refused, *newer.refused)}
    together = replace(
        newer,
        calls=tuple(calls.values()),
        vehicles=tuple(presses.values()),
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
