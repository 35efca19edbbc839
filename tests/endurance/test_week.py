"""A simulated week: whatever goes wrong on the way, the board ends where it would have ended."""

import httpx

from jru_tui.simulator.scenario import Scenario
from tests.endurance.conftest import at_work, document, told

_JSON = {"Content-Type": "application/json"}


def _answer(status: int, body: bytes = b"", kind: dict[str, str] = _JSON) -> httpx.Response:
    return httpx.Response(status, headers=kind, stream=httpx.ByteStream(body))


def spoil(number: int, good: httpx.Response) -> httpx.Response:
    """One answer in four is a fault, each kind in turn; now and then several come in a row."""
    if number % 4 and number % 50 > 6:
        return good
    faults = (
        lambda: _answer(503),
        lambda: _answer(200, b"<html>sign in", {"Content-Type": "text/html"}),
        lambda: _answer(200, b'{"feed": "jru/1", "calls": ['),
        lambda: _answer(200, b"x" * 1_100_000),
        lambda: _answer(200, b""),
        lambda: _answer(429),
        lambda: _answer(304),
        lambda: document(calls=[{"id": "K", "opened_at": "soon"}], complete=False),
        lambda: document(calls=[], vehicles=[]) if number % 50 > 6 else _answer(500),
    )
    return faults[number // 4 % len(faults)]()


async def test_a_week_with_faults_ends_with_the_same_board(week: Scenario) -> None:
    async with at_work(week) as quiet, at_work(week, spoil) as rough:
        states: set[str] = set()
        rough.desk.subscribe(lambda _: states.add(rough.desk.health.state))
        for _ in range(7):
            for every, hours in ((3, 11), (60, 13)):
                await quiet.polls(hours, every)
                await rough.polls(hours, every)
        for _ in range(9):  # within five minutes: in these a parked vehicle reports once
            await quiet.pass_time(30)
            await rough.pass_time(30)
        calm, spoiled = told(quiet.desk.board), told(rough.desk.board)
        board = quiet.desk.board
        assert len(board.held_calls()) == 28
        assert board.total().attended == 28
        assert {call.state for call in board.held_calls().values()} == {"closed"}
    assert states == {"live", "lost", "suspect"}
    assert spoiled == calm


async def test_a_feed_that_was_away_for_hours_is_caught_up_with_in_one_reading(
    week: Scenario,
) -> None:
    """NET-09: from before the first call until after the third was closed."""
    away = False

    def cut(_number: int, good: httpx.Response) -> httpx.Response:
        if away:
            raise httpx.ConnectError("no route to host")
        return good

    async with at_work(week) as near, at_work(week, cut) as far:
        for each in (near, far):
            await each.polls(1, 10)
        away = True
        await near.polls(5, 10)
        await far.polls(5, 10)
        cut_off = far.desk.health
        assert cut_off.state == "lost"
        assert far.desk.board.total().attended == 0
        away = False
        await near.pass_time(60)
        await far.pass_time(60)
        assert far.desk.health.state == "live"
        assert near.desk.board.total().attended == 3
        assert told(far.desk.board)[0] == told(near.desk.board)[0]
        assert told(far.desk.board)[3:] == told(near.desk.board)[3:]
