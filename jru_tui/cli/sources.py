"""Sources that are read once, without a board: a scenario, a journal, or one poll of a feed."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click
from msgspec import Struct

from jru_tui.board import Board, Event, FeedChanged, Rules, end_sentence, printable
from jru_tui.cli.errors import JOURNAL_DAMAGED, CommandError
from jru_tui.cli.load_settings import settings_for
from jru_tui.cli.progress import count_progress, steps
from jru_tui.cli.system_clock import awake_s, wall_clock
from jru_tui.cli.times import read_moment
from jru_tui.feeds import FeedHealth
from jru_tui.journal import Head, JournalError, Place, head_at, is_started
from jru_tui.reports import FeedStatus, feed_status
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
        return _journal(settings, at, whole=whole)
    if not settings.feed.url:
        raise click.UsageError(
            "Name a SOURCE (a scenario, or its file), --feed or --journal: there is no journal at "
            f"{settings.journal} yet."
        )
    if at is not None:
        raise click.UsageError("--at works only with a scenario or a journal: a feed has no past.")
    return asyncio.run(_feed(settings))


def _scenario(source: str, settings: Settings, at: str | None, *, to_its_end: bool) -> LoadedBoard:
    from jru_tui.cli.scenario_source import events_until, moment_in, scenario_for

    scenario = scenario_for(source)
    now = scenario.ends_at if to_its_end and at is None else moment_in(scenario, at)
    told = enumerate(events_until(scenario, now), 1)
    board = Board(settings.rules)
    fold(board, told, now)
    health = FeedHealth("live", good_at=now, as_of=now)
    return LoadedBoard(
        board, now, health, feed_status(board, health, now), settings, scenario.title
    )


async def _feed(settings: Settings) -> LoadedBoard:
    from jru_tui.desk import Desk, ServerClock
    from jru_tui.feeds import HttpFeed, PollFailure, without_secrets
    from jru_tui.journal import open_journal

    clock = ServerClock(wall_clock, awake_s)
    board = Board(settings.rules)
    async with (
        await open_journal(None, by=settings.by, clock=clock) as journal,
        HttpFeed(settings.feed, wall_clock) as feed,
    ):
        poll = await feed.poll()
        if isinstance(poll, PollFailure):
            where = without_secrets(settings.feed.url)
            raise CommandError(f"the feed at {where} cannot be read: {end_sentence(poll.reason)}")
        desk = Desk(board=board, journal=journal, clock=clock, heard=clock.heard)
        await desk.receive(poll)
        now = clock()
        where = without_secrets(settings.feed.url)
        return LoadedBoard(
            board,
            now,
            desk.health,
            feed_status(board, desk.health, now),
            settings,
            source=f"Polled once, from {where}: nothing earlier is known.",
        )


_UNREAD = (
    "This journal is long, so only {which} and the one before were read: calls left open earlier "
    "are missing, totals start there{checked}. Use --whole to read all of it. After a board has "
    "been opened on it once, its end is read at once."
)
_NOT_CHECKED = ", and older events were not checked"
_AT_THE_END, _AT_A_MOMENT = "this shift", "the shift of that moment"


def _journal(settings: Settings, at: str | None, *, whole: bool) -> LoadedBoard:
    from jru_tui.cli.spool import with_spooled
    from jru_tui.journal import (
        JournalError,
        clock_ahead,
        is_being_written,
        is_soon_checked,
        load_whole,
    )

    path = settings.journal
    if not is_started(path):
        raise CommandError(f"there is no journal at {path}.")
    goes_on, unread = at is not None, ""
    try:
        # The board's now, as it would be told by the clock that the journal was written by.
        now = read_moment(at, None) if at else wall_clock() + clock_ahead(path, wall_clock())
        recent = None if whole else _end_of(path, settings.rules, now, latest=at is None)
        checked = recent is None or (isinstance(path, Path) and is_soon_checked(path))
        damage = warn_of(path, settings.anchor, whole=checked)
        if recent is not None and not damage:
            board, position = recent, recent.events
            which = _AT_A_MOMENT if at else _AT_THE_END
            unread = _UNREAD.format(which=which, checked="" if checked else _NOT_CHECKED)
        elif damage and isinstance(path, Path):
            told = count_progress(load_whole(path), "Reading the journal, events")
            board = Board(settings.rules)
            position = fold(board, told, now)
        else:
            board, position = _folded(path, settings.rules, now, latest=at is None)
        goes_on = goes_on or is_being_written(path)
    except JournalError as error:
        raise CommandError(with_spooled(str(error), path)) from error
    # A board that was killed could not write down that its polling ended.
    # Who looked at it makes what it holds no younger.
    told_at = board.told_at
    health = recorded_health(board.feed if goes_on else None, told_at)
    age = None if told_at is None else int((now - told_at).total_seconds())
    feed = FeedStatus("recorded", age, health.error or None, len(board.refused))
    return LoadedBoard(
        board,
        now,
        health,
        feed,
        settings,
        journal=path,
        position=position,
        damage=damage,
        unread=unread,
    )


def _end_of(path: Place, rules: Rules, now: datetime, *, latest: bool) -> Board | None:
    """The board of the last two shifts of a long journal in a file without a checkpoint.

    Args:
        path: where the journal is.
        rules: that the board follows.
        now: the moment at which it is to stand, UTC.
        latest: that moment is at the journal's end.

    Returns:
        None where all of it is soon read, or its end cannot be.

    Raises:
        JournalError: the file is not a journal.
    """
    from jru_tui.journal import JournalDamagedError, board_from_checkpoint, recent_board

    if not isinstance(path, Path):
        return None
    try:
        known = board_from_checkpoint(path, rules)
        if known is not None and known.written_at is not None and known.written_at > now:
            known = None
        until = None if latest else now + timedelta(microseconds=1)
        board = recent_board(path, rules, 0 if known is None else known.events, until)
    except JournalDamagedError:
        return None
    # A document with a wrong time may have put the clock ahead for a while.
    is_past = board is not None and board.written_at is not None and board.written_at <= now
    return board if is_past else None


def _folded(path: Place, rules: Rules, until: datetime, *, latest: bool) -> tuple[Board, int]:
    """The board of a journal at a moment, and the position of the last event that counts.

    `latest`: that moment is now. Whoever has folded a long journal in a file leaves a checkpoint
    for the next; of one on a server a board has left it.

    Raises:
        JournalError: the journal cannot be read.
    """
    from jru_tui.journal import advance_if_long, board_from_checkpoint, load

    if latest and isinstance(path, Path):
        with steps("Reading the journal, events") as tell:
            advance_if_long(path, rules, tell)
    board = board_from_checkpoint(path, rules)
    if board is None or (board.written_at is not None and board.written_at > until):
        board = Board(rules)
    start = board.events
    told = count_progress(load(path, after=start), "Reading the journal, events")
    return board, fold(board, told, until, start)


def events_of(place: Place, *, damaged: bool) -> Iterator[tuple[int, Event]]:
    """All events of a journal with their positions; of a damaged file those that are whole."""
    from jru_tui.journal import load, load_whole

    return load_whole(place) if damaged and isinstance(place, Path) else load(place)


def warn_of(path: Place, second_anchor: Path | None = None, *, whole: bool = True) -> str:
    """Say on stderr that a journal is not as it was written, or that a copy of it is looked at.

    Args:
        path: where it is.
        second_anchor: the anchor outside its folder; None for none.
        whole: look at the whole chain, and not at its end alone.

    Returns:
        What is wrong with it, as a sentence; empty where what it holds can be trusted.

    Raises:
        JournalError: the file is not a journal.
    """
    if not isinstance(path, Path):
        from jru_tui.journal import damage_of

        damage = damage_of(path)
        if damage:
            click.echo(f"jru-tui: {printable(damage)}", err=True)
        return damage
    from jru_tui.journal import copied, examine, judge_by_second_anchor

    found = examine(path, whole=whole)
    notice = copied(path)
    damage, anchor = "", ""
    if second_anchor is not None:
        judged = judge_by_second_anchor(path, second_anchor)
        damage, anchor = judged.damage, judged.anchor
    for said in (found.damage, damage, found.anchor, anchor, notice and f"{notice}."):
        if said:
            click.echo(f"jru-tui: {printable(said)}", err=True)
    return found.damage or damage


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
