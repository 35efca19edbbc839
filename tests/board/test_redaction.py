"""What is said about people is taken out, and what figures are made of stays."""

from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest
from msgspec import Struct

from jru_tui.board import call_commands, commands, events, records
from jru_tui.board.commands import Command, Decision, Note
from jru_tui.board.events import CallReported, Commanded, Event, Fact, OffList, VehicleReported
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.board.redaction import redact

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)
PLANTED = "zebra"


def record_types() -> list[type[Struct]]:
    """Every struct that a journal can hold. A decision is kept as its commands."""
    modules = (records, commands, call_commands, events)
    values = [value for module in modules for value in vars(module).values()]
    found = [value for value in values if isinstance(value, type) and issubclass(value, Struct)]
    return sorted({*found} - {Struct, Decision}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", record_types(), ids=lambda kind: kind.__name__)
def test_each_field_is_either_erased_or_lasts(kind: type[Struct]) -> None:
    erased, lasting = (set(getattr(kind, names)) for names in ("ERASED", "LASTING"))
    assert erased | lasting == set(kind.__struct_fields__)
    assert erased & lasting == set()


def test_the_control_finds_a_field_without_a_class() -> None:
    class New(records.Place, frozen=True):
        street: str = ""

    with pytest.raises(AssertionError):
        test_each_field_is_either_erased_or_lasts(New)


def test_every_fact_and_command_is_looked_at() -> None:
    assert {*get_args(Fact), *get_args(Command)} <= {*record_types()}


FULL = Event(
    "e1",
    AT,
    AT,
    "feed",
    CallReported(
        CallRecord(
            "K1",
            AT,
            closed_at=AT,
            outcome="resolved",
            grade="G1",
            summary=PLANTED,
            callback=PLANTED,
            people=3,
            where=Place(PLANTED, 51.1, 1.3, "east"),
            flags=("weapon",),
            responses=(ResponseRecord("JRU1", AT, AT, AT, AT),),
            notes=(NoteRecord("n1", AT, PLANTED, PLANTED),),
        ),
        beyond=PLANTED,
        off_list=(OffList(ResponseRecord("JRU2", AT)),),
    ),
)


def test_the_words_go_and_the_figures_stay() -> None:
    left = redact(FULL)
    assert PLANTED not in msgspec.json.encode(left).decode()
    fact = left.fact
    assert isinstance(fact, CallReported)
    call = fact.call
    assert (call.id, call.opened_at, call.closed_at, call.outcome) == ("K1", AT, AT, "resolved")
    assert (call.grade, call.flags, call.where) == ("G1", ("weapon",), Place(area="east"))
    assert call.responses == (ResponseRecord("JRU1", AT, AT, AT, AT),)
    assert call.notes == (NoteRecord("n1", AT),)
    assert fact.off_list == (OffList(ResponseRecord("JRU2", AT)),)


def test_what_is_erased_is_an_event_still() -> None:
    crew = (CrewMember("officer", "70001", ("first_aid",)),)
    vehicle = VehicleRecord("JRU1", "available", AT, position=Position(51, 1), crew=crew)
    for event in (
        FULL,
        Event("e2", AT, AT, "feed", VehicleReported(vehicle)),
        Event("e3", AT, AT, "supervisor", Commanded(Note(PLANTED, call="K1")), by="SC 1"),
    ):
        left = msgspec.json.encode(redact(event))
        assert msgspec.json.decode(left, type=Event) == redact(event)
        assert b"70001" not in left
        assert PLANTED.encode() not in left
        assert redact(redact(event)) == redact(event)


def test_what_holds_no_words_is_the_same_event() -> None:
    event = Event("e4", AT, AT, "feed", CallReported(CallRecord("K1", AT)))
    assert redact(event) is event
