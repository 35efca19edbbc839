"""`jru-tui journal backup`, `restore` and `salvage`: a journal's copies, and back from them."""

from collections.abc import Iterator
from pathlib import Path

import click

from jru_tui.cli import options
from jru_tui.cli.commands.journal.common import (
    account,
    as_json,
    failing_in_words,
    leave,
    require_journal,
    say,
    settings_of,
    show_progress,
    warn_of_damage,
)

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog="""\b
Examples:
  jru-tui journal backup /mnt/backup/shift.sqlite
  jru-tui journal backup /mnt/backup/shift.sqlite --keep 14"""
)
@click.argument("file", type=_FILE)
@options.journal
@options.config
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Add the time to the file's name, and keep only the newest N.",
)
@as_json
def backup(
    file: Path, journal: str | None, config: Path | None, keep: int | None, *, as_json: bool
) -> None:
    """Write a backup to FILE while the board runs, and verify it.

    Only its owner can read the file (0600), and it is complete or not there at all. A journal on a
    server is backed up to a file with the same head, which can be read without the server.
    """
    import msgspec

    from jru_tui.cli.times import wall_clock

    settings = settings_of(config, journal)
    place = require_journal(settings.journal)
    with failing_in_words():
        damage = warn_of_damage(place)
    with failing_in_words(), show_progress("Verifying the backup, events") as progress:
        if isinstance(place, Path):
            from jru_tui.journal import make_backup

            result = make_backup(place, file, wall_clock(), keep=keep, on_progress=progress)
        else:
            from jru_tui.journal import backup_server

            result = backup_server(place, file, wall_clock(), keep=keep, on_progress=progress)

    def lines() -> Iterator[str]:
        yield f"Backed up {result.position:,} events to {result.file}, and verified them."
        yield f"Head: event {result.position:,}, chain {result.chain}"
        if damage:
            yield f"Do not rely on this. {damage}"
            yield "The older backups are all kept."

    warnings = [damage] if damage else []
    say({**msgspec.structs.asdict(result), "warnings": warnings}, lines(), as_json=as_json)
    leave(damaged=bool(damage))


@click.command(
    epilog="""\b
Examples:
  jru-tui journal restore /mnt/backup/shift.sqlite
  jru-tui journal restore /mnt/backup/shift.sqlite --journal drill.sqlite"""
)
@click.argument("backup_file", metavar="BACKUP", type=_FILE)
@options.journal
@options.config
@as_json
def restore(backup_file: Path, journal: str | None, config: Path | None, *, as_json: bool) -> None:
    """Verify BACKUP and put it in the journal's place.

    The journal that is there now is kept beside it under another name. Close every board on it
    first. On a server, restore into a new, empty journal.
    """
    from jru_tui.cli.sessions.command_desk import require_care_of
    from jru_tui.cli.times import wall_clock

    settings = settings_of(config, journal)
    place = settings.journal
    with failing_in_words():
        require_care_of(place, settings)
    with failing_in_words(), show_progress("Verifying the backup, events") as progress:
        if isinstance(place, Path):
            from jru_tui.journal import restore_journal

            done = restore_journal(
                backup_file, place, by=account(settings), now=wall_clock(), on_progress=progress
            )
        else:
            from jru_tui.journal import restore_server

            done = restore_server(backup_file, place, progress)

    def lines() -> Iterator[str]:
        yield f"Restored {done.head.position:,} events to {settings.journal}."
        if done.kept is not None:
            yield f"The file that was there before is kept as {done.kept}."
        yield f"Head: event {done.head.position:,}, chain {done.head.chain}"

    say(done, lines(), as_json=as_json)


@click.command(
    epilog="""\b
Examples:
  jru-tui journal salvage whole.sqlite
  jru-tui journal salvage whole.sqlite --journal damaged.sqlite --json"""
)
@click.argument("file", metavar="NEW", type=_FILE)
@options.journal
@options.config
@as_json
def salvage(file: Path, journal: str | None, config: Path | None, *, as_json: bool) -> None:
    """Write all intact events to a new journal, and list the rest.

    The damaged journal stays as it is.
    """
    from jru_tui.journal import lost_in_words

    settings = settings_of(config, journal)
    place = require_journal(settings.journal)
    with failing_in_words():
        damage = warn_of_damage(place)
    with failing_in_words(), show_progress("Salvaging, events") as progress:
        if isinstance(place, Path):
            from jru_tui.journal import salvage_journal

            done = salvage_journal(place, file, progress)
        else:
            from jru_tui.journal import salvage_server

            done = salvage_server(place, file, progress)

    def lines() -> Iterator[str]:
        saved, last = done.head.position, done.last
        yield f"Wrote {saved:,} of {last:,} events to {done.file}: each is provably intact."
        if done.lost:
            yield f"Not in it: event {lost_in_words(done.lost)}."
        for event in done.lost[:20]:
            yield f"- {event.sentence}"
        if len(done.lost) > 20:  # noqa: PLR2004 - as many as were listed
            yield f"- and {len(done.lost) - 20:,} more: --json lists them all."
        yield f"Head: event {done.head.position:,}, chain {done.head.chain}"

    say(done, lines(), as_json=as_json)
    leave(damaged=bool(damage or done.lost))
