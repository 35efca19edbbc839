"""The board on a sample shift: as live, with a dispatch system played in the same process."""

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from jru_tui.board import Board
from jru_tui.cli.scenario_source import events_until
from jru_tui.cli.sessions.desk_links import DeskLinks
from jru_tui.cli.terminal_setup import open_board, require_terminal
from jru_tui.desk import Desk
from jru_tui.journal import open_journal
from jru_tui.settings import Settings
from jru_tui.simulator import Scenario, Simulator, SimulatorClock

if TYPE_CHECKING:
    from jru_tui.feeds import HttpFeed, Outbox

_INTERVAL_S = 2.0


def run_demo(
    settings: Settings, scenario: Scenario, clock: SimulatorClock, *, mouse: bool = True
) -> None:
    """The board on a scenario that is played beside it, until it is quit. Nothing is kept.

    Args:
        settings: the settings in force.
        scenario: the scenario that is played.
        clock: returns the present moment, UTC.
        mouse: true if the mouse is taken from the terminal.

    Raises:
        CommandError: it cannot be opened; says why.
    """
    require_terminal()
    asyncio.run(_play(settings, scenario, clock, mouse=mouse))


async def _play(
    settings: Settings, scenario: Scenario, clock: SimulatorClock, *, mouse: bool
) -> None:
    started_at = clock.now()
    history = list(events_until(scenario, started_at))
    async with await open_journal(None, by=settings.by, clock=clock.now) as journal:
        await journal.append(history)
        desk = Desk(
            board=Board(settings.rules),
            journal=journal,
            clock=clock.now,
            by=settings.by,
            writes_back=True,
        )
        await desk.catch_up()

        async def make() -> tuple["HttpFeed", "Outbox | None"]:
            from jru_tui.feeds import HttpFeed, Outbox

            transport = await asyncio.to_thread(in_process, scenario, clock)
            addresses = replace(
                settings.feed,
                url=f"{IN_PROCESS}/feed",
                writeback=f"{IN_PROCESS}/commands",
                interval_s=_INTERVAL_S,
                token=None,
                mapping=None,
            )
            feed = HttpFeed(addresses, clock.now, transport=transport)
            return feed, Outbox(addresses, clock.now, transport=transport)

        lines = DeskLinks(desk, make)
        demo = f"DEMO {scenario.title}"
        with open_board(settings, desk, clock.now, demo=demo, mouse=mouse) as opened:
            from jru_tui.cli.app_runner import app_for, show  # behind the first frame

            app = app_for(
                settings,
                desk,
                clock.now,
                poll_now=lines.poll_now,
                demo=demo,
                mouse=mouse,
                opened=opened,
            )

            async def attend() -> None:
                from jru_tui.cli.travel import use_travel_sources

                await use_travel_sources(desk, settings, app.tell)
                await lines.attend()

            await show(app, attend)


if TYPE_CHECKING:
    import httpx

IN_PROCESS = "http://demo.localhost"
"""An address that no network ever sees."""


def in_process(scenario: Scenario, clock: SimulatorClock) -> "httpx.AsyncBaseTransport":
    """A transport that leads to the scenario. To be called in a thread: its imports are slow."""
    import httpx

    from jru_tui.simulator import build_app

    return httpx.ASGITransport(build_app(Simulator(scenario, clock)))
