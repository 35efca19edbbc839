"""How the command line says that something could not be done: one sentence, on stderr."""

import sys
from typing import IO, Any

import click

from jru_tui.board.printable import printable


class Failure(click.ClickException):
    """It could not be done; the message is a sentence for a person. Exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on stderr. What is not printable in it (it may quote a file) is replaced."""
        said = printable(self.format_message(), keep="\n")
        click.echo(f"jru-tui: {said}", file=file or sys.stderr)
