"""dispatch."""

from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.models import (
    Act,
    Action,
    Advice,
    Arrival,
    ArrivalSource,
    CallMark,
    Consequence,
    Drawback,
    Offer,
    Plan,
    Precondition,
    Shortfall,
    TargetForecast,
    Unable,
)
from jru_tui.board.queries.dispatch.travel import Location, TravelModel, TravelSource, location

__all__ = [
    "Act",
    "Action",
    "Advice",
    "Arrival",
    "ArrivalSource",
    "CallMark",
    "Consequence",
    "Dispatcher",
    "Drawback",
    "Location",
    "Offer",
    "Plan",
    "Precondition",
    "Shortfall",
    "TargetForecast",
    "TravelModel",
    "TravelSource",
    "Unable",
    "location",
]
