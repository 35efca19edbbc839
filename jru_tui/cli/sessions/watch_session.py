"""Sources of `watch`: a scenario, a journal or a feed. All become events, then lines."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import datetime

import click

from jru_tui.board import Board, Event, printable
from jru_tui.cli.errors import JOURNAL_DAMAGED, CommandError
from jru_tui.cli.export import note_look
from jru_tui.cli.journal_source import events_of, warn_of
from jru_tui.cli.sources import recorded_health
from jru_tui.cli.times import awake_s, wall_clock
from jru_tui.feeds import FeedHealth
from jru_tui.journal import (
    Journal,
    JournalError,
    Place,
    clock_ahead,
    is_being_written,
    is_started,
    open_journal,
)
from jru_tui.reports import ChangeLines, attention_lines
from jru_tui.settings import Settings


def scenario(settings: Settings, source: str, at: str | None) -> None:
    """Say a scenario from its start to its end, or to a moment.

    Args:
        settings: the settings in force.
        source: its name or file.
        at: the last moment; None for its end.

    Raises:
        CommandError: there is none, or a line in it is wrong.
    """
    from jru_tui.cli.scenario_source import events_until, moment_in, scenario_for

    script = scenario_for(source)
    until = moment_in(script, at) if at else script.ends_at
    speaker = _Speaker(settings, f"Sample shift: {script.title}.")
    speaker.all(events_until(script, until), until, lambda: FeedHealth("live"))


def journal(settings: Settings, *, follow: bool) -> None:
    """Say what the journal holds; with `follow` go on with what is written to it, until Ctrl+C.

    Raises:
        CommandError: there is none, or it cannot be read.
    """
    path = settings.journal
    if not is_started(path):
        raise CommandError(f"there is no journal at {path}.")
    try:
        damage = warn_of(path, settings.anchor)
        if not damage:
            note_look(path, settings.by, "watch")
        heading = f"{settings.marking}." + (f"\nDo not rely on this. {damage}" if damage else "")
        if follow:
            _until_interrupted(_follow(settings, path, heading))
        else:
            speaker = _Speaker(settings, heading)
            now = wall_clock() + clock_ahead(path, wall_clock())
            events = events_of(path, damaged=bool(damage))
            speaker.all(
                (event for _, event in events), now, _journal_health(path, speaker.lines.board)
            )
    except JournalError as error:
        raise CommandError(str(error)) from error
    if damage:
        raise click.exceptions.Exit(JOURNAL_DAMAGED)


def feed(settings: Settings) -> None:
    """Poll the feed and say what it brings, until Ctrl+C."""
    _until_interrupted(_poll(settings))


def _until_interrupted(watching: Coroutine[None, None, None]) -> None:
    # Ctrl+C is how one stops watching: nothing has failed.
    with suppress(KeyboardInterrupt):
        asyncio.run(watching)


async def _follow(settings: Settings, path: Place, heading: str) -> None:
    async with await open_journal(path, by=settings.by, clock=wall_clock, read_only=True) as store:
        speaker = _Speaker(settings, heading)
        position = await speaker.begin(store, _journal_health(path, speaker.lines.board))
        await speaker.go_on(store, position)


async def _poll(settings: Settings) -> None:
    from jru_tui.desk import Desk, ServerClock, attend
    from jru_tui.feeds import HttpFeed

    clock = ServerClock(wall_clock, awake_s)
    async with await open_journal(None, by=settings.by, clock=clock) as store:
        desk = Desk(
            board=Board(settings.rules),
            journal=store,
            clock=clock,
            note_server_time=clock.note_server_time,
        )
        polled = asyncio.Event()
        desk.subscribe(lambda _: polled.set())

        async def say() -> None:
            await polled.wait()
            speaker = _Speaker(settings, f"{settings.marking}.", clock)
            position = await speaker.begin(store, lambda: desk.health)
            await speaker.go_on(store, position)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(attend(desk, HttpFeed(settings.feed, wall_clock)))
            tasks.create_task(say())


class _Speaker:
    """A printer of events: what wants attention before anything else, then line by line.

    Attributes:
        lines: makes the lines, and holds the board that they lead to.
    """

    def __init__(
        self, settings: Settings, heading: str, clock: Callable[[], datetime] = wall_clock
    ) -> None:
        self.lines = ChangeLines(settings.rules)
        self._heading = heading
        self._clock = clock

    async def begin(self, store: Journal, health: Callable[[], FeedHealth]) -> int:
        """Say what a journal holds by now; the position of its last event."""
        found = [(position, event) async for position, event in store.read(0)]
        self.all((event for _, event in found), self._clock(), health)
        return found[-1][0] if found else 0

    def all(self, events: Iterable[Event], now: datetime, health: Callable[[], FeedHealth]) -> None:
        """Say what wants attention after these events, and then each of them."""
        lines = [line for event in events for line in self.lines.of(event)]
        wants = attention_lines(self.lines.board, now, stale=health().stale)
        for line in (*self._heading.split("\n"), *wants, "", *lines):
            click.echo(printable(line))

    async def go_on(self, store: Journal, position: int) -> None:
        """Say what is written to a journal behind a position, as it comes."""
        async for _, event in store.subscribe(position):
            for line in self.lines.of(event):
                click.echo(printable(line))


def _journal_health(path: Place, board: Board) -> Callable[[], FeedHealth]:
    """Tell how the feed of a journal is: nothing is heard where no board writes it."""

    def health() -> FeedHealth:
        goes_on = is_being_written(path)
        return recorded_health(board.feed if goes_on else None, board.heard_at)

    return health
