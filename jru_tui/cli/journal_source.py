"""Reading of a journal: its board at a moment, its events, and what is wrong with it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click

from jru_tui.board import Board, Event, Rules, printable
from jru_tui.cli.errors import CommandError
from jru_tui.cli.progress import count_progress, steps
from jru_tui.cli.sources import LoadedBoard, fold, recorded_health
from jru_tui.cli.times import read_moment, wall_clock
from jru_tui.journal import JournalError, Place, is_started
from jru_tui.reports import FeedStatus
from jru_tui.settings import Settings

_UNREAD = (
    "This journal is long, so only {which} and the one before were read: calls left open earlier "
    "are missing, totals start there{checked}. Use --whole to read all of it. After a board has "
    "been opened on it once, its end is read at once."
)
_NOT_CHECKED = ", and older events were not checked"
_AT_THE_END, _AT_A_MOMENT = "this shift", "the shift of that moment"


def board_of_journal(settings: Settings, at: str | None, *, whole: bool) -> LoadedBoard:
    """The board of the journal that the settings name.

    Args:
        settings: name the journal, and the rules that its board follows.
        at: the moment; None for the last.
        whole: false if the running shift and the one before it will do.

    Raises:
        CommandError: there is none, or it cannot be read; says why.
    """
    from jru_tui.cli.unsaved_commands import with_spooled
    from jru_tui.journal import (
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
            advice = _AT_A_MOMENT if at else _AT_THE_END
            unread = _UNREAD.format(which=advice, checked="" if checked else _NOT_CHECKED)
        elif damage and isinstance(path, Path):
            events = count_progress(load_whole(path), "Reading the journal, events")
            board = Board(settings.rules)
            position = fold(board, events, now)
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
    events = count_progress(load(path, after=start), "Reading the journal, events")
    return board, fold(board, events, until, start)


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
        from jru_tui.journal import damage_of, judge_by_second_anchor

        end, damage, anchor = damage_of(path), "", ""
        if second_anchor is not None:
            judgement = judge_by_second_anchor(path, second_anchor)
            damage, anchor = judgement.damage, judgement.anchor
        for warning in filter(None, (end, damage, anchor)):
            click.echo(f"jru-tui: {printable(warning)}", err=True)
        return end or damage
    from jru_tui.journal import copy_reason, examine, judge_by_second_anchor

    found = examine(path, whole=whole)
    notice = copy_reason(path)
    damage, anchor = "", ""
    if second_anchor is not None:
        judgement = judge_by_second_anchor(path, second_anchor)
        damage, anchor = judgement.damage, judgement.anchor
    for warning in (found.damage, damage, found.anchor, anchor, notice and f"{notice}."):
        if warning:
            click.echo(f"jru-tui: {printable(warning)}", err=True)
    return found.damage or damage
