"""How the command line says that something could not be done: one sentence, on stderr."""

import sys
from typing import IO, Any

import click


class Failure(click.ClickException):
    """It could not be done; the message is a sentence for a person. Exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on stderr. What is not printable in it (it may quote a file) is replaced."""
        click.echo(f"jru-tui: {printable(self.format_message())}", file=file or sys.stderr)


def printable(text: str) -> str:
    """The text with everything that could steer a terminal replaced; line ends stay."""
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in text)
