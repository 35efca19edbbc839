"""Sources of travel times that the settings name, for the recommendation of a board."""

import asyncio
from collections.abc import Callable

from jru_tui.board import TableSource, TravelSource
from jru_tui.desk import Desk
from jru_tui.settings import Settings, SettingsError, read_travel_table


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


async def use_travel_sources(desk: Desk, settings: Settings, tell: Callable[[str], None]) -> None:
    """Have a desk ask the sources of the settings; read in a thread, as a table may be long.

    A shift is not held up by a table that cannot be read: its ways are predicted without.

    Args:
        desk: makes the recommendation.
        settings: name the table.
        tell: told what is wrong with it.
    """
    try:
        sources = await asyncio.to_thread(travel_sources, settings)
    except SettingsError as error:
        tell(f"{str(error).rstrip('.')}: arrivals are predicted without this table")
        return
    if sources:
        desk.use_travel_sources(sources)
