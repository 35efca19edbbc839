"""`jru-tui debrief`: the log of one call or one vehicle as a page to print."""

from pathlib import Path

import click

from jru_tui.cli import options
from jru_tui.cli.errors import CommandError


@click.command()
@click.option("--of", "subject", required=True, help="The call or vehicle: number, id or name.")
@options.board_source
@options.form("text", "html")
@options.output
def debrief(
    subject: str,
    source: str | None,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Write the log of one call or vehicle as a page to print.

    SOURCE is a scenario's name or file. Instead, --feed polls a call feed once, and --journal
    reads a journal. Without any of these, the journal in the settings is read. If there is none
    yet, the feed in the settings is polled once.
    """
    from jru_tui.cli.export import deliver
    from jru_tui.cli.sources import load_board
    from jru_tui.reports import DEBRIEF_FORMS, find_subject, make_debrief

    kind = options.chosen(form, output, DEBRIEF_FORMS.keys())
    view = load_board(source, feed=feed, journal=journal, config=config, at=at)
    found = find_subject(view.board, subject)
    if found is None:
        raise CommandError(
            f"no call or vehicle is called {subject}, or the numbers of several calls end in it."
        )
    page = make_debrief(
        view.board,
        found,
        view.now,
        marking=view.marking,
        head=view.head,
        source=view.source,
        warnings=view.warnings,
    )
    deliver(DEBRIEF_FORMS[kind](page), output, view, "log", kind)
    view.leave()
