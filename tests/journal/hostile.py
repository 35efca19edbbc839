"""Events as somebody else might write them: with hostile text in every field that holds text."""

import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import msgspec

from jru_tui.board import commands, events
from jru_tui.board.events import CallReported, Commanded, Event, Fact, Source, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)

PAYLOADS = (
    "a\x1b[2Jb",
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b]0;owned\x1b\\\\",
    "\x9b2J\x9d0;owned\x9c",
    "safe\u202egnp.exe\u2066",
    "nul\x00bell\x07back\b\x7f",
    "line\nand\rreturn\x85\u2028",
    "[@click=app.quit]boom[/] [/foo]",
)


def hostile_events() -> Iterator[Event]:
    """One event of each fact and each command for each payload, behind a call and a vehicle.

    Half of the commands are about what is on the board, so that they come to be shown.
    """
    number = 0

    def event(fact: Fact, by: str = "") -> Event:
        nonlocal number
        number += 1
        at = AT + timedelta(seconds=number)
        source: Source = "supervisor" if isinstance(fact, Commanded) else "feed"
        return Event(f"{number}{by}", at, at, source, fact, by=by)

    for payload in PAYLOADS:
        for known in (True, False):
            call, vehicle = ("K-1", "JRU1") if known else (payload, payload)
            yield event(VehicleReported(filled(VehicleRecord, payload, call, vehicle)), payload)
            yield event(CallReported(filled(CallRecord, payload, call, vehicle)), payload)
            for kind in typing.get_args(events.Fact):
                if kind is not Commanded:
                    yield event(filled(kind, payload, call, vehicle), payload)
            for kind in typing.get_args(commands.Command):
                yield event(Commanded(filled(kind, payload, call, vehicle)), payload)


def filled(kind: Any, payload: str, call: str, vehicle: str) -> Any:
    """A record with the payload in every text; ids of calls and vehicles as they are named."""
    found: dict[str, Any] = {}
    own = {CallRecord: call, VehicleRecord: vehicle}.get(kind)
    for field in msgspec.structs.fields(kind):
        if field.name == "id" and own is not None:
            found[field.name] = own
        elif field.name in ("call", "vehicle") and field.type in (str, str | None):
            found[field.name] = call if field.name == "call" else vehicle
        else:
            found[field.name] = value(field.type, payload, call, vehicle)
    return kind(**found)


def value(kind: Any, payload: str, call: str, vehicle: str) -> Any:
    """A value of a type, with the payload wherever it can hold text."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if kind is str:
        return payload
    if origin is Literal:
        return args[0]
    if origin is tuple:
        return (value(args[0], payload, call, vehicle),)
    if origin in (typing.Union, types.UnionType):
        return value(next(arg for arg in args if arg is not type(None)), payload, call, vehicle)
    if kind is datetime:
        return AT
    if kind is date:
        return AT.date()
    if kind in (int, float, bool):
        return kind(1)
    return filled(kind, payload, call, vehicle)
