"""The board's time is the dispatch system's."""

from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.desk.server_clock import ServerClock

WALL = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Seconds:
    """A monotonic clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_the_wall_clock_until_a_document_comes() -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    seconds.now += 5
    assert clock() == WALL + timedelta(seconds=5)


def test_until_then_it_is_as_far_ahead_as_it_was_when_last_known() -> None:
    clock = ServerClock(lambda: WALL, Seconds(), ahead=timedelta(minutes=4))
    assert clock() == WALL + timedelta(minutes=4)
    clock.note_server_time(WALL + timedelta(minutes=3))
    assert clock() == WALL + timedelta(minutes=3)


def test_then_it_is_the_servers_time_carried_on_by_the_monotonic_clock() -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    server = datetime(2020, 10, 30, 22, 0, tzinfo=UTC)
    clock.note_server_time(server)
    seconds.now += 7.5
    assert clock() == server + timedelta(seconds=7.5)


def test_a_wall_clock_that_is_stepped_changes_nothing() -> None:
    walls = [WALL, WALL + timedelta(hours=1, seconds=1)]
    seconds = Seconds()
    clock = ServerClock(lambda: walls[0], seconds)
    clock.note_server_time(WALL)
    del walls[0]
    seconds.now += 1
    assert clock() == WALL + timedelta(seconds=1)
    heard = clock.note_server_time(WALL + timedelta(seconds=1))
    assert (heard.step, heard.ahead) == (timedelta(hours=1), timedelta(hours=-1))
    assert clock.note_server_time(WALL + timedelta(seconds=1)).step == timedelta()
    assert clock() == WALL + timedelta(seconds=1)


def test_a_document_that_lay_in_a_cache_does_not_hold_the_clock_back() -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    clock.note_server_time(WALL)
    seconds.now += 60
    clock.note_server_time(WALL + timedelta(seconds=20))
    assert clock() == WALL + timedelta(seconds=60)


def test_a_document_that_stays_the_same_does_not_stop_the_clock() -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    for _ in range(40):
        clock.note_server_time(WALL)
        seconds.now += 5
    assert clock() == WALL + timedelta(seconds=200)


@pytest.mark.parametrize("off", [timedelta(hours=3), timedelta(days=1_100), timedelta(hours=-3)])
def test_one_document_with_a_wrong_time_moves_nothing(off: timedelta) -> None:
    """TIME-05."""
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    assert clock.note_server_time(WALL).doubted == timedelta()
    seconds.now += 5
    assert clock.note_server_time(WALL + timedelta(seconds=5) + off).doubted == off
    assert clock() == WALL + timedelta(seconds=5)
    seconds.now += 5
    assert clock.note_server_time(WALL + timedelta(seconds=10)).doubted == timedelta()
    assert clock() == WALL + timedelta(seconds=10)


@pytest.mark.parametrize("off", [timedelta(hours=3), timedelta(hours=-7)])
def test_a_server_whose_clock_was_set_is_believed_with_the_second_document(off: timedelta) -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL + timedelta(seconds=seconds.now - 100), seconds)
    clock.note_server_time(WALL)
    assert clock.note_server_time(WALL + off).doubted == off
    seconds.now += 5
    heard = clock.note_server_time(WALL + off + timedelta(seconds=5))
    assert (heard.doubted, heard.changed, heard.ahead) == (timedelta(), True, off)
    assert clock() == WALL + off + timedelta(seconds=5)


def test_a_node_that_lags_sets_nothing_back_while_a_fresh_one_answers_too() -> None:
    """HTTP-38: its time goes on as well."""
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    for poll in range(0, 3_600, 5):
        seconds.now = 100.0 + poll
        at = WALL + timedelta(seconds=poll)
        stale = poll % 50 != 0
        heard = clock.note_server_time(at - timedelta(minutes=3) if stale else at)
        assert (heard.changed, heard.doubted < timedelta()) == (False, stale)
        assert clock() == at


def test_a_clock_that_was_set_back_is_believed_when_nothing_else_comes_for_long() -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    clock.note_server_time(WALL)
    off, changed_at = timedelta(minutes=-4), []
    for poll in range(5, 900, 5):
        seconds.now = 100.0 + poll
        if clock.note_server_time(WALL + off + timedelta(seconds=poll)).changed:
            changed_at.append(poll)
    assert changed_at == [605]
    assert clock() == WALL + off + timedelta(seconds=895)


def test_a_node_that_lags_by_less_than_a_minute_sets_nothing_back_either() -> None:
    """HTTP-38."""
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    for poll in range(0, 600, 5):
        seconds.now = 100.0 + poll
        clock.note_server_time(WALL + timedelta(seconds=poll - (40 if poll > 35 else 0)))
        assert clock() == WALL + timedelta(seconds=poll)


def test_a_stale_document_that_comes_twice_sets_nothing_back() -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    clock.note_server_time(WALL)
    for _ in range(2):
        assert clock.note_server_time(WALL - timedelta(minutes=10)).doubted == timedelta(
            minutes=-10
        )
    assert clock() == WALL


def test_a_simulator_that_runs_fast_is_followed_without_doubt_once_that_is_known() -> None:
    seconds = Seconds()
    clock = ServerClock(lambda: WALL, seconds)
    doubted = []
    for poll in range(6):
        doubted.append(bool(clock.note_server_time(WALL + poll * timedelta(minutes=5)).doubted))
        seconds.now += 5
    assert doubted == [False, True, False, False, False, False]
    assert clock() == WALL + timedelta(minutes=25, seconds=5)


class Ticking(Seconds):
    """One that goes on with every look at it, as real ones do."""

    def __call__(self) -> float:
        self.now += 2e-6
        return self.now


@pytest.mark.parametrize("every_s", [90, 120, 600, 100_000])
def test_an_export_that_is_seldom_written_never_sets_the_clock_back(every_s: int) -> None:
    seconds = Ticking()
    clock = ServerClock(lambda: WALL, seconds)
    before = clock()
    for poll in range(0, 3_600, 5):
        seconds.now = 100.0 + poll
        clock.note_server_time(WALL + timedelta(seconds=poll - poll % every_s))
        assert clock() >= before
        before = clock()
    assert before - WALL >= timedelta(seconds=3_590)


def test_an_export_that_was_old_when_it_was_first_read_is_caught_up_with() -> None:
    seconds = Ticking()
    clock = ServerClock(lambda: WALL, seconds)
    for poll in range(80, 600, 5):
        seconds.now = 100.0 + poll
        clock.note_server_time(WALL + timedelta(seconds=poll - poll % 90))
    assert abs(clock() - (WALL + timedelta(seconds=595))) < timedelta(seconds=30)
