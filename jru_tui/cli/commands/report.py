"""`jru-tui report`: the figures of any span of shifts."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from jru_tui.cli import options
from jru_tui.cli.errors import CommandError


class _Date(click.DateTime):
    """A day, as `2020-10-30`."""

    name = "date"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day's beginning."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not a date: write it as 2020-10-30.", param, ctx)


_DATE = _Date()


@click.command()
@options.board_source
@click.option(
    "--from", "first", type=_DATE, metavar="DATE", help="The first shift, by the day it starts on."
)
@click.option("--to", "last", type=_DATE, metavar="DATE", help="The last shift.  [default: all]")
@click.option(
    "--travel", is_flag=True, help="Compare predicted arrival times with actual ones instead."
)
@options.form("text", "csv", "json", "html")
@options.output
def report(
    source: str | None,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    first: datetime | None,
    last: datetime | None,
    travel: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Show the figures of any range of shifts.

    Without --from and --to, every shift is included. --travel compares how long journeys were
    predicted to take with how long they took, as a table and a plot.

    SOURCE is a scenario's name or file. Instead, --feed polls a call feed once, and --journal
    reads a journal. Without any of these, the journal in the settings is read. If there is none
    yet, the feed in the settings is polled once.
    """
    if first and last and last < first:
        raise click.BadParameter("the last shift is before the first.", param_hint="--to")
    from jru_tui.board import shift_at, start_day
    from jru_tui.cli.export import deliver
    from jru_tui.cli.progress import share_progress
    from jru_tui.cli.sources import load_board
    from jru_tui.reports import FIGURES_FORMS

    kind = options.chosen(form, output, FIGURES_FORMS.keys())
    view = load_board(source, feed=feed, journal=journal, config=config, at=at, to_its_end=True)
    hours, since, until = view.board.rules.hours, first and first.date(), last and last.date()
    shifts = [*view.board.past_shifts(since, until)]
    if not shifts and not view.board.past_shifts():
        running = shift_at(hours, view.now)
        day = start_day(hours, running)
        shifts = [running] if (since or day) <= day <= (until or day) else []
    if not shifts:
        raise CommandError("no call was opened, reached or closed in those shifts.")
    with share_progress("Counting") as progress:
        if travel:
            from jru_tui.reports import TRAVEL_FORMS, count_travel

            content = TRAVEL_FORMS[kind](
                count_travel(
                    view.board,
                    shifts,
                    marking=view.marking,
                    progress=progress,
                    source=view.source,
                    warnings=view.warnings,
                )
            )
        else:
            from jru_tui.reports import count_figures

            counted = count_figures(
                view.board.snapshot(shifts),
                shifts,
                marking=view.marking,
                progress=progress,
                source=view.source,
                warnings=view.warnings,
            )
            content = FIGURES_FORMS[kind](counted)
    deliver(content, output, view, "report", kind)
    view.leave()
