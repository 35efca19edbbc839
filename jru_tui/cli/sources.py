"""Sources that are read once, without a screen: a scenario, a journal, or one poll of a feed."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from msgspec import Struct

from jru_tui.board import Board, Event, FeedChanged, end_sentence
from jru_tui.cli.errors import JOURNAL_DAMAGED, CommandError
from jru_tui.cli.load_settings import settings_for
from jru_tui.cli.times import awake_s, wall_clock
from jru_tui.feeds import FeedHealth
from jru_tui.journal import Head, JournalError, Place, head_at, is_started
from jru_tui.reports import FeedStatus
from jru_tui.settings import Settings

_FOLD = 10_000
"""Events that are folded in together: views are made once for all of them."""


class LoadedBoard(Struct, frozen=True):
    """A board at one moment, and how far it can be trusted.

    Attributes:
        health: the feed's health as the screen draws it.
        feed: the same as the status tells it.
        demo: the scenario's title; empty when this is the real world.
        journal: the file or server that it was read from, None where nothing is kept.
        source: where it was had, as a sentence, where the command line does not say so.
        damage: what is wrong with that journal, as a sentence; empty where it can be trusted.
        unread: what of it was not read, as a sentence; empty where all of it was.
        position: of the last event in it that counts.
    """

    board: Board
    now: datetime
    health: FeedHealth
    feed: FeedStatus
    settings: Settings
    demo: str = ""
    journal: Place | None = None
    position: int = 0
    source: str = ""
    damage: str = ""
    unread: str = ""

    @property
    def marking(self) -> str:
        """Return the protective marking that stands on every print of it."""
        return f"Sample shift: {self.demo}" if self.demo else self.settings.marking

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what every page of it says before anything else."""
        return tuple(filter(None, (self.damage, self.unread)))

    @property
    def head(self) -> Head | None:
        """The head of its journal as it was read; None where nothing is kept.

        Raises:
            CommandError: the journal cannot be read again.
        """
        try:
            return head_at(self.journal, self.position) if self.journal else None
        except JournalError as error:
            raise CommandError(str(error)) from error

    def leave(self) -> None:
        """End the command, with the exit status of a journal that cannot be trusted if need be.

        Raises:
            click.exceptions.Exit: it cannot.
        """
        if self.damage:
            raise click.exceptions.Exit(JOURNAL_DAMAGED)


def load_board(
    source: str | None,
    *,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    to_its_end: bool = False,
    whole: bool = True,
) -> LoadedBoard:
    """The board that the command line names, or else the journal of the settings, or their feed.

    Without `at` a scenario is shown at its opening, or `to_its_end`.

    Args:
        source: the name or file of a scenario.
        feed: an address.
        journal: a journal file.
        config: the settings file; None for the usual one.
        at: the moment; None for the last, or the opening of a scenario.
        to_its_end: true to take the end of a scenario.
        whole: false if the running shift and the one before it will do, where to read all of a
            journal takes long.

    Raises:
        click.UsageError: none or several are named, or `at` is no moment of it.
        CommandError: it cannot be read; says why.
    """
    if sum(option is not None for option in (source, feed, journal)) > 1:
        raise click.UsageError("Give only one of SOURCE, --feed and --journal.")
    settings = settings_for(config, {"feed.url": feed, "journal": journal})
    if source is not None:
        return _scenario(source, settings, at, to_its_end=to_its_end)
    if journal is not None or (feed is None and is_started(settings.journal)):
        from jru_tui.cli.journal_source import board_of_journal

        return board_of_journal(settings, at, whole=whole)
    if not settings.feed.url:
        raise click.UsageError(
            "Name a SOURCE (a scenario, or its file), --feed or --journal: there is no journal at "
            f"{settings.journal} yet."
        )
    if at is not None:
        raise click.UsageError("--at works only with a scenario or a journal: a feed has no past.")
    import asyncio

    return asyncio.run(_feed(settings))


def _scenario(source: str, settings: Settings, at: str | None, *, to_its_end: bool) -> LoadedBoard:
    from jru_tui.cli.scenario_source import events_until, moment_in, scenario_for
    from jru_tui.reports import feed_status

    scenario = scenario_for(source)
    now = scenario.ends_at if to_its_end and at is None else moment_in(scenario, at)
    events = enumerate(events_until(scenario, now), 1)
    board = Board(settings.rules)
    fold(board, events, now)
    health = FeedHealth("live", good_at=now, as_of=now)
    return LoadedBoard(
        board, now, health, feed_status(board, health, now), settings, scenario.title
    )


async def _feed(settings: Settings) -> LoadedBoard:
    from jru_tui.desk import Desk, ServerClock
    from jru_tui.feeds import HttpFeed, PollFailure, without_secrets
    from jru_tui.journal import open_journal
    from jru_tui.reports import feed_status

    clock = ServerClock(wall_clock, awake_s)
    board = Board(settings.rules)
    async with (
        await open_journal(None, by=settings.by, clock=clock) as journal,
        HttpFeed(settings.feed, wall_clock) as feed,
    ):
        poll = await feed.poll()
        if isinstance(poll, PollFailure):
            address = without_secrets(settings.feed.url)
            raise CommandError(f"the feed at {address} cannot be read: {end_sentence(poll.reason)}")
        desk = Desk(
            board=board, journal=journal, clock=clock, note_server_time=clock.note_server_time
        )
        await desk.receive(poll)
        now = clock()
        address = without_secrets(settings.feed.url)
        return LoadedBoard(
            board,
            now,
            desk.health,
            feed_status(board, desk.health, now),
            settings,
            source=f"Polled once, from {address}: nothing earlier is known.",
        )


def fold(
    board: Board, events: Iterable[tuple[int, Event]], until: datetime, position: int = 0
) -> int:
    """Fold in what was written down until a moment; returns the position of the last of it.

    Args:
        board: holds what the journal told up to `position`.
        events: with their positions in the journal.
        until: what was written down later is left out.
        position: of the last event that the board holds.
    """
    some: list[Event] = []
    for place, event in events:
        if event.recorded_at > until:
            # Not the end: a document with a wrong time may have put the clock ahead for a while.
            continue
        some.append(event)
        position = place
        if len(some) == _FOLD:
            board.fold(some)
            some.clear()
    board.fold(some)
    return position


def recorded_health(feed: FeedChanged | None, written_at: datetime | None) -> FeedHealth:
    """The feed's health as the journal last knew it: its age counts from the last event."""
    if feed is None or feed.state == "stopped":
        return FeedHealth("connecting", good_at=written_at)
    return FeedHealth(feed.state, good_at=written_at, as_of=feed.as_of, error=feed.reason)
