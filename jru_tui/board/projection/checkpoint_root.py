"""The root of a checkpoint: the part of a board that is always in memory.

Everything else lies in shelves and histories, and is read when it is asked for.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from jru_tui.board.call_views import Call, Marker
from jru_tui.board.events import Event, FeedChanged, RecordRefused
from jru_tui.board.projection.failed_commands import FailedCommand
from jru_tui.board.projection.state import BoardState
from jru_tui.board.records import Position, VehicleRecord
from jru_tui.board.views import Vehicle

SHELF, KEY = "root", ""
"""Where a checkpoint keeps it."""


class VehicleRoot(Struct, frozen=True, omit_defaults=True):
    """A vehicle as the feed last reported it."""

    id: str
    record: VehicleRecord | None
    late: VehicleRecord | None
    unlisted_at: datetime | None
    stamped_at: datetime | None


class Root(Struct, frozen=True, omit_defaults=True):
    """Values outside all shelves and histories; the names are those of the state."""

    events: int
    feed: FeedChanged | None
    heard_at: datetime | None
    written_at: datetime | None
    told_at: datetime | None
    next_shift_at: datetime | None
    refused: tuple[RecordRefused, ...]
    unmet: tuple[FailedCommand, ...]
    owed: tuple[Event, ...]
    sent: tuple[str, ...]
    ours: tuple[str, ...]
    redoable: tuple[str, ...]
    entries: tuple[VehicleRoot, ...]
    concerns: dict[str, tuple[str, ...]]
    vehicles: tuple[Vehicle, ...]
    open_calls: tuple[Call, ...]
    open_in_feed: frozenset[str]
    unlisted_calls: frozenset[str]
    unconfirmed: tuple[str, ...]
    awaiting_back_up: tuple[str, ...]
    linked: tuple[str, ...]
    by_hand: tuple[str, ...]
    disputed: tuple[str, ...]
    doubted_lists: frozenset[str]
    heard_of: int
    positions: dict[str, Position]
    markers: tuple[Marker, ...] = ()


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Root)


def encode(root: Root) -> bytes:
    """A root as it is kept."""
    return _ENCODER.encode(root)


def decode(body: bytes) -> Root:
    """A root as it was kept.

    Raises:
        msgspec.MsgspecError: it is not one, or of another version of the board.
    """
    return _DECODER.decode(body)


def root_of(board: BoardState) -> Root:
    """Give the root of a board as it stands."""
    store = board.store
    return Root(
        events=board.events,
        feed=board.feed,
        heard_at=board.heard_at,
        written_at=board.written_at,
        told_at=board.told_at,
        next_shift_at=board.next_shift_at,
        refused=tuple(board.refused.values()),
        unmet=tuple(board.unmet.all()),
        owed=tuple(board.owed.values()),
        sent=tuple(board.sent),
        ours=tuple(board.ours),
        redoable=tuple(board.standing.redoable),
        entries=tuple(
            VehicleRoot(vehicle, own.record, own.late, own.unlisted_at, own.stamped_at)
            for vehicle, own in store.vehicles.items()
        ),
        concerns=store.concerns(),
        vehicles=tuple(board.vehicle_views.values()),
        open_calls=tuple(board.call_lists.open),
        open_in_feed=frozenset(store.open_in_feed),
        unlisted_calls=frozenset(store.unlisted_calls),
        unconfirmed=tuple(board.call_lists.unconfirmed),
        awaiting_back_up=tuple(board.call_lists.awaiting_back_up),
        linked=tuple(board.call_lists.linked),
        by_hand=tuple(board.call_lists.by_hand),
        disputed=tuple(board.call_lists.disputed),
        doubted_lists=frozenset(store.doubted_lists),
        heard_of=store.heard_of,
        positions=store.journey_origins.last,
        markers=store.markers.all(),
    )


def restore(board: BoardState, root: Root) -> None:
    """Bring a new board to where the board stood whose root it is; the archive holds the rest."""
    store = board.store
    board.events, board.feed = root.events, root.feed
    board.heard_at = root.heard_at
    board.written_at, board.told_at = root.written_at, root.told_at
    board.next_shift_at = root.next_shift_at
    board.refused = {record.record: record for record in root.refused}
    for found in root.unmet:
        board.unmet.add(found)
    board.owed = {event.id: event for event in root.owed}
    board.sent = {*root.sent}
    board.ours = {*root.ours}
    board.standing.redoable = [*root.redoable]
    for entry in root.entries:
        own = store.vehicle(entry.id)
        own.record, own.late = entry.record, entry.late
        own.unlisted_at, own.stamped_at = entry.unlisted_at, entry.stamped_at
    store.vehicle_calls.put_down(root.concerns)
    for marker in root.markers:
        store.markers.add(marker)
    for entry in root.entries:
        board.names.vehicle(entry.id)
    for vehicle in root.vehicles:
        board.aboard.put(None, vehicle)
        board.vehicle_views[vehicle.id] = vehicle
    for call in root.open_calls:
        board.call_views[call.id] = call
        board.claims.put(None, call)
        board.places.put(None, call)
        board.call_lists.place(None, call)
    store.heard_of = root.heard_of
    store.journey_origins.last = {**root.positions}
    store.doubted_lists = {*root.doubted_lists}
    store.open_in_feed = {*root.open_in_feed}
    store.unlisted_calls = {*root.unlisted_calls}
    board.call_lists.unconfirmed = dict.fromkeys(root.unconfirmed)
    board.call_lists.awaiting_back_up = dict.fromkeys(root.awaiting_back_up)
    board.call_lists.linked = dict.fromkeys(root.linked)
    board.call_lists.by_hand = dict.fromkeys(root.by_hand)
    board.call_lists.disputed = dict.fromkeys(root.disputed)
