"""The times of the command line: this machine's clock, and what `--at` names."""

from datetime import UTC, datetime

import click


def wall_clock() -> datetime:
    """This machine's time, in UTC. Everything below is handed a clock; this is the one it gets."""
    return datetime.now(UTC)


def read_moment(text: str, first_shift: datetime | None) -> datetime:
    """As `moment`; what names none is wrong usage.

    Raises:
        click.BadParameter: the text names no moment.
    """
    from jru_tui.cli.moment import MomentError, moment

    try:
        return moment(text, first_shift)
    except MomentError as error:
        raise click.BadParameter(f"{error}.", param_hint="--at") from error
