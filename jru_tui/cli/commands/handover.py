"""`jru-tui handover`: the page that one supervisor reads out to the next."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@options.board_or_its_end
@options.form("text", "markdown", "html")
@options.output
def handover(
    source: str | None,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    whole: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Write the one-page handover for the next supervisor.

    SOURCE is a scenario's name or file. Instead, --feed polls a call feed once, and --journal
    reads a journal. Without any of these, the journal in the settings is read. If there is none
    yet, the feed in the settings is polled once.
    """
    from jru_tui.cli.export import deliver
    from jru_tui.cli.sources import load_board
    from jru_tui.cli.travel import recommendation_of
    from jru_tui.reports import HANDOVER_FORMS, make_handover

    kind = options.chosen(form, output, HANDOVER_FORMS.keys())
    view = load_board(source, feed=feed, journal=journal, config=config, at=at, whole=whole)
    page = make_handover(
        view.board,
        view.head,
        view.now,
        stale=view.health.stale,
        marking=view.marking,
        source=view.source,
        warning=" ".join(view.warnings),
        recommendation=recommendation_of(view.board, view.settings, view.now),
    )
    deliver(HANDOVER_FORMS[kind](page), output, view, "handover", kind)
    view.leave()
