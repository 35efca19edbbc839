"""The board's time is the dispatch system's."""

from datetime import UTC, datetime, timedelta

from jru_tui.desk.clock import FeedClock

WALL = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Seconds:
    """A monotonic clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_the_wall_clock_until_a_document_comes() -> None:
    seconds = Seconds()
    clock = FeedClock(lambda: WALL, seconds)
    seconds.now += 5
    assert clock() == WALL + timedelta(seconds=5)


def test_until_then_it_is_as_far_ahead_as_it_was_when_last_known() -> None:
    clock = FeedClock(lambda: WALL, Seconds(), ahead=timedelta(minutes=4))
    assert clock() == WALL + timedelta(minutes=4)
    clock.heard(WALL + timedelta(minutes=3))
    assert clock() == WALL + timedelta(minutes=3)


def test_then_it_is_the_servers_time_carried_on_by_the_monotonic_clock() -> None:
    seconds = Seconds()
    clock = FeedClock(lambda: WALL, seconds)
    server = datetime(2020, 10, 30, 22, 0, tzinfo=UTC)
    clock.heard(server)
    seconds.now += 7.5
    assert clock() == server + timedelta(seconds=7.5)


def test_a_wall_clock_that_is_stepped_changes_nothing() -> None:
    walls = iter([WALL, WALL + timedelta(hours=1)])
    seconds = Seconds()
    clock = FeedClock(lambda: next(walls), seconds)
    seconds.now += 1
    assert clock() == WALL + timedelta(seconds=1)


def test_a_document_that_lay_in_a_cache_does_not_hold_the_clock_back() -> None:
    seconds = Seconds()
    clock = FeedClock(lambda: WALL, seconds)
    clock.heard(WALL)
    seconds.now += 60
    clock.heard(WALL + timedelta(seconds=20))
    assert clock() == WALL + timedelta(seconds=60)


def test_a_server_whose_clock_was_set_back_is_believed_after_five_documents() -> None:
    seconds = Seconds()
    clock = FeedClock(lambda: WALL, seconds)
    clock.heard(WALL + timedelta(minutes=4))
    for _ in range(5):
        clock.heard(WALL)
    assert clock() == WALL
