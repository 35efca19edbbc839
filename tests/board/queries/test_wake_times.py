"""The next time of each thing: what is held grows with the things, not with their changes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.queries.alert_index import WakeTimes

START = datetime(2020, 10, 30, 20, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def test_what_changes_a_thousand_times_is_held_once() -> None:
    times = WakeTimes()
    for change in range(1_000):
        times.put(f"K{change % 5}", at(60 + change))
    assert len(times) < 100
    assert times.take_due(at(60 + 996)) == {"K0", "K1"}


def test_what_is_to_be_looked_at_no_more_is_not_due() -> None:
    times = WakeTimes()
    times.put("K1", at(1))
    times.put("K2", at(1))
    times.put("K1", None)
    assert times.take_due(at(5)) == {"K2"}
    assert times.take_due(at(5)) == set()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 20), st.booleans())))
def test_a_thing_is_due_when_its_last_time_has_come(
    steps: list[tuple[str, int | None, bool]],
) -> None:
    times, last, now = WakeTimes(), dict[str, int](), 0
    for thing, minute, looks in steps:
        times.put(thing, None if minute is None else at(minute))
        last.pop(thing, None)
        if minute is not None:
            last[thing] = minute
        if looks:
            now += 3
            due = {name for name, when in last.items() if when <= now}
            assert times.take_due(at(now)) == due
            last = {name: when for name, when in last.items() if name not in due}
