"""The identity of calls in a document, where a number may be used again.

The first call of a number is known by the number, each later one by an id of the board's own. That
is made of the number and the opening to be read by people; nothing is ever read out of it, and one
that is taken already is not given again. The rule for what is one call stands in `board.identity`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from jru_tui.board import OFF_CALLS, Board, CallRecord, VehicleRecord, is_same_call
from jru_tui.desk.ambiguous_times import in_doubt, opened_as_held
from jru_tui.feeds import FeedReading, RefusedRecord

_NEAREST = 3
"""How many calls of a number, by opening, a report may be a corrected one of."""
_PAPERS = timedelta(hours=12)
"""How long after a call's end a vehicle may still name it: a crew writes its papers."""
_SKEW = timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


class CallIdentities:
    """A finder of the calls that documents mean, on the board as it stands.

    Args:
        board: read, never written.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._new: dict[str, CallRecord] = {}
        """Calls that were told of and are not on the board yet, by their ids."""
        self._ahead: dict[str, VehicleRecord] = {}
        """Vehicles that name a call which is not listed yet, as they came, by their ids."""

    def with_own_ids(self, reading: FeedReading) -> FeedReading:
        """The document with the board's own ids in place of numbers."""
        self._new = {id_: call for id_, call in self._new.items() if id_ not in self._board.calls}
        doubtful = {key for subject, key in in_doubt(reading) if subject == "call"}
        known: dict[str, CallRecord] = {}
        numbers: dict[str, str] = {}
        for call in reading.calls:
            id_ = self._id_of(call, reading.generated_at, doubtful=call.id in doubtful)
            known[id_] = call
            if id_ != call.id:
                self._new[id_], numbers[id_] = call, call.id
        listed_ids = {call.id for call in reading.calls}
        names = self._board.call_names
        used = names.used_again(reading.listed_calls) | names.used_again(listed_ids)
        again = frozenset(used | {*numbers.values()})
        vehicles = tuple(self._with_calls(reading, known))
        if not again and vehicles == reading.vehicles:
            return reading
        calls = tuple(replace(call, id=id_) for id_, call in known.items())
        renamed: Mapping[CallRecord | VehicleRecord | RefusedRecord, CallRecord | VehicleRecord] = (
            dict(zip(known.values(), calls, strict=True))
        )
        return replace(
            reading,
            calls=calls,
            vehicles=vehicles,
            listed_calls=self._listed(reading, again, known),
            beyond={renamed.get(record, record): came for record, came in reading.beyond.items()},
            numbers=numbers,
        )

    def _uses(self, number: str) -> list[tuple[str, CallRecord | None]]:
        """The calls of a number with what is known of them; those that came last stand last."""
        board = self._board
        ids = [*board.uses(number), *(id_ for id_, call in self._new.items() if call.id == number)]
        return [(id_, self._new.get(id_) or board.feed_records.call(id_)) for id_ in ids]

    def _id_of(self, call: CallRecord, now: datetime, *, doubtful: bool) -> str:
        uses = self._uses(call.id)
        for id_, record in uses:
            opened_at = opened_as_held(call, record) if doubtful and record else call.opened_at
            if record is None or record.opened_at == opened_at:
                return id_
        known_uses = [(id_, record) for id_, record in uses if record is not None]
        known_uses.sort(key=lambda use: abs(use[1].opened_at - call.opened_at))
        for id_, record in known_uses[:_NEAREST]:
            if is_same_call(record, call, now):
                return id_
        return self._free_id(call, used=bool(uses))

    def _free_id(self, call: CallRecord, *, used: bool) -> str:
        """An id that nothing has: the number itself for the first call of it."""
        id_ = f"{call.id}/{call.opened_at:%y%m%d}" if used else call.id
        while self._board.is_known(id_) or id_ in self._new:
            id_ += "+"
        return id_

    def _listed(
        self, reading: FeedReading, again: frozenset[str], known: Mapping[str, CallRecord]
    ) -> frozenset[str]:
        """The ids of all calls that are listed, changed or not."""
        used = reading.listed_calls & again
        if not used:
            return reading.listed_calls
        listed_ids = {
            (call.id, call.opened_at): id_ for id_, call in known.items() if call.id in used
        }
        listed = set(reading.listed_calls - used)
        openings: dict[str, list[datetime]] = {number: [] for number in used}
        for number, opened_at in reading.listed_openings:
            if number in used:
                openings[number].append(opened_at)
        for number, opened in openings.items():
            uses = [(id_, call) for id_, call in self._uses(number) if call is not None]
            # One that somebody still remembers as listed is the newest.
            for opened_at in opened or [max(call.opened_at for _, call in uses)]:
                nearest = min(uses, key=lambda use: abs(use[1].opened_at - opened_at))
                listed.add(listed_ids.get((number, opened_at), nearest[0]))
        return frozenset(listed)

    def _with_calls(
        self, reading: FeedReading, known: Mapping[str, CallRecord]
    ) -> Iterator[VehicleRecord]:
        """The vehicles of a document, and those before whose calls are known by now."""
        changed = {vehicle.id for vehicle in reading.vehicles}
        waiting = [vehicle for id_, vehicle in self._ahead.items() if id_ not in changed]
        for vehicle in reading.vehicles:
            self._ahead.pop(vehicle.id, None)
            call = self._call_of(vehicle, known)
            if call is None and vehicle.call is not None:
                self._ahead[vehicle.id] = vehicle
            yield vehicle if call == vehicle.call else replace(vehicle, call=call)
        for vehicle in waiting:
            call = self._call_of(vehicle, known)
            if call is not None:
                del self._ahead[vehicle.id]
                yield replace(vehicle, call=call)

    def _call_of(self, vehicle: VehicleRecord, known: Mapping[str, CallRecord]) -> str | None:
        """The call that a vehicle means by a number; None where it is not listed yet.

        Of those that were opened by then and are not long over it is the one whose list has the
        vehicle, and of several that where it moved last; else that on which it goes on, or the
        newest.
        """
        if vehicle.call is None:
            return None
        uses = [(id_, known.get(id_, call)) for id_, call in self._uses(vehicle.call)]
        if not uses:
            return self._first_id(vehicle.call)
        opened = [
            (id_, call)
            for id_, call in uses
            if call is None or call.opened_at <= vehicle.status_at + _SKEW
        ]
        alive = [use for use in opened or uses if not _is_long_over(use[1], vehicle.status_at)]
        if not alive:
            return uses[-1][0] if vehicle.status in OFF_CALLS else None
        if len(alive) == 1:
            return alive[0][0]
        moved = [
            (at, id_)
            for id_, call in alive
            if call is not None and (at := _moved_at(call, vehicle.id)) is not None
        ]
        if moved:
            return max(moved)[1]
        record = self._board.feed_records.vehicle(vehicle.id)
        goes_on = record is not None and (
            vehicle.status != "allocated" or record.status == "allocated"
        )
        for id_, call in alive:
            if (
                record is not None
                and goes_on
                and record.call == id_
                and call
                and call.state == "open"
            ):
                return id_
        return max(alive, key=lambda use: (use[1] is not None and use[1].opened_at, use[0]))[0]

    def _first_id(self, number: str) -> str | None:
        """The id of the first call of a number, unless that is another call's own."""
        return number if self._board.call_names.number(number) == number else None


def _is_long_over(call: CallRecord | None, moment: datetime) -> bool:
    if call is None or call.state == "open":
        return False
    return (call.closed_at or call.as_of) + _PAPERS < moment


def _moved_at(call: CallRecord, vehicle: str) -> datetime | None:
    """Return when a vehicle moved last on its way to a call that lists it; None where none does."""
    if call.state != "open":
        return None
    ways = (way for way in call.responses if way.vehicle == vehicle and way.clear_at is None)
    times = [
        max(filter(None, (way.allocated_at, way.en_route_at, way.at_scene_at)), default=_NEVER)
        for way in ways
    ]
    return max(times, default=None)
