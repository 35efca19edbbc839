"""Histories before an act: what has happened on the night when it is given."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from jru_tui.board import (
    BackUp,
    Commanded,
    Hold,
    Link,
    MarkPlace,
    NextCall,
    OfferRole,
    OpenCall,
    Place,
    Position,
)
from jru_tui.board.records import CallRecord
from tests.tui.conftest import NOW, Night


def on_refreshments(night: Night) -> None:
    night.report(replace(night.vehicles["JRU2"], status="refreshments", status_at=NOW))


def beside_each_other(night: Night) -> None:
    """JRU 3, on its way to K-1036, is beside K-1037, and JRU 2 beside K-1036."""
    for vehicle, lat, lon in (("JRU2", 51.3, 1.1), ("JRU3", 51.35, 1.12)):
        night.report(replace(night.vehicles[vehicle], position=Position(lat, lon, NOW)))


def offered_a_role(night: Night) -> None:
    """Whoever is at another board offers the role of supervisor."""
    offer = Commanded(OfferRole("insp", "supervisor"))
    night.happen(offer, NOW, "supervisor", "70002", "theirs")


def placed_nowhere(night: Night) -> None:
    """The most urgent call has no place."""
    night.report(replace(night.calls["K-1037"], where=Place(), updated_at=NOW))


SWAP = "diverted from K-1036 (G2), 4 min, meets G1 and C2"


def at_scenes(night: Night) -> None:
    """All vehicles are at scene, one of them at a call that can wait."""
    night.report(
        replace(night.vehicles["JRU2"], status="at_scene", status_at=NOW, call="K-1038"),
        replace(night.vehicles["JRU3"], status="at_scene", status_at=NOW),
        replace(night.calls["K-1038"], grade="G4", category="C4", updated_at=NOW),
    )


SEA_STREET = Place("Sea Street, Herne Bay", 51.3703, 1.1203)
RADIUS_M = 100
REVIEW, EXPIRY = date(2020, 11, 29), date(2021, 1, 28)
INQUEST = datetime(2021, 10, 29, 23, tzinfo=UTC)


def opened_by_hand(night: Night) -> None:
    """The feed lists under an id of its own what was opened by hand."""
    night.command(OpenCall("H-1", "fall", SEA_STREET, "G2"))
    night.report(CallRecord("K-1040", NOW, grade="G2", type="fall", where=SEA_STREET))


def kept_as_next(night: Night) -> None:
    night.command(NextCall("K-1037", "JRU1"))


def marked(night: Night) -> None:
    night.command(MarkPlace("a dog", SEA_STREET, "told by a crew", RADIUS_M, REVIEW, EXPIRY))


def asked_for_help(night: Night) -> None:
    night.command(BackUp("K-1031", "ambulance"))


def linked(night: Night) -> None:
    night.command(Link("K-1038", "K-1037"))


def held(night: Night) -> None:
    night.command(Hold("K-1031", INQUEST, "inquest"))


def been_there_before(night: Night) -> None:
    """A fight at the same place has ended in an arrest."""
    before = CallRecord(
        "K-0900",
        night.at("18:10"),
        type="assault",
        grade="G2",
        where=SEA_STREET,
        state="closed",
        closed_at=night.at("18:50"),
        outcome="arrest",
    )
    night.report(before)


def with_callback(night: Night) -> None:
    """A caller has left a number."""
    night.report(replace(night.calls["K-1037"], callback="07700 900123", updated_at=NOW))


def in_areas(night: Night) -> None:
    """Two calls that have a vehicle at scene are in areas."""
    for call, area in (("K-1031", "Medway"), ("K-1039", "Thames")):
        known = night.calls[call]
        night.report(replace(known, where=replace(known.where, area=area), updated_at=NOW))
