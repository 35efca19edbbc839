"""`jru-tui status`: the figures of a board as text that reads well aloud, or as JSON."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@options.board_or_its_end
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def status(
    source: str | None,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    whole: bool,
    as_json: bool,
) -> None:
    """Show the shift: alerts, calls, vehicles and totals.

    SOURCE is a scenario's name or file. Instead, --feed polls a call feed once, and --journal
    reads a journal. Without any of these, the journal in the settings is read. If there is none
    yet, the feed in the settings is polled once.
    """
    from jru_tui.board import printable
    from jru_tui.cli.export import note_look
    from jru_tui.cli.sources import load_board
    from jru_tui.cli.travel import recommendation_of
    from jru_tui.cli.unsaved_commands import spooled_at
    from jru_tui.reports import SpooledStatus, in_words, indented_json, status_of

    view = load_board(source, feed=feed, journal=journal, config=config, at=at, whole=whole)
    if view.journal is not None and not view.damage:
        note_look(view.journal, view.settings.by, "status")
    recommendation = recommendation_of(view.board, view.settings, view.now)
    document = status_of(
        view.board,
        view.feed,
        view.now,
        stale=view.health.stale,
        source=view.source,
        warnings=view.warnings,
        recommendation=recommendation,
        spooled=tuple(
            SpooledStatus(waiting.at, waiting.by, waiting.words)
            for waiting in spooled_at(view.journal)
        ),
    )
    if as_json:
        click.echo(indented_json(document))
    else:
        words = in_words(
            document, view.board, stale=view.health.stale, recommendation=recommendation
        )
        click.echo(printable(f"{view.marking}.\n{words}", keep="\n"), nl=False)
    view.leave()
