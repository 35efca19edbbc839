"""Another screen takes the place of a board only where nobody is in the middle of typing."""

import pytest

from jru_tui.tui import terminal_app
from tests.tui.live.conftest import Start


@pytest.mark.parametrize(
    ("keys", "after_s"),
    [
        (("j",), 0.5),
        (("slash", "x"), 60.0),
        (("colon", "n"), 60.0),
        (("n", "x"), 60.0),
        (("n", "x", "escape"), 0.5),
        (("a",), 60.0),
    ],
)
async def test_a_board_is_at_rest_some_time_behind_the_last_key(
    start: Start, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...], after_s: float
) -> None:
    now = 1_000.0
    monkeypatch.setattr(terminal_app, "monotonic", lambda: now)
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.until(pilot, lambda: live.app.handles_nothing)
        assert live.app.is_at_rest
        live.app._board.select_call("K-1037")
        await pilot.press(*keys)
        await live.until(pilot, lambda: live.app.handles_nothing)
        assert not live.app.is_at_rest
        now += after_s - 0.1
        assert not live.app.is_at_rest
        now += 0.2
        assert live.app.is_at_rest
