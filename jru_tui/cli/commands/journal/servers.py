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
    """Create a journal for several boards in a PostgreSQL database.

    Creates the tables, the roles and an empty journal where they are missing. Your database role
    must be allowed to create roles. [shared] in the settings names the force; docs/shared.md is
    the guide.
    """
    from jru_tui.cli.sessions.command_desk import require_care
    from jru_tui.journal import create_journal, roles_of
    from jru_tui.settings import JournalServer

    settings = settings_of(config, journal)
    server = settings.journal
    if not isinstance(server, JournalServer):
        raise CommandError(
            "a journal in a file is created by the board that opens it. Name a server: "
            "postgresql://ROLE@HOST/DATABASE."
        )
    require_care(settings.role)
    with failing_in_words():
        created = create_journal(server)
    writer, reader, controller = roles_of(server.force)

    def lines() -> Iterator[str]:
        there = "Created the journal" if created else "There is already a journal"
        yield f"{there} of {server.force} in {server.name}."
        yield f"Roles: {writer} may do everything, {controller} may assign and write notes,"
        yield f"{reader} may only read. To give a person a role, run this in the database:"
        yield f"  CREATE ROLE sc100 LOGIN; GRANT {writer} TO sc100;"

    value = {
        "made": created,
        "force": server.force,
        "writer": writer,
        "reader": reader,
        "controller": controller,
    }
    say(value, lines(), as_json=as_json)
