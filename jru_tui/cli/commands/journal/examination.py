"""`jru-tui journal info` and `verify`: what a journal holds, and whether it can be trusted."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jru_tui.board import count, printable
from jru_tui.cli import options
from jru_tui.cli.commands.journal.common import (
    as_json,
    failing_in_words,
    leave,
    require_journal,
    say,
    settings_of,
    show_progress,
    warn_of_damage,
)
from jru_tui.cli.errors import JOURNAL_DAMAGED

_MOST_WARNINGS = 5
"""Lines on stderr about one journal."""

if TYPE_CHECKING:
    from jru_tui.journal import Place, RetentionDue, ServerSurvey, Survey, Verification


@click.command(
    epilog="""\b
Examples:
  jru-tui journal info
  jru-tui journal info --journal shift.sqlite --json"""
)
@options.journal
@options.config
@as_json
def info(journal: str | None, config: Path | None, *, as_json: bool) -> None:
    """Show what the journal holds: events, shifts, size, backups."""
    import msgspec

    from jru_tui.journal import survey_journal

    settings = settings_of(config, journal)
    with failing_in_words():
        place = require_journal(settings.journal)
        damage = warn_of_damage(place)
        found = survey_journal(place, settings.rules.hours)
        due = None if damage else _due(place, settings.retention.days)
    warnings = [damage] if damage else []
    lines = chain(
        (f"Do not rely on this. {damage}",) if damage else (), _described(found), _retention(due)
    )
    value = {**msgspec.structs.asdict(found), "retention": due, "warnings": warnings}
    say(value, lines, as_json=as_json)
    leave(damaged=bool(damage))


def _due(place: "Place", days: int) -> "RetentionDue | None":
    """Find what the retention has to say of a journal in a file; None for one on a server."""
    from jru_tui.cli.times import wall_clock
    from jru_tui.journal import RetentionDue, find_due

    if not isinstance(place, Path):
        return None
    return find_due(place, days, wall_clock()) if days else RetentionDue(0, 0)


def _retention(due: "RetentionDue | None") -> Iterator[str]:
    from jru_tui.journal import MOST_COUNTED

    if due is None:
        return
    if not due.days:
        yield "Retention:   none is set: retention.days of the settings is 0"
    elif due.events:
        least = "at least " if due.events == MOST_COUNTED else ""
        many = (
            "event with words about people is"
            if due.events == 1
            else ("events with words about people are")
        )
        yield f"Retention:   {least}{due.events:,} {many} older than {due.days:,} days:"
        yield "             `jru-tui journal purge --dry-run` names what is due"
    else:
        yield f"Retention:   nothing older than {due.days:,} days holds words about people"


def _described(found: "Survey | ServerSurvey") -> Iterator[str]:
    from jru_tui.journal import Survey

    if not isinstance(found, Survey):
        yield from _described_server(found)
        return
    size = f"{found.bytes / 1_000_000:.1f} MB"
    yield f"Journal:     {found.file}"
    yield f"Holds:       {_contents(found)}, {size}"
    yield from _reach(found)
    known = found.acknowledged
    yield f"Anchor:      {'none' if known is None else f'event {known:,} was acknowledged'}"
    point = found.checkpoint
    yield f"Checkpoint:  {'none' if point is None else f'at event {point:,}'}"
    stands = (
        "a copy on which no board was ever opened" if found.archive else "no board is open on it"
    )
    yield f"Now:         {'a board is open on it' if found.open else stands}"
    existing = [backup for backup in found.backups if backup.exists]
    if not existing:
        yield "Last backup: none"
        return
    last = existing[-1]
    made_at = f"{last.made_at:%Y-%m-%d %H:%M} UTC"
    yield f"Last backup: {made_at}, up to event {last.position:,}, {last.file}"
    if len(existing) > 1:
        yield f"             and {len(existing) - 1} older"


def _contents(found: "Survey | ServerSurvey") -> str:
    return f"{count(found.events, 'event')} in {count(found.shifts, 'shift')}"


def _reach(found: "Survey | ServerSurvey") -> Iterator[str]:
    """The times of the first and the last event, and where the chain ends."""
    if found.first_at is not None and found.last_at is not None:
        yield f"From:        {found.first_at:%Y-%m-%d %H:%M} UTC"
        yield f"To:          {found.last_at:%Y-%m-%d %H:%M} UTC"
    yield f"Head:        event {found.head.position:,}, chain {found.head.chain}"


def _described_server(found: "ServerSurvey") -> Iterator[str]:
    yield f"Journal:     {found.force} in {found.server}, {found.version}"
    yield f"Role:        {found.role}, which {'may write' if found.writes else 'only reads'}"
    yield f"Holds:       {_contents(found)}"
    yield from _reach(found)
    yield f"Feed:        {f'polled by {found.poller}' if found.poller else 'nobody polls it'}"
    durability = "on its disk" if found.durable else "NOT on its disk: fsync is off"
    standbys = f", and on its standbys ({found.standbys})" if found.standbys else ""
    yield f"Committed:   {durability}{standbys}"
    if found.standby:
        yield "This server is a standby: it accepts no changes."


@click.command(
    epilog="""\b
Exit status: 0 if every event is intact, 4 if the journal cannot be trusted, or cannot be
opened though an anchor or HEAD names events of it.
Examples:
  jru-tui journal verify
  jru-tui journal verify --head "event 1,234, chain 9f2c44d0a1b2c3d4"
  jru-tui journal verify --journal /mnt/backup/shift.sqlite --json"""
)
@options.journal
@options.config
@click.option(
    "--head", metavar="HEAD", help="A head printed on a handover; the chain must contain it."
)
@as_json
def verify(journal: str | None, config: Path | None, head: str | None, *, as_json: bool) -> None:
    """Verify the journal: hash chain, anchor, index and checkpoint.

    Lists every event that is missing, unreadable or changed.
    """
    from jru_tui.journal import JournalError, describe_unopened, parse_head, verify_journal

    settings = settings_of(config, journal)
    with failing_in_words(), show_progress("Verifying, events") as progress:
        expected = parse_head(head) if head else None
        place = settings.journal
        try:
            found = verify_journal(place, expected, progress, settings.anchor)
        except JournalError as error:
            if not isinstance(place, Path):
                raise
            known = describe_unopened(place, error, expected, settings.anchor)
            if known is None:
                require_journal(place)
                raise
            found = known
    _warn(found)
    say(found, _verdict_lines(found), as_json=as_json)
    if not found.sound:
        raise click.exceptions.Exit(JOURNAL_DAMAGED)


def _warn(found: "Verification") -> None:
    """Say on stderr what makes a journal, or its anchor, doubtful, as every command does."""
    for text in found.doubts[:_MOST_WARNINGS]:
        click.echo(f"jru-tui: {printable(text)}", err=True)
    if (more := len(found.doubts) - _MOST_WARNINGS) > 0:
        click.echo(f"jru-tui: And {more:,} more, which the page names.", err=True)


def _verdict_lines(found: "Verification") -> Iterator[str]:
    if found.sound:
        yield f"The journal is intact: {found.events:,} events, each as it was written."
        yield f"Head: event {found.head.position:,}, chain {found.head.chain}"
    elif found.unopened:
        yield "The journal cannot be opened, so none of its events was checked."
    else:
        yield (
            f"The journal cannot be trusted: {found.events:,} events are intact, {found.lost:,} "
            "are not."
        )
    for finding in found.findings:
        yield f"- {finding.text}"
    if not found.sound and not found.unopened:
        yield (
            "Keep the file for examination. `jru-tui journal salvage NEW` writes a new journal "
            "of the intact events; `jru-tui journal restore BACKUP` puts a backup in its place."
        )
