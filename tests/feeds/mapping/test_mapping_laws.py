"""A table of unit histories, cut at any minute, against a count of its events made otherwise."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.feeds.mapping.conftest import GROUPED, mapped

START = datetime(2020, 10, 30, 18, tzinfo=UTC)
STAGES = {
    "sent": "allocated",
    "mobile": "en_route",
    "arrived": "at_scene",
    "hospital": "committed",
    "clear": "available",
}
MINUTES = st.integers(1, 40)
# One unit's way to one call: minutes until each stage; None where the stage was left out.
LEG = st.tuples(
    MINUTES, st.none() | MINUTES, st.none() | MINUTES, st.none() | MINUTES, MINUTES, st.booleans()
)
EVENING = st.lists(st.lists(LEG, max_size=4), min_size=1, max_size=3)


def table(evening: list[list[Any]]) -> list[dict[str, Any]]:
    """Rows of units that take one call after the other; now and then two units share a call."""
    rows = []
    for unit, legs in enumerate(evening):
        at = 0
        for number, (*minutes, shared) in enumerate(legs):
            call = f"S-{number}" if shared else f"K-{unit}-{number}"
            row: dict[str, Any] = {"call": call, "unit": f"JRU{unit}", "opened": 0}
            for stage, minute in zip(STAGES, minutes, strict=True):
                if minute is not None:
                    at += minute
                    row[stage] = at
            rows.append(row)
    return rows


def cut(rows: list[dict[str, Any]], now: int) -> list[dict[str, Any]]:
    """The table as it stood at that minute."""
    seen = [{k: v for k, v in row.items() if k not in STAGES or v <= now} for row in rows]
    return [
        {k: v if isinstance(v, str) else written(v) for k, v in row.items()}
        for row in seen
        if "sent" in row
    ]


def written(minute: int) -> str:
    return (START + timedelta(minutes=minute)).isoformat()


@given(EVENING, st.integers(0, 400), st.randoms(use_true_random=False))
def test_every_units_status_at_any_minute_is_its_last_event(
    evening: list[list[Any]], now: int, chance: Random
) -> None:
    rows = table(evening)
    shown = cut(rows, now)
    chance.shuffle(shown)
    found = {
        each["id"]: (each["status"], each["status_at"], each.get("call"))
        for each in mapped(GROUPED, shown).vehicles
    }
    expected = {}
    for row in rows:  # in the order in which each unit's calls were
        for stage, status in STAGES.items():
            if row.get(stage, now + 1) <= now:
                since = written(row[stage]).replace("+00:00", "Z")
                call = None if stage == "clear" else row["call"]
                expected[row["unit"]] = (status, since, call)
    assert found == expected


@given(EVENING, st.integers(0, 400))
def test_every_arrival_is_counted_once_for_its_unit_and_call(
    evening: list[list[Any]], now: int
) -> None:
    rows = table(evening)
    arrivals = {
        (call["id"], response["vehicle"])
        for call in mapped(GROUPED, cut(rows, now)).calls
        for response in call["responses"]
        if "at_scene_at" in response
    }
    assert arrivals == {
        (row["call"], row["unit"]) for row in rows if row.get("arrived", now + 1) <= now
    }
