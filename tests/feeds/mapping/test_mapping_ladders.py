"""Stage times: rows that belong together, and what a vehicle does now."""

from typing import Any

import pytest

from jru_tui.feeds.mapping.mapper import map_rows
from tests.feeds.mapping.conftest import GROUPED, PLAIN, mapped, mapping

EVENING = "2020-10-30T"
K_1 = ("K-1", f"{EVENING}20:00:00Z")
UNREADABLE = "responses.at_scene_at: matches none of the time formats (iso): “half past eight”"


def row(call: str, unit: str | None, **times: str) -> dict[str, Any]:
    at = {stage: f"{EVENING}{time}:00Z" for stage, time in times.items()}
    return {"call": call, "unit": unit, "opened": f"{EVENING}20:00:00Z", **at}


def now(*rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Each vehicle with its status, the minute since when, and its call."""
    vehicles = mapped(GROUPED, list(rows)).vehicles
    return [(v["id"], v["status"], v["status_at"][11:16], v.get("call")) for v in vehicles]


def test_rows_of_one_call_become_one_call_with_a_response_for_each_vehicle() -> None:
    (call,) = mapped(
        GROUPED,
        [
            row("K-1", "JRU3", sent="20:01", mobile="20:02", arrived="20:10"),
            row("K-1", "JRU2", sent="20:05", clear="20:07"),
        ],
    ).calls
    assert call["responses"] == [
        {
            "vehicle": "JRU3",
            "allocated_at": "2020-10-30T20:01:00Z",
            "en_route_at": "2020-10-30T20:02:00Z",
            "at_scene_at": "2020-10-30T20:10:00Z",
        },
        {
            "vehicle": "JRU2",
            "allocated_at": "2020-10-30T20:05:00Z",
            "clear_at": "2020-10-30T20:07:00Z",
        },
    ]
    assert call["state"] == "open"


@pytest.mark.parametrize(
    ("stages", "status", "since"),
    [
        ({"sent": "20:01"}, "allocated", "20:01"),
        ({"sent": "20:01", "mobile": "20:02"}, "en_route", "20:02"),
        ({"sent": "20:01", "mobile": "20:02", "arrived": "20:10"}, "at_scene", "20:10"),
        ({"sent": "20:01", "arrived": "20:10", "hospital": "20:40"}, "committed", "20:40"),
        ({"sent": "20:01", "mobile": "20:01"}, "en_route", "20:01"),
    ],
)
def test_the_present_status_is_the_last_stage_reached(
    stages: dict[str, str], status: str, since: str
) -> None:
    assert now(row("K-1", "JRU3", **stages)) == [("JRU3", status, since, "K-1")]


def test_a_vehicle_whose_legs_are_all_over_is_available_since_the_last_clear() -> None:
    first = row("K-1", "JRU3", sent="18:01", clear="18:30")
    second = row("K-2", "JRU3", sent="19:01", clear="19:30")
    assert now(second, first) == [("JRU3", "available", "19:30", None)]


def test_a_call_given_before_the_last_one_was_clear_counts_after_it() -> None:
    ending = row("K-1", "JRU3", sent="20:01", arrived="20:10", clear="20:31")
    coming = row("K-2", "JRU3", sent="20:30")
    assert now(ending, coming) == [("JRU3", "allocated", "20:30", "K-2")]


def test_a_vehicle_that_was_stood_down_from_a_second_call_is_still_on_the_first() -> None:
    there = row("K-1", "JRU3", sent="20:01", arrived="20:10")
    stood_down = row("K-2", "JRU3", sent="20:15", clear="20:16")
    assert now(there, stood_down) == [("JRU3", "at_scene", "20:16", "K-1")]


def test_of_two_open_calls_the_vehicle_is_on_the_one_that_moved_last() -> None:
    older = row("K-1", "JRU3", sent="20:01", mobile="20:02")
    diverted = row("K-2", "JRU3", sent="20:05", mobile="20:06")
    assert now(diverted, older) == [("JRU3", "en_route", "20:06", "K-2")]


def test_a_call_is_over_when_all_its_vehicles_are_clear() -> None:
    rows = [
        row("K-1", "JRU3", sent="20:01", clear="20:30"),
        row("K-1", "JRU2", sent="20:02", clear="20:40"),
    ]
    (call,) = mapped(GROUPED, rows).calls
    assert (call["state"], call["closed_at"]) == ("closed", "2020-10-30T20:40:00Z")


def test_a_call_that_nobody_was_sent_to_waits() -> None:
    made = mapped(GROUPED, [row("K-1", None)])
    assert [(call["state"], "responses" in call) for call in made.calls] == [("open", False)]
    assert made.vehicles == []


def responses(*rows: dict[str, Any]) -> list[tuple[str | None, ...]]:
    """The minutes of each response's stages: sent, mobile, arrived, clear."""
    (call,) = mapped(GROUPED, list(rows)).calls
    stages = ("allocated_at", "en_route_at", "at_scene_at", "clear_at")
    times = [[response.get(stage) for stage in stages] for response in call["responses"]]
    return [tuple(at and at[11:16] for at in each) for each in times]


def test_a_vehicle_sent_twice_to_one_call_has_a_response_for_each_sending() -> None:
    first = row("K-1", "JRU3", sent="20:01", mobile="20:02", clear="20:10")
    again = row("K-1", "JRU3", sent="20:40", mobile="20:41", arrived="20:50", clear="21:20")
    both = [("20:01", "20:02", None, "20:10"), ("20:40", "20:41", "20:50", "21:20")]
    assert responses(first, again) == both
    assert responses(again, first) == both
    at_once = row("K-1", "JRU3", sent="20:10")
    assert responses(first, at_once) == [both[0], ("20:10", None, None, None)]
    assert now(first, at_once) == [("JRU3", "allocated", "20:10", "K-1")]


def test_rows_of_one_sending_are_one_response() -> None:
    first = row("K-1", "JRU3", sent="20:01", arrived="20:10")
    later = row("K-1", "JRU3", sent="20:05", mobile="20:06", clear="20:30")
    assert responses(first, later) == [("20:01", "20:06", "20:10", None)]
    cleared = {**first, "clear": f"{EVENING}20:20:00Z"}
    assert responses(cleared, later) == [("20:01", "20:06", "20:10", "20:30")]
    at_once = row("K-1", "JRU3", sent="20:01", clear="20:01")
    assert responses(at_once, at_once) == [("20:01", None, None, "20:01")]


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [
        row("K-1", "JRU3", sent="20:01", arrived="20:10", clear="20:31"),
        row("K-2", "JRU3", sent="20:40"),
        row("K-2", "JRU2", sent="20:41", mobile="20:42"),
    ]
    assert sorted(now(*rows)) == sorted(now(*reversed(rows)))


def test_a_call_whose_rows_disagree_was_opened_when_the_earliest_says() -> None:
    late = {**row("K-1", "JRU3", sent="20:06"), "opened": f"{EVENING}20:05:00Z"}
    early = row("K-1", "JRU2", sent="20:01")
    (call,) = mapped(GROUPED, [late, early, {**early, "unit": "JRU1", "opened": None}]).calls
    assert call["opened_at"] == f"{EVENING}20:00:00Z"


def test_a_bad_stage_time_costs_its_own_call_only() -> None:
    bad = {**row("K-1", "JRU3"), "arrived": "half past eight"}
    made = mapped(GROUPED, [bad, row("K-2", "JRU2", sent="20:01")])
    assert [call["id"] for call in made.calls] == ["K-2"]
    assert [vehicle["id"] for vehicle in made.vehicles] == ["JRU2"]
    assert [(each.subject, each.key, each.reason) for each in made.refused] == [
        ("call", "K-1", UNREADABLE),
        ("vehicle", "JRU3", "its row of K-1 is set aside: its present status is not known"),
    ]


def test_a_bad_row_costs_its_own_vehicle_only_and_cannot_end_the_call() -> None:
    clear = row("K-1", "JRU2", sent="20:01", clear="20:20")
    earlier = row("K-0", "JRU3", sent="19:01", clear="19:20")
    bad = {**row("K-1", "JRU3", sent="20:02"), "arrived": "half past eight"}
    made = mapped(GROUPED, [earlier, bad, clear])
    assert [(call["id"], call["state"]) for call in made.calls] == [
        ("K-0", "closed"),
        ("K-1", "open"),
    ]
    assert [vehicle["id"] for vehicle in made.vehicles] == ["JRU2"]
    assert [(each.subject, each.key) for each in made.refused] == [
        ("call", "K-1/JRU3"),
        ("vehicle", "JRU3"),
    ]


def test_where_a_row_cannot_be_read_the_one_before_it_stands() -> None:
    rules = mapping(GROUPED)
    good = [row("K-1", "JRU2", sent="20:01"), row("K-1", "JRU3", sent="20:02", arrived="20:09")]
    before = map_rows(rules, good, [])
    bad = [good[0], {**good[1], "clear": "soon"}]
    for rows in (bad, bad[1:]):
        made = map_rows(rules, rows, [], before.known)
        assert made.vehicles[-1] == before.vehicles[-1]
        assert [each.subject for each in made.refused] == ["call"]
        assert made.known[K_1].legs[-1] == before.known[K_1].legs[-1]
    assert map_rows(rules, bad, [], before.known).calls == before.calls


def test_a_sending_that_cannot_be_read_stands_beside_those_that_can() -> None:
    rules = mapping(GROUPED)
    first = row("K-1", "JRU3", sent="20:01", clear="20:10")
    again = row("K-1", "JRU3", sent="20:40", mobile="20:41")
    for good, now_bad in ((first, again), (again, first)):
        before = map_rows(rules, [good, now_bad], [])
        bad = {**now_bad, "arrived": "soon"}
        made = map_rows(rules, [good, bad], [], before.known)
        assert made.calls == before.calls
        assert made.vehicles == before.vehicles


def test_a_new_sending_that_cannot_be_read_leaves_its_vehicle_unknown() -> None:
    rules = mapping(GROUPED)
    first = row("K-1", "JRU3", sent="20:01", clear="20:10")
    before = map_rows(rules, [first], [])
    bad = {**row("K-1", "JRU3", sent="20:40"), "arrived": "soon"}
    made = map_rows(rules, [first, bad], [], before.known)
    assert [call["state"] for call in made.calls] == ["open"]
    assert made.vehicles == []


def test_units_can_be_a_text_that_names_them() -> None:
    text = PLAIN + '[calls.responses]\nlist = "units"\nvehicle = "@"\n[vehicles.defaults]\n'
    data = {"calls": [{"id": "K-1", "opened": "2020-10-30T20:00:00Z", "units": "JRU1; JRU3"}]}
    made = mapped(text + 'status = "allocated"', data)
    assert made.calls[0]["responses"] == [{"vehicle": "JRU1"}, {"vehicle": "JRU3"}]
    assert made.vehicles[1] == {"id": "JRU3", "status": "allocated", "call": "K-1"}
    assert mapped(text, data).vehicles == []


def test_of_several_rows_of_a_vehicle_the_newest_status_counts() -> None:
    text = (
        GROUPED
        + '[vehicles]\nlist = "@"\nid = "unit"\nstatus = "s"\nstatus_at = "at"\ncall = "call"'
    )
    rows = [
        {**row("K-1", "JRU3"), "s": "at_scene", "at": "2020-10-30T20:10:00Z"},
        {**row("K-2", "JRU3"), "s": "allocated", "at": "2020-10-30T20:15:00.5Z"},
        {**row("K-0", "JRU3"), "s": "committed", "at": "2020-10-30T20:15:00Z"},
    ]
    (vehicle,) = mapped(text, rows).vehicles
    assert (vehicle["status"], vehicle["call"]) == ("allocated", "K-2")


STATUS = (
    PLAIN
    + """
[calls.responses]
list = "units"
vehicle = "unit"
status = "status"
status_at = "at"
[codes.status]
"Rolling" = "en_route"
"Done" = "available"
"""
)


def test_a_status_word_stands_for_its_stage() -> None:
    units = [
        {"unit": "JRU3", "status": "Rolling", "at": "2020-10-30T20:02:00Z"},
        {"unit": "JRU2", "status": "Done", "at": "2020-10-30T20:30:00Z"},
    ]
    made = mapped(STATUS, {"calls": [{"id": 7, "opened": "2020-10-30T20:00:00Z", "units": units}]})
    assert made.calls[0]["id"] == "7"
    assert made.calls[0]["responses"] == [
        {"vehicle": "JRU3", "en_route_at": "2020-10-30T20:02:00Z"},
        {"vehicle": "JRU2", "clear_at": "2020-10-30T20:30:00Z"},
    ]
    assert [(v["id"], v["status"], v.get("call")) for v in made.vehicles] == [
        ("JRU3", "en_route", "7"),
        ("JRU2", "available", None),
    ]


def test_a_status_word_with_its_own_time_is_what_the_crew_pressed() -> None:
    """The next document has the next word alone: what this one says is told nowhere else."""
    unit = {"unit": "JRU3", "status": "Rolling", "at": "2020-10-30T20:02:00Z"}
    opened = {"id": 7, "opened": "2020-10-30T20:00:00Z"}
    timed = mapped(STATUS, {"calls": [{**opened, "units": [unit]}]})
    assert [each.get("inferred") for each in timed.vehicles] == [None]
    ladder = GROUPED + 'status = "word"\n'
    stages = {**row("K-1", "JRU3", sent="20:01", mobile="20:05"), "word": "en_route"}
    assert [each["inferred"] for each in mapped(ladder, [stages]).vehicles] == [True]


WORDS = GROUPED + 'status = "word"\nstatus_at = "at"\n'


def pressed(word: str, time: str) -> dict[str, str]:
    return {"word": word, "at": f"{EVENING}{time}:00Z"}


def test_a_status_word_that_is_newer_than_all_stages_moves_its_call_to_the_front() -> None:
    """A stage that is reached for the second time shows in the word alone."""
    there = {
        **row("K-1", "JRU3", sent="20:01", arrived="20:10", hospital="20:15"),
        **pressed("committed", "20:30"),
    }
    other = row("K-2", "JRU3", sent="20:20", mobile="20:21")
    (vehicle,) = mapped(WORDS, [there, other]).vehicles
    assert (vehicle["status"], vehicle["call"]) == ("committed", "K-1")


def test_one_word_for_all_rows_of_a_vehicle_tells_no_call_from_another() -> None:
    there = row("K-1", "JRU3", sent="20:01", arrived="20:10")
    other = row("K-2", "JRU3", sent="20:20", mobile="20:21")
    rows = [{**each, **pressed("escort", "20:30")} for each in (there, other)]
    (vehicle,) = mapped(WORDS, rows).vehicles
    assert (vehicle["status"], vehicle["call"]) == ("escort", "K-2")


def test_a_vehicle_with_a_word_that_was_stood_down_elsewhere_is_back_since_then() -> None:
    """Its word is older than what it did meanwhile, and would pass for a late one."""
    there = row("K-1", "JRU3", sent="20:01", arrived="20:10")
    other = row("K-2", "JRU3", sent="20:20", mobile="20:21", clear="20:24")
    rows = [{**there, **pressed("at_scene", "20:10")}, {**other, **pressed("available", "20:24")}]
    (vehicle,) = mapped(WORDS, rows).vehicles
    seen = (vehicle["status"], vehicle["status_at"][11:16], vehicle["call"])
    assert seen == ("at_scene", "20:24", "K-1")


EXPECTED = f'{GROUPED}eta_at = "expected"\n'


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"{EVENING}20:14:00+01:00", f"{EVENING}19:14:00Z"),
        ("", None),
        (None, None),
        ("soon", "soon"),  # the decoder leaves it out, and marks the call
    ],
)
def test_when_a_vehicle_is_expected_is_passed_on(said: str | None, told: str | None) -> None:
    coming = {**row("K-1", "JRU3", sent="20:01", mobile="20:02"), "expected": said}
    (call,) = mapped(EXPECTED, [coming]).calls
    assert call["responses"][0].get("eta_at") == told
    assert call["responses"][0]["en_route_at"] == "2020-10-30T20:02:00Z"


def test_of_rows_of_one_sending_the_later_one_says_when_it_is_expected() -> None:
    rows = [
        {**row("K-1", "JRU3", sent="20:01"), "expected": f"{EVENING}20:20:00Z"},
        {**row("K-1", "JRU3", sent="20:01", mobile="20:02"), "expected": f"{EVENING}20:15:00Z"},
    ]
    (call,) = mapped(EXPECTED, rows).calls
    assert [each["eta_at"] for each in call["responses"]] == [f"{EVENING}20:15:00Z"]
