"""The part of a board that is in memory however old it is: the first piece of a checkpoint.

Everything else lies in shelves and histories, and is read when it is asked for.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from jru_tui.board.events import Event, FeedChanged, RecordRefused
from jru_tui.board.projection.failed_commands import FailedCommand
from jru_tui.board.records import Position, VehicleRecord
from jru_tui.board.views import Call, Vehicle

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
    """Values outside all shelves and histories; the names are those of the board."""

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
