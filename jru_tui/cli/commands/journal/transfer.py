"""`jru-tui journal export` and `import`: a journal as lines of JSON, and a history as a journal."""

from collections.abc import Iterator
from pathlib import Path

import click

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
from jru_tui.cli.errors import CommandError

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "export",
    epilog="""\b
Examples:
  jru-tui journal export -o shift.jsonl
  jru-tui journal export | gzip > shift.jsonl.gz""",
)
@options.journal
@options.config
@options.output
@as_json
def export_journal(
    journal: str | None, config: Path | None, output: Path | None, *, as_json: bool
) -> None:
    """Write every event as a line of JSON, with its hash.

    The lines are always JSON; with -o, --json prints the summary as JSON as well. Each line holds
    `position`, `hash`, `id` and `event`; the last line holds the journal's head. docs/journal.md
    says how to follow the chain without this program.
    """
    from jru_tui.journal import export_lines

    settings = settings_of(config, journal)
    path = require_journal(settings.journal)
    with failing_in_words():
        damage = warn_of_damage(path)
    last = b""
    with failing_in_words(), show_progress("Exporting, events") as progress:
        lines = export_lines(path, progress)
        if output is None:
            for line in lines:
                click.echo(line, nl=False)
        else:
            last = _written(lines, output)
    if output is not None:
        _say_written(output, last, as_json=as_json)
    leave(damaged=bool(damage))


def _written(lines: Iterator[bytes], output: Path) -> bytes:
    """Write lines to a file, whole or not at all; gives the last one, which says where they end."""
    from jru_tui.journal import file_in_place_of, in_words

    last = b""
    with in_words(output), file_in_place_of(output.absolute()) as new, new.open("wb") as content:
        for line in lines:
            content.write(line)
            last = line
    return last


def _say_written(output: Path, last: bytes, *, as_json: bool) -> None:
    import msgspec

    from jru_tui.journal import Head

    head = msgspec.convert(msgspec.json.decode(last)["head"], Head)

    def in_words() -> Iterator[str]:
        yield f"Wrote {head.position:,} events to {output}."
        yield f"Head: event {head.position:,}, chain {head.chain}"

    say({"file": str(output), "head": head}, in_words(), as_json=as_json)


@click.command(
    "import",
    epilog="""\b
Examples:
  jru-tui journal import shift.jsonl --journal shift.sqlite
  jru-tui journal import incidents.csv --mapping soda_fire_calls.toml --journal past.sqlite""",
)
@click.argument("file", type=_FILE)
@options.journal
@options.config
@click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The mapping of a history in another format, as with `check-feed`.",
)
@as_json
def import_journal(
    file: Path, journal: str | None, config: Path | None, mapping: Path | None, *, as_json: bool
) -> None:
    """Write a new journal from an export or a mapped history.

    --journal names the new journal, which must not exist yet.
    """
    from jru_tui.cli.sessions.command_desk import require_care_of
    from jru_tui.journal import import_lines

    if journal is None:
        raise click.UsageError("Name the new journal with --journal.")
    settings = settings_of(config, journal)
    with failing_in_words():
        require_care_of(settings.journal, settings)
    with failing_in_words(), show_progress("Importing, events") as progress:
        try:
            if mapping is not None:
                from jru_tui.cli.history_import import import_history

                head = import_history(file, mapping, settings)
            else:
                with file.open("rb") as lines:
                    head = import_lines(lines, settings.journal, progress)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    def lines_of_it() -> Iterator[str]:
        yield f"Wrote {head.position:,} events to {settings.journal}."
        yield f"Head: event {head.position:,}, chain {head.chain}"

    say(head, lines_of_it(), as_json=as_json)
