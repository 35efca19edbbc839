"""Calls and vehicles of one document whose ids do not meet are told, and what is normal is not."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pytest

from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.feeds.id_mismatch import unmatched_ids
from jru_tui.feeds.models import FeedReading, RefusedRecord, nameless

NOW = datetime(2020, 10, 30, 22, 0, tzinfo=UTC)


def told(
    calls: dict[str, str] | Iterable[str] = (),
    vehicles: Mapping[str, str | None] | None = None,
    *,
    inferred: Iterable[str] = (),
    refused: tuple[RefusedRecord, ...] = (),
    complete: bool = True,
) -> list[str]:
    """What is said of these calls with the vehicle sent to each, and vehicles with their calls."""
    sent = calls if isinstance(calls, dict) else dict.fromkeys(calls, "")
    records = tuple(
        CallRecord(
            id_, NOW, responses=(ResponseRecord(vehicle, allocated_at=NOW),) if vehicle else ()
        )
        for id_, vehicle in sent.items()
    )
    fleet = tuple(
        VehicleRecord(id_, "en_route", NOW, call=call, inferred=id_ in inferred)
        for id_, call in (vehicles or {}).items()
    )
    reading = FeedReading(
        generated_at=NOW,
        complete=complete,
        calls=records,
        vehicles=fleet,
        listed_calls=frozenset(sent),
        listed_vehicles=frozenset(each.id for each in fleet),
        refused=refused,
    )
    return list(unmatched_ids(reading))


def test_vehicles_whose_calls_are_written_otherwise_are_told_with_the_nearest() -> None:
    calls = [f"F{number}" for number in range(1056, 1061)]
    fleet = {f"JRU{number}": f"{1055 + number}" for number in range(1, 6)}
    [said] = told(calls, fleet)
    assert said == (
        "5 of 5 vehicles on a call name one that is not listed: 1056, 1057, 1058, …; "
        "the nearest listed id is F1056"
    )


def test_one_vehicle_whose_call_is_nearly_a_listed_one_is_told() -> None:
    assert told(["K-7", "K-8"], {"JRU1": "K-8", "JRU2": "K-8", "JRU3": "k07"}) == [
        "1 of 3 vehicles on a call names one that is not listed: k07; the nearest listed id is K-7"
    ]


def test_most_vehicles_on_calls_of_another_kind_are_told_with_a_listed_id() -> None:
    fleet = {"JRU1": "ab-cd", "JRU2": "ef-gh", "JRU3": None}
    assert told(["K-7"], fleet) == [
        "2 of 2 vehicles on a call name one that is not listed: ab-cd, ef-gh; a listed id is K-7"
    ]
    assert told([], fleet)[0].endswith("ab-cd, ef-gh; no calls are listed")


@pytest.mark.parametrize("written", ["JRU_1", "jru1", "JRU-01", "1"])
def test_a_response_of_a_vehicle_that_the_list_writes_otherwise_is_told(written: str) -> None:
    assert told({"K-7": written}, {"JRU1": None, "JRU2": None}) == [
        f"1 vehicle stands only in responses, and in no list: {written}; the nearest is JRU1"
    ]


def test_vehicles_by_number_that_no_list_of_names_holds_are_told() -> None:
    """MAP-17: those of other services have names, too."""
    assert told({"K-7": "79461"}, {"JRU_1": None, "JRU_3": None}) == [
        "1 vehicle stands only in responses, and in no list: 79461; a listed id is JRU_1"
    ]
    assert told({"K-7": "79461", "K-8": "JRU_1"}, {"JRU_1": None, "JRU_3": None}) == []
    assert told({"K-7": "79461", "K-8": "A12"}, {"JRU_1": None}) == []


def test_a_vehicle_that_a_mapping_made_of_a_response_stands_in_no_list() -> None:
    fleet = {"JRU1": None, "JRU_1": "K-7"}
    assert told({"K-7": "JRU_1"}, fleet, inferred=["JRU_1"]) == [
        "1 vehicle stands only in responses, and in no list: JRU_1; the nearest is JRU1"
    ]


def test_what_is_normal_is_not_told() -> None:
    assert told({"K-7": "JRU1"}, {"JRU1": "K-7"}) == []
    closed_since = {"JRU1": "K-6", "JRU2": "K-7", "JRU3": "K-8"}
    assert told(["K-7", "K-8"], closed_since) == []
    assert told(["K-7"], {"JRU1": "K-6"}) == []
    other_units = {"K-7": "A12", "K-8": "patrol-3", "K-9": "JRU21"}
    assert told(other_units, {"JRU1": None, "JRU2": None}) == []
    assert told({"K-7": "JRU_1", "K-8": "JRU1"}) == []
    assert told({"K-7": "JRU_1"}, {"JRU_1": "K-7"}, inferred=["JRU_1"]) == []


def test_the_numbers_of_two_calls_are_never_nearly_the_same() -> None:
    assert told(["K-1057", "K-21056", "201031-1056"], {"JRU1": "K-1056", "JRU2": "K-1057"}) == []


def test_what_is_set_aside_is_listed_all_the_same() -> None:
    aside = tuple(RefusedRecord("call", key, "x", "a") for key in ("K-1", "K-2"))
    fleet: dict[str, str | None] = {"JRU1": "K-1", "JRU2": "K-2"}
    assert told(["K-9"], fleet, refused=aside) == []
    unnamed = (nameless("call", "x", "abc123", 1),)
    assert told(["K-9"], fleet, refused=unnamed) == []
    by_its_id = (RefusedRecord("call", unnamed[0].key, "x", "a"),)
    assert told(["K-9"], fleet, refused=by_its_id) != []
    vehicle = (RefusedRecord("vehicle", "JRU_1", "x", "a"),)
    assert told({"K-7": "JRU_1"}, {"JRU1": None}, refused=vehicle) == []


def test_a_part_of_a_document_says_nothing_of_what_is_not_in_it() -> None:
    assert told(["F1056"], {"JRU1": "1056"}, complete=False) == []
