"""Facts of a poll: what is new in a document, measured against the board as it stands.

Applying a document twice gives no facts the second time. Absence closes nothing: a call that a
complete document does not list is noted as no longer listed, and when more than half of the open
calls or of the vehicles are suddenly missing, and more than the feed usually drops, a second
document has to say so first.

Two reports of one record whose times do not decide which is newer: a call without a version and a
time of update, and a vehicle whose status only follows from stage times, carry no time of their
report. When somebody takes a stage back (a clear that was pressed by mistake, an arrival at the
wrong call), their times go back as well, and the report would pass for a late one. A time that lies
ahead of the feed's own clock would make every later report late. And an emergency that nobody has
heard of yet is never late. In all of these the document's time counts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import (
    EMERGENCY,
    Aside,
    Board,
    CallRecord,
    CallReported,
    RecordRefused,
    RefusalLifted,
    Relisted,
    Subject,
    Unlisted,
    VehicleRecord,
    VehicleReported,
)
from jru_tui.desk.ambiguous_times import call_as_chosen, in_doubt, vehicle_as_chosen
from jru_tui.desk.dropped_vehicles import DroppedVehicles
from jru_tui.desk.feed_monitor import UsualLosses
from jru_tui.desk.poll_history import Counts, count_changes
from jru_tui.desk.recorder import Dated
from jru_tui.feeds import SKEW, FeedReading


def call_as_of(board: Board, call: CallRecord, reading: FeedReading) -> CallRecord:
    """The call as the newest document has it, never older than what the board holds.

    Args:
        board: the board as it stands.
        call: its record.
        reading: the document.
    """
    made_at, current = reading.generated_at, board.feed_records.call(call.id)
    if call.updated_at is not None and call.updated_at > made_at + SKEW:
        known = current is not None and replace(current, updated_at=call.updated_at) == call
        return current if known and current is not None else replace(call, updated_at=made_at)
    if current is None or call.version is not None or call.updated_at is not None:
        return call
    if not current.newer_than(call):
        return call
    if current.version is None and replace(current, updated_at=None) == call:
        return current
    return replace(call, updated_at=max(made_at, current.as_of))


def is_newer(board: Board, call: CallRecord) -> bool:
    """Test whether a call of an older document is newer by its times than what the board holds."""
    current = board.feed_records.call(call.id)
    return current is None or call.newer_than(current)


def vehicle_as_of(board: Board, vehicle: VehicleRecord, reading: FeedReading) -> VehicleRecord:
    """The vehicle as the newest document has it; a status that stays so keeps its time.

    Args:
        board: the board as it stands.
        vehicle: its record.
        reading: the document.
    """
    made_at, current = reading.generated_at, board.feed_records.vehicle(vehicle.id)
    ahead = lies_ahead(board, vehicle, reading)
    behind = current is not None and vehicle.status_at < current.status_at
    unheard = vehicle.status == EMERGENCY and not _was_reported(board, vehicle)
    if not ahead and not (behind and (vehicle.inferred or unheard)):
        return vehicle
    at = _counts_from(vehicle, current, made_at)
    return replace(vehicle, status_at=at)


def lies_ahead(board: Board, vehicle: VehicleRecord, reading: FeedReading) -> bool:
    """Test whether a press is stamped later than its document, or was when it first came.

    Args:
        board: the board as it stands.
        vehicle: its record.
        reading: the document.
    """
    if vehicle.status_at > reading.generated_at + SKEW:
        return True
    return board.feed_records.is_stamped(vehicle)


def _counts_from(
    vehicle: VehicleRecord, current: VehicleRecord | None, made_at: datetime
) -> datetime:
    if current is None:
        return made_at
    same = (vehicle.status, vehicle.call) == (current.status, current.call)
    return current.status_at if same else max(made_at, current.status_at)


def _was_reported(board: Board, vehicle: VehicleRecord) -> bool:
    timeline = board.feed_records.history(vehicle.id)
    presses = timeline.since(vehicle.status_at) if timeline else ()
    return any(press.status == EMERGENCY for press in presses)


Stamped = Mapping[str, VehicleRecord]


class DocumentDiff(Struct, frozen=True):
    """The facts of a document that the board does not know yet.

    Attributes:
        facts: in the order in which they are to be written down.
        missing: how much it suddenly no longer lists, where that is too much to believe at once;
            0 where the document is believed whole.
        counts: the facts in figures.
        dropped: how much it no longer lists that the one before did, of each kind.
    """

    facts: tuple[Dated, ...]
    missing: int = 0
    counts: Counts = Counts()
    dropped: Mapping[Subject, int] = MappingProxyType({})


def compare_document(
    board: Board,
    reading: FeedReading,
    *,
    doubted_before: bool,
    newest: datetime | None = None,
    stamped: Stamped = MappingProxyType({}),
    losses: UsualLosses | None = None,
) -> DocumentDiff:
    """Compare a document with the board.

    Args:
        board: as it stands.
        reading: the document.
        doubted_before: the last complete document was not believed; this one confirms it.
        newest: the server's own time of the newest document before it.
        stamped: vehicles of documents before it whose time was not believed, and is now, by id.
        losses: what the feed usually drops; None where nothing is known of it yet.
    """
    latest = newest is None or reading.generated_at >= newest
    if not latest:
        # An older document, from some cache, cannot know what came since.
        reading = replace(reading, complete=False)
    facts = list(_reported(board, reading, stamped, latest=latest))
    if latest:
        # An older one does not know what a newer one has left out.
        facts += _listed_again(board, reading, facts)
    facts += _refusals(board, reading)
    unlisted = list(_unlisted(board, reading))
    dropped: Counter[Subject] = Counter(subject for subject, _ in unlisted)
    if not doubted_before:
        listed = sum(vehicle.unlisted_at is None for vehicle in board.vehicles.values())
        known: dict[Subject, int] = {"call": len(_open_in_feed(board)), "vehicle": listed}
        usual = losses or UsualLosses()
        for subject, count in dropped.items():
            if usual.exceeded(subject, count, known[subject]):
                return DocumentDiff(tuple(facts), count, _counts(board, facts))
    facts += [(reading.generated_at, Unlisted(subject, id_)) for subject, id_ in unlisted]
    return DocumentDiff(tuple(facts), counts=_counts(board, facts), dropped=dropped)


def _counts(board: Board, facts: list[Dated]) -> Counts:
    return count_changes(board, (fact for _, fact in facts))


def _reported(
    board: Board, reading: FeedReading, stamped: Stamped, *, latest: bool
) -> Iterator[Dated]:
    doubtful, off_lists = in_doubt(reading), DroppedVehicles(board, reading)
    ids = set()
    # Vehicles first: a vehicle is the unit's own from when the feed lists it.
    again = stamped.keys() - {vehicle.id for vehicle in reading.vehicles}
    for record in (*(stamped[vehicle] for vehicle in sorted(again)), *reading.vehicles):
        # A status that follows from stage times is in doubt where these are.
        guessed = ("vehicle", record.id) in doubtful or (record.inferred and doubtful)
        chosen = vehicle_as_chosen(board, record) if guessed else record
        vehicle = vehicle_as_of(board, chosen, reading) if latest else chosen
        if not board.feed_records.knows(vehicle):
            ahead = latest and lies_ahead(board, chosen, reading)
            fact = VehicleReported(
                vehicle,
                reading.beyond.get(record, ""),
                late=not latest,
                counted_from=_counted_from(board, vehicle, stamped),
                stamped_at=chosen.status_at if ahead and not reading.is_misdated else None,
            )
            yield vehicle.status_at, fact
    for one in reading.calls:
        number = reading.numbers.get(one.id, one.id)
        call = call_as_chosen(board, one) if ("call", number) in doubtful else one
        call = call_as_of(board, call, reading) if latest else call
        if not board.feed_records.knows(call):
            ids.add(call.id)
            late = not latest and not is_newer(board, call)
            off_list = () if late else off_lists.of(call)
            beyond, known_as = reading.beyond.get(one, ""), "" if number == one.id else number
            yield call.as_of, CallReported(call, beyond, off_list, late, known_as)
    if latest:
        yield from off_lists.confirmed(ids)


def _counted_from(board: Board, vehicle: VehicleRecord, stamped: Stamped) -> datetime | None:
    """Return when the board began to count a press whose own time is believed only now."""
    current, before = board.feed_records.vehicle(vehicle.id), stamped.get(vehicle.id)
    if current is None or before is None or current.status_at >= vehicle.status_at:
        return None
    press = (vehicle.status, vehicle.call)
    alike = press == (current.status, current.call) == (before.status, before.call)
    return current.status_at if alike else None


def _refusals(board: Board, reading: FeedReading) -> Iterator[Dated]:
    refused = {item.record: item for item in reading.refused}
    for record, item in refused.items():
        current = board.refused.get(record)
        if current is None or current.digest != item.digest:
            came = reading.beyond.get(item, "")
            fact = RecordRefused(
                item.subject, item.key, item.reason, item.digest, came, item.cause, item.named_by
            )
            yield reading.generated_at, fact
    nothing: frozenset[str] = frozenset()
    listed: dict[Subject, frozenset[str]] = {
        "call": reading.listed_calls,
        "vehicle": reading.listed_vehicles,
        "document": nothing,
    }
    for record in board.refused:
        ids = board.uses(record.key) if record.subject == "call" else (record.key,)
        good_again = record.named_by == "id" and not listed[record.subject].isdisjoint(ids)
        if record not in refused and (reading.complete or good_again):
            yield reading.generated_at, RefusalLifted(*record)


def _listed_again(board: Board, reading: FeedReading, reported: list[Dated]) -> Iterator[Dated]:
    """Yield what was missing and is listed again; a changed record says so by itself."""
    relisted = {
        fact.call.id if isinstance(fact, CallReported) else fact.vehicle.id
        for _, fact in reported
        if isinstance(fact, CallReported | VehicleReported)
    }
    for call_id in board.feed_records.unlisted_among(reading.listed_calls - relisted):
        yield reading.generated_at, Relisted("call", call_id)
    for vehicle in board.vehicles.values():
        if vehicle.unlisted_at and vehicle.id in reading.listed_vehicles - relisted:
            yield reading.generated_at, Relisted("vehicle", vehicle.id)


def _open_in_feed(board: Board) -> AbstractSet[str]:
    """List the calls that the feed held open and listed when it last spoke of them."""
    return board.feed_records.listed_open_calls


def _unlisted(board: Board, reading: FeedReading) -> Iterator[tuple[Subject, str]]:
    if not reading.complete:
        return
    set_aside = {record.record for record in reading.refused}
    # A record whose id cannot be read may be any of those that seem to be missing.
    nameless = {record.subject for record in reading.refused if record.named_by == "digest"}
    if "call" not in nameless:
        for call_id in sorted(_open_in_feed(board) - reading.listed_calls):
            if Aside("call", board.call_names.number(call_id)) not in set_aside:
                yield "call", call_id
    if "vehicle" not in nameless:
        for vehicle_id in sorted(board.vehicles.keys() - reading.listed_vehicles):
            aside = Aside("vehicle", vehicle_id) in set_aside
            if board.vehicles[vehicle_id].unlisted_at is None and not aside:
                yield "vehicle", vehicle_id
