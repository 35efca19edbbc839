"""`jru-tui journal init`: the journal of a force on a PostgreSQL server."""

from collections.abc import Iterator
from pathlib import Path

import click

from jru_tui.cli import options
from jru_tui.cli.commands.journal.common import as_json, failing_in_words, say, settings_of
from jru_tui.cli.errors import CommandError


@click.command(
    epilog="""\b
Examples:
  jru-tui journal init --journal postgresql://postgres@/shifts
  jru-tui journal init --journal postgresql://dba@db.kent.example/shifts"""
)
@options.journal
@options.config
@as_json
def init(journal: str | None, config: Path | None, *, as_json: bool) -> None:
    """Make a journal that several boards share, in a database of a PostgreSQL server.

    Tables, roles and an empty journal are made as far as they are missing. Whoever asks has to be
    allowed to make roles. [shared] of the settings names the force; docs/shared.md is the guide.
    """
    from jru_tui.journal import create_journal, roles_of
    from jru_tui.settings import JournalServer

    server = settings_of(config, journal).journal
    if not isinstance(server, JournalServer):
        raise CommandError(
            "a journal in a file is made by the board that opens it: name a server, "
            "postgresql://ROLE@HOST/DATABASE."
        )
    with failing_in_words():
        made = create_journal(server)
    writer, reader, controller = roles_of(server.force)

    def lines() -> Iterator[str]:
        there = "Made the journal" if made else "There is a journal already"
        yield f"{there} of {server.force} in {server.name}."
        yield f"Roles: {writer} gives all commands, {controller} assigns and notes,"
        yield f"{reader} reads. A person gets one by the database:"
        yield f"  CREATE ROLE sc100 LOGIN; GRANT {writer} TO sc100;"

    value = {
        "made": made,
        "force": server.force,
        "writer": writer,
        "reader": reader,
        "controller": controller,
    }
    say(value, lines(), as_json=as_json)
