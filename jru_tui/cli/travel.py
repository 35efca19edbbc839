"""Sources of travel times that the settings name, for the recommendation of a board."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from jru_tui.board import Board, Recommendation, printable
from jru_tui.settings import Settings, SettingsError, read_travel_table

if TYPE_CHECKING:
    from jru_tui.board import TravelSource
    from jru_tui.desk import Desk
    from jru_tui.feeds import RouteSource, RoutingEngine


_MOST_TABLES = 8
"""Tables that are asked for where a board is looked at once."""


def travel_sources(settings: Settings) -> "tuple[TravelSource, ...]":
    """The sources that are asked before the straight line, the best first.

    Args:
        settings: name the force's table of minutes.

    Raises:
        SettingsError: the table cannot be read; names its line and column.
    """
    if settings.travel_table is None:
        return ()
    from jru_tui.board import TableSource

    return (TableSource(read_travel_table(settings), settings.rules.travel.spread),)


async def use_travel_sources(
    desk: "Desk",
    settings: Settings,
    tell: Callable[[str], None],
    first: "Sequence[TravelSource]" = (),
) -> None:
    """Have a desk ask the sources of the settings; read in a thread, as a table may be long.

    A shift is not held up by a table that cannot be read: its ways are predicted without.

    Args:
        desk: makes the recommendation.
        settings: name the table.
        tell: told what is wrong with it.
        first: asked before the table.
    """
    import asyncio

    sources: Sequence[TravelSource] = ()
    try:
        sources = await asyncio.to_thread(travel_sources, settings)
    except SettingsError as error:
        tell(f"{str(error).rstrip('.')}: arrivals are predicted without this table")
    if first or sources:
        desk.use_travel_sources((*first, *sources))


async def attend_travel(
    desk: "Desk", settings: Settings, clock: Callable[[], datetime], tell: Callable[[str], None]
) -> None:
    """Have a desk ask the sources of the settings, a routing engine first, until cancelled.

    Args:
        desk: makes the recommendation.
        settings: name the engine and the table.
        clock: the time, UTC.
        tell: told what does not answer, or cannot be read.
    """
    if not settings.routing.url:
        await use_travel_sources(desk, settings, tell)
        return
    import asyncio

    engine, source = await asyncio.to_thread(_engine, settings, clock)
    await use_travel_sources(desk, settings, tell, first=(source,))
    await engine.run(desk.note_travel_times, tell)


def recommendation_of(board: Board, settings: Settings, now: datetime) -> Recommendation:
    """Return who should go where on a board that is looked at once, by the settings' sources.

    A routing engine is asked for what one plan wants, within its deadline; where it does not
    answer, or a table cannot be read, stderr says so, and arrivals are predicted without.

    Args:
        board: as it stands.
        settings: name the engine and the table.
        now: the board's time, UTC.
    """
    sources: tuple[TravelSource, ...] = ()
    try:
        sources = travel_sources(settings)
    except SettingsError as error:
        _warn(f"{str(error).rstrip('.')}: arrivals are predicted without this table")
    if not settings.routing.url:
        return Recommendation(board, sources)
    import asyncio

    return asyncio.run(_routed(board, settings, now, sources))


async def _routed(
    board: Board,
    settings: Settings,
    now: datetime,
    sources: "tuple[TravelSource, ...]",
) -> Recommendation:
    """Ask a routing engine for the ways of one plan, and plan again with its answers."""
    engine, source = _engine(settings, lambda: now)
    recommendation = Recommendation(board, (source, *sources))
    recommendation.at(now)
    try:
        trouble = ""
        for _ in range(_MOST_TABLES):
            if trouble or not source.wanted.is_set():
                break
            trouble = await engine.ask()
    finally:
        await engine.aclose()
    if trouble:
        _warn(f"the routing engine is not used: {trouble}. Arrivals are predicted without it")
    recommendation.forget()
    return recommendation


def _warn(message: str) -> None:
    click.echo(f"jru-tui: {printable(message)}", err=True)


def _engine(
    settings: Settings, clock: Callable[[], datetime]
) -> tuple["RoutingEngine", "RouteSource"]:
    """Put the line to the engine together. To be called in a thread: its imports are slow."""
    from jru_tui.feeds import RouteSource, RoutingEngine

    source = RouteSource(settings.rules.travel.spread, clock)
    return RoutingEngine(settings.routing, settings.feed, source, clock), source
