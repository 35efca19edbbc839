"""`jru-tui journal`: the care of a journal, a command for each thing that can be done."""

import click

from jru_tui.cli.commands.journal.copies import backup, restore, salvage
from jru_tui.cli.commands.journal.examination import info, verify
from jru_tui.cli.commands.journal.retention import hold, migrate, purge
from jru_tui.cli.commands.journal.servers import init
from jru_tui.cli.commands.journal.transfer import export_journal, import_journal


@click.group(
    epilog="""\b
Examples:
  jru-tui journal info
  jru-tui journal verify
  jru-tui journal backup /mnt/backup/shift.sqlite""",
)
def journal() -> None:
    """Look after the journal: verify, back up, restore, salvage, export, purge.

    Each command is for the journal of the settings, or for the one that --journal names.
    """


for _command in (
    info,
    verify,
    backup,
    restore,
    salvage,
    export_journal,
    import_journal,
    purge,
    hold,
    migrate,
    init,
):
    journal.add_command(_command)
