"""The decisions of a report as a section of its page."""

from collections.abc import Sequence

from jru_tui.board import clock, count, minutes_between, short_day, whole_minutes
from jru_tui.reports.figures.decisions import DecisionFigures, OfferFigures
from jru_tui.reports.pages.page import Item, Section, Table

_MOST = 100
"""Decisions that a page lists, the newest; the other forms have all."""


def decisions_section(decisions: Sequence[DecisionFigures], zone: str) -> Section:
    """The decisions as a table, with how often the first offer was taken.

    Args:
        decisions: oldest first; there is at least one.
        zone: of the clock on the wall.
    """
    first = sum(decision.first for decision in decisions)
    judged = [decision.within for decision in decisions if decision.within is not None]
    items = [Item("", f"The first offer was taken in {first} of {count(len(decisions), 'time')}.")]
    if judged:
        said = f"{sum(judged)} of {count(len(judged), 'arrival')} came between the predicted times"
        items.append(Item("", f"{said}; four of five are expected to."))
    if len(decisions) > _MOST:
        items.append(Item("", f"The last {_MOST} are listed here; CSV and JSON have all."))
    return Section(
        "Vehicles sent: offered, chosen, predicted, happened",
        tuple(items),
        Table(
            ("", "call", "first offer", "chosen", "predicted", "happened"),
            tuple(_row(decision, zone) for decision in decisions[-_MOST:]),
        ),
    )


def _row(decision: DecisionFigures, zone: str) -> tuple[str, ...]:
    when = f"{short_day(decision.at, zone)} {clock(decision.at, zone)}"
    happened = "–" if decision.happened_s is None else f"{whole_minutes(decision.happened_s)} min"
    return (
        when,
        decision.call,
        f"{decision.offered.name}, {_arrival(decision.offered)}",
        decision.name,
        "–" if decision.predicted is None else _arrival(decision.predicted),
        happened,
    )


def _arrival(offer: OfferFigures) -> str:
    if offer.source == "area":
        return f"~{whole_minutes(offer.predicted_s)} min"
    return minutes_between(offer.predicted_s, offer.low_s, offer.high_s)
