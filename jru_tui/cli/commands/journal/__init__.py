"""`jru-tui journal`: the care of a journal, a command for each thing that can be done."""

import click

from jru_tui.cli.lazy_group import LazyGroup

_HOMES = {
    "info": "journal.examination:info",
    "verify": "journal.examination:verify",
    "backup": "journal.copies:backup",
    "restore": "journal.copies:restore",
    "salvage": "journal.copies:salvage",
    "export": "journal.transfer:export_journal",
    "import": "journal.transfer:import_journal",
    "purge": "journal.retention:purge",
    "hold": "journal.retention:hold",
    "migrate": "journal.retention:migrate",
    "disclose": "journal.disclosure:disclose",
    "init": "journal.servers:init",
}


@click.group(
    cls=LazyGroup,
    homes=_HOMES,
    epilog="""\b
Examples:
  jru-tui journal info
  jru-tui journal verify
  jru-tui journal backup /mnt/backup/shift.sqlite""",
)
def journal() -> None:
    """Look after the journal: verify, back up, restore and more.

    Each command works on the journal in the settings, or on the one named by --journal.
    """
