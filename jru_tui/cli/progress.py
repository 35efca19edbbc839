"""A progress line on stderr, shown only on a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

T = TypeVar("T")

_EVERY = 20_000


def count_progress(things: Iterable[T], what: str, every: int = _EVERY) -> Iterator[T]:
    """Hand the things on, and on a terminal's stderr count them, on one line that goes away.

    Args:
        things: what is counted.
        what: its name in the plural.
        every: how many between two updates.
    """
    with _line() as say:
        for number, thing in enumerate(things, 1):
            if number % every == 0:
                say(f"{what}: {number:,}")
            yield thing


@contextmanager
def share_progress(what: str) -> Iterator[Callable[[float], None]]:
    """Make a function that shows how much is done, given from 0 to 1."""
    with _line() as say:
        yield lambda done: say(f"{what}: {done:.0%}") if done > 0 else None


@contextmanager
def steps(what: str, every: int = _EVERY) -> Iterator[Callable[[int], None]]:
    """Make a function that shows how many things are done."""
    said = 0

    with _line() as say:

        def show(number: int) -> None:
            nonlocal said
            if number - said >= every:
                said = number
                say(f"{what}: {number:,}")

        yield show


@contextmanager
def _line() -> Iterator[Callable[[str], None]]:
    shown = False

    def say(words: str) -> None:
        nonlocal shown
        if sys.stderr.isatty():
            click.echo(f"\r{words}", err=True, nl=False)
            shown = True

    try:
        yield say
    finally:
        if shown:
            click.echo("\r\033[K", err=True, nl=False)
