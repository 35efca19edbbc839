"""`jru-tui journal purge`, `hold` and `migrate`: what is erased, and what is protected."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jru_tui.cli import options
from jru_tui.cli.commands.journal.common import (
    account,
    as_json,
    failing_in_words,
    require_journal,
    say,
    settings_of,
    show_progress,
)
from jru_tui.cli.errors import CommandError

if TYPE_CHECKING:
    from jru_tui.journal import OtherCopy, PurgeChoice
    from jru_tui.settings import JournalServer, Retention, Settings

_MOST = 20
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog="""\b
Examples:
  jru-tui journal purge --dry-run
  jru-tui journal purge --reason "review of November"
  jru-tui journal purge --days 2190 --dry-run"""
)
@options.journal
@options.config
@click.option(
    "--days",
    type=click.IntRange(min=1),
    metavar="N",
    help="Days to keep, instead of retention.days in the settings.",
)
@click.option("--reason", default="", help="The reason; it is recorded with the purge.")
@click.option("--dry-run", is_flag=True, help="Print what would be erased, and erase nothing.")
@as_json
def purge(
    journal: str | None,
    config: Path | None,
    days: int | None,
    reason: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Erase what old events say about people.

    Erases words, places, positions and crew numbers. Figures stay the same, and the chain can
    still be verified. [retention] in the settings says how long each kind is kept. Close every
    board on a journal in a file first; boards on a server may stay open.
    """
    from jru_tui.cli.export import record_waiting
    from jru_tui.cli.sessions.command_desk import require_care
    from jru_tui.cli.times import wall_clock

    settings = settings_of(config, journal)
    place = require_journal(settings.journal)
    retention = _retention_of(settings, days)
    if not dry_run:
        require_care(settings.role)
    now, by, done = wall_clock(), account(settings), None
    with failing_in_words(), show_progress("Looking through the journal, events") as progress:
        if isinstance(place, Path):
            from jru_tui.journal import choose_in_file, other_copies, purge_journal

            if not dry_run:
                record_waiting(place, by)
            choice = choose_in_file(place, settings.rules, retention, now, progress)
            if not dry_run:
                done = purge_journal(
                    place, choice, by=by, now=now, reason=reason, on_progress=progress
                )
            copies = other_copies(place)
        else:
            from jru_tui.journal import ServerPurge

            on_server = ServerPurge(place, settings.rules, retention, now, progress)
            if not dry_run:
                done = on_server.erase(by, reason)
            choice, copies = on_server.choice, on_server.remaining_copies(begin=not dry_run)
        if not dry_run:
            _expire_refused(settings, retention)
        copies = [*copies, *_refused_left()]

    def lines() -> Iterator[str]:
        events = len(choice.positions) if done is None else done.events
        word = "Would erase" if done is None else "Erased"
        yield f"{word} what {events:,} events of {len(choice.calls):,} calls say about people."
        yield from _kept_lines(choice)
        if done is not None:
            yield f"Head: event {done.head.position:,}, chain {done.head.chain}"
        for copy in copies:
            yield f"Still holds it: {copy.file} ({copy.what})"

    value = {
        "dry_run": dry_run,
        "before": choice.before,
        "events": len(choice.positions) if done is None else done.events,
        "calls": sorted(choice.calls),
        "kept": choice.kept,
        "copies": copies,
    }
    say(value, lines(), as_json=as_json)


def _retention_of(settings: "Settings", days: int | None) -> "Retention":
    """The retention of the settings, with these days to keep where some are given.

    Raises:
        CommandError: neither says how long.
    """
    from msgspec.structs import replace

    retention = settings.retention if days is None else replace(settings.retention, days=days)
    if not retention.days:
        raise CommandError(
            "nothing is purged: retention.days of the settings is 0. Set it, or give --days."
        )
    return retention


def _expire_refused(settings: "Settings", retention: "Retention") -> None:
    """Delete the refused documents that are too old: where no board runs, nobody else does."""
    from jru_tui.cli.times import wall_clock
    from jru_tui.feeds import RefusedDocuments

    days = min(settings.feed.keep_refused_days, retention.days)
    RefusedDocuments(_refused_folder(), days, wall_clock).expire()


def _refused_folder() -> Path:
    from jru_tui.settings import paths

    return paths.state_folder() / "refused"


def _refused_left() -> "list[OtherCopy]":
    """Name the folder of the refused documents, which may hold words as well, if there are any."""
    from jru_tui.journal import OtherCopy

    left = len([*_refused_folder().glob("refused-*.bin")])
    text = f"{left:,} refused document{'s' * (left != 1)} of the feed, kept for keep_refused_days"
    return [OtherCopy(str(_refused_folder()), text)] if left else []


def _kept_lines(choice: "PurgeChoice") -> Iterator[str]:
    for call in choice.kept[:_MOST]:
        yield f"Kept: {call.call}, {call.reason}"
    if len(choice.kept) > _MOST:
        yield f"and {len(choice.kept) - _MOST:,} more: --json lists them all."


@click.command(
    epilog="""\b
Examples:
  jru-tui journal hold K-1036 --until 2027-10-30 --reason "coroner's inquest"
  jru-tui journal hold K-1036 --lift --reason "inquest closed\""""
)
@click.argument("call")
@options.journal
@options.config
@click.option("--until", type=_DAY, metavar="DATE", help="The first day on which it may be erased.")
@click.option("--lift", is_flag=True, help="End the hold.")
@click.option("--reason", required=True, help="The reason; it is recorded with your name.")
@as_json
def hold(
    call: str,
    journal: str | None,
    config: Path | None,
    until: datetime | None,
    reason: str,
    *,
    lift: bool,
    as_json: bool,
) -> None:
    """Protect the records of CALL from purges until a given day."""
    if (until is None) != lift:
        raise click.UsageError("Give either --until DATE or --lift.")
    from jru_tui.cli.call_hold import keep_hold
    from jru_tui.cli.times import wall_clock

    settings = settings_of(config, journal)
    path = require_journal(settings.journal)
    with failing_in_words():
        event = keep_hold(path, settings, call, until, reason, account(settings), wall_clock())

    def lines() -> Iterator[str]:
        yield (
            f"{call} is no longer held."
            if until is None
            else f"{call} is held until {until:%Y-%m-%d}."
        )

    say(event, lines(), as_json=as_json)


@click.command(
    epilog="""\b
Examples:
  jru-tui journal migrate --dry-run
  jru-tui journal migrate"""
)
@options.journal
@options.config
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@as_json
def migrate(journal: str | None, config: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Upgrade a journal of an earlier format.

    The new one can be purged and still verified. Checks the chain and the anchor first, and the
    whole new file afterwards. Keeps the old file beside the new one. Close every board on the
    journal first.
    """
    from jru_tui.cli.sessions.command_desk import require_care
    from jru_tui.cli.times import wall_clock
    from jru_tui.journal import migrate_journal, plan_migration

    settings = settings_of(config, journal)
    if not dry_run:
        require_care(settings.role)
    if not isinstance(settings.journal, Path):
        _migrate_server(settings.journal, dry_run=dry_run, as_json=as_json)
        return
    path = settings.journal
    require_journal(path)
    with failing_in_words(), show_progress("Migrating, events") as progress:
        if dry_run:
            done = plan_migration(path, progress)
        else:
            done = migrate_journal(
                path, by=account(settings), now=wall_clock(), on_progress=progress
            )

    def lines() -> Iterator[str]:
        if not done.events:
            yield "Nothing to do: the journal has the current format."
        elif done.kept is None:
            yield f"Would upgrade {done.events:,} events, in a new file."
        else:
            yield f"Upgraded {done.events:,} events."
            yield f"The old journal is kept as {done.kept}."
            yield "Delete it once the new one is backed up: purges do not reach it."
        yield f"Head: event {done.head.position:,}, chain {done.head.chain}"

    say(done, lines(), as_json=as_json)


def _migrate_server(server: "JournalServer", *, dry_run: bool, as_json: bool) -> None:
    """Bring the tables of a server up to date, or say how many steps that would take."""
    from jru_tui.journal import migrate_server, missing_steps

    with failing_in_words():
        steps = missing_steps(server) if dry_run else migrate_server(server)
    word = "Would take" if dry_run else "Took"
    line = f"{word} {steps} steps." if steps else "Nothing to do: the tables are up to date."
    say({"dry_run": dry_run, "steps": steps}, iter((line,)), as_json=as_json)
