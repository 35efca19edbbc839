"""How the lines of a live board are made. Ids of faults as in the catalogue."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from jru_tui.cli import app_runner
from jru_tui.cli.sessions import desk_links, live_session
from jru_tui.cli.sessions.desk_links import Make
from jru_tui.cli.times import awake_s
from jru_tui.desk.desk import Desk
from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.load import load_settings


async def test_a_feed_is_timed_by_a_clock_that_goes_on_while_the_machine_sleeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NET-09: on return, what was read before counts as long ago, and all is read at once."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    made: list[HttpFeed] = []

    async def show(*_: object) -> None:
        feed, _outbox = await lines[0]()
        made.append(feed)

    lines: list[Any] = []

    class Lines(desk_links.DeskLinks):
        def __init__(self, desk: Desk, make: Make) -> None:
            super().__init__(desk, make)
            lines.append(make)

    monkeypatch.setattr(live_session, "open_board", lambda *_, **__: nullcontext())
    monkeypatch.setattr(app_runner, "show", show)
    monkeypatch.setattr(desk_links, "DeskLinks", Lines)
    file = tmp_path / "jru.toml"
    file.write_text(f'journal = "{tmp_path}/j.db"\n[feed]\nurl = "http://localhost:9/feed"\n')
    settings = load_settings(file, {}, {})
    await live_session._live(settings, read_only=False, mouse=False)
    assert made[0]._monotonic is awake_s
