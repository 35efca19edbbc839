"""Options that several commands share, and the types of their values."""

import math
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Decorate = Callable[[Callable[..., Any]], Callable[..., Any]]


class _Finite(click.FloatRange):
    """A number within bounds, which `nan` passes by every comparison."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        found = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return found


def complete_file(
    _context: click.Context, _param: click.Parameter, incomplete: str
) -> list["CompletionItem"]:
    """Complete the name of a file in a shell."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


at: Decorate = click.option(
    "--at",
    metavar="TIME",
    help="The time: RFC 3339, or Europe/London 'YYYY-MM-DD HH:MM', or HH:MM of the first shift.",
)
config: Decorate = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The settings file.  [default: see `jru-tui locate`]",
)
feed: Decorate = click.option("--feed", metavar="URL", help="The address of the call feed.")
journal: Decorate = click.option(
    "--journal",
    metavar="FILE|URL",
    help="The journal: a file, or postgresql://HOST/DATABASE.",
    shell_complete=complete_file,
)
supervisor: Decorate = click.option(
    "--as", "by", metavar="WHO", help="Who is at the board: a collar number, a desk."
)
no_mouse: Decorate = click.option(
    "--no-mouse", is_flag=True, help="Leave the mouse to the terminal, to select and copy text."
)
speed: Decorate = click.option(
    "--speed",
    metavar="N",
    type=_Finite(min=0, min_open=True, max=3600),
    default=1.0,
    show_default=True,
    help="The speed, as a multiple of real time.",
)


output: Decorate = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The output file; written whole or not at all.  [default: the terminal]",
)


def form(*forms: str) -> Decorate:
    """The option that chooses a form; without it the file's name does, or it is text."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        help="The format.  [default: by the file's name, or text]",
    )


def chosen(form: str | None, output: Path | None, forms: Collection[str]) -> str:
    """The form that was asked for, by its name or by that of the file.

    Args:
        form: its name; None for that of the file.
        output: the file; None to print it.
        forms: the names of the forms that there are.

    Raises:
        click.BadParameter: the file's name means a form that there is not.
    """
    from jru_tui.reports import SUFFIXES

    of_suffix = {"": "text", ".htm": "html", **{f".{end}": name for name, end in SUFFIXES.items()}}
    suffix = output.suffix.casefold() if output else ""
    named = form or of_suffix.get(suffix, suffix.removeprefix("."))
    if named not in forms:
        there = ", ".join(forms)
        message = (
            f"'{output}' means the format {named}; available: {there}. With --format the file can "
            "have any name."
        )
        raise click.BadParameter(message, param_hint="-o")
    return named


def source(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument that names a scenario; a shell completes those that ship."""
    return click.argument("source", required=False, shell_complete=scenarios)(command)


def board_source(command: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments that name a board and its moment, for what `sources.load_board` takes."""
    for decorate in (at, config, journal, feed, source):
        command = decorate(command)
    return command


def board_or_its_end(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same arguments, and whether all is read of a long journal or the newest shifts alone."""
    whole = click.option(
        "--whole",
        is_flag=True,
        help="Read all of a long journal, not only its last two shifts.",
    )
    return board_source(whole(command))


def scenarios(
    context: click.Context, param: click.Parameter, incomplete: str
) -> list["CompletionItem"]:
    """Complete the name of a scenario in a shell: those that ship, or else files.

    Args:
        context: the command that is being completed.
        param: the argument.
        incomplete: the letters so far.
    """
    from click.shell_completion import CompletionItem

    from jru_tui.simulator import scenario_names

    names = [name for name in scenario_names() if name.startswith(incomplete)]
    return [CompletionItem(name) for name in names] or complete_file(context, param, incomplete)


class Size(click.ParamType[tuple[int, int]]):
    """A size in columns and lines, such as 140x36."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read `COLUMNSxLINES`, within what a board can be drawn in.

        Args:
            value: the words.
            param: the option.
            ctx: the command.
        """
        if isinstance(value, tuple):
            return value[0], value[1]
        read = re.fullmatch(r"([0-9]{1,3})x([0-9]{1,3})", str(value))
        if read is None:
            self.fail(
                f"'{value}' is not a size: write columns and lines, such as 140x36", param, ctx
            )
        columns, lines = int(read[1]), int(read[2])
        if not (60 <= columns <= 500 and 15 <= lines <= 200):  # noqa: PLR2004 - as the sentence says
            self.fail(f"'{value}' cannot be drawn: from 60x15 to 500x200", param, ctx)
        return columns, lines
