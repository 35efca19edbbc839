"""Sources of travel times that the settings name, for the recommendation of a board."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from jru_tui.board import TableSource, TravelSource
from jru_tui.desk import Desk
from jru_tui.settings import Settings, SettingsError, read_travel_table

if TYPE_CHECKING:
    from jru_tui.feeds import RouteSource, RoutingEngine


def travel_sources(settings: Settings) -> tuple[TravelSource, ...]:
    """The sources that are asked before the straight line, the best first.

    Args:
        settings: name the force's table of minutes.

    Raises:
        SettingsError: the table cannot be read; names its line and column.
    """
    if settings.travel_table is None:
        return ()
    return (TableSource(read_travel_table(settings), settings.rules.travel.spread),)


async def use_travel_sources(
    desk: Desk,
    settings: Settings,
    tell: Callable[[str], None],
    first: Sequence[TravelSource] = (),
) -> None:
    """Have a desk ask the sources of the settings; read in a thread, as a table may be long.

    A shift is not held up by a table that cannot be read: its ways are predicted without.

    Args:
        desk: makes the recommendation.
        settings: name the table.
        tell: told what is wrong with it.
        first: asked before the table.
    """
    sources: Sequence[TravelSource] = ()
    try:
        sources = await asyncio.to_thread(travel_sources, settings)
    except SettingsError as error:
        tell(f"{str(error).rstrip('.')}: arrivals are predicted without this table")
    if first or sources:
        desk.use_travel_sources((*first, *sources))


async def attend_travel(
    desk: Desk, settings: Settings, clock: Callable[[], datetime], tell: Callable[[str], None]
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
    engine, source = await asyncio.to_thread(_engine, settings, clock)
    await use_travel_sources(desk, settings, tell, first=(source,))
    await engine.run(desk.travel_times_told, tell)


def _engine(
    settings: Settings, clock: Callable[[], datetime]
) -> tuple["RoutingEngine", "RouteSource"]:
    """Put the line to the engine together. To be called in a thread: its imports are slow."""
    from jru_tui.feeds import RouteSource, RoutingEngine

    source = RouteSource(settings.rules.travel.spread, clock)
    return RoutingEngine(settings.routing, settings.feed, source, clock), source
