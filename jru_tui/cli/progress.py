"""Says on stderr that something long is getting on; silent where nobody looks."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

T = TypeVar("T")

_EVERY = 20_000


def counted(things: Iterable[T], what: str, every: int = _EVERY) -> Iterator[T]:
    """Hand the things on, and on a terminal's stderr count them, on one line that goes away."""
    shown = False
    for number, each in enumerate(things, 1):
        if number % every == 0 and sys.stderr.isatty():
            click.echo(f"\r{what}: {number:,}", err=True, nl=False)
            shown = True
        yield each
    if shown:
        click.echo("\r\033[K", err=True, nl=False)
