"""The figures of a report as CSV: one figure a row, so that a spreadsheet can sort and filter.

Columns: the shift's start (empty: all shifts together), the vehicle (empty: the unit), the figure,
what it is of (a code; may be empty), its value, and the marking. Times are seconds, money is
pounds. Every cell is quoted; text that a spreadsheet would take for a formula is not one.
"""

import csv
import io
from collections.abc import Iterator

from jru_tui.reports.figures.decisions import DecisionFigures
from jru_tui.reports.figures.figures import Figures, GroupFigures, SpanFigures
from jru_tui.reports.figures.measures import Spread

COLUMNS = ("shift", "vehicle", "figure", "of", "value", "marking")

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a formula begins with, in full width too."""

_MONEY = ("pounds_saved",)
"""The figures in pounds, written with pence."""

Row = tuple[str, str, str, str, str]


def to_csv(figures: Figures) -> str:
    """The figures as CSV (RFC 4180), its lines ended with CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in _rows(figures):
        writer.writerow([guarded(cell) for cell in (*row, figures.marking)])
    return text.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what would begin a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _rows(figures: Figures) -> Iterator[Row]:
    for figure, sentences in (("source", (figures.source,)), ("warning", figures.warnings)):
        yield from (("", "", figure, "", sentence) for sentence in sentences if sentence)
    yield from _span("", figures.whole)
    if figures.reached_before:
        yield "", "", "reached_before", "", str(figures.reached_before)
    for shift in figures.shifts:
        yield from _span(shift.starts_at.isoformat().replace("+00:00", "Z"), shift)
    for figure, shares in (
        ("attended_by_type", figures.by_type),
        ("attended_by_outcome", figures.by_outcome),
        ("attended_by_origin", figures.by_origin),
        ("attended_by_hour", figures.by_hour),
    ):
        for share in shares:
            yield "", "", figure, share.code or "not_given", str(share.attended)
    for target in figures.targets:
        of = target.code
        if target.target_minutes is not None:
            yield "", "", "target_minutes", of, str(target.target_minutes)
            yield "", "", "target_met", of, str(target.met)
            yield "", "", "target_missed", of, str(target.missed)
        yield from _spread(("", "", "target_response"), of, target.response)
    yield from _decisions(figures)


def _decisions(figures: Figures) -> Iterator[Row]:
    for decided in figures.right_care:
        yield "", "", "right_care", decided.code, str(decided.calls)
    if figures.decisions:
        yield "", "", "first_offers_taken", "", str(figures.first_offers_taken)
    for decision in figures.decisions:
        yield from _decision(decision)


def _decision(decision: DecisionFigures) -> Iterator[Row]:
    """Yield a decision; `of` is its call, and `shift` the moment at which it was made."""
    at, of = decision.at.isoformat().replace("+00:00", "Z"), decision.call
    yield at, decision.offered.vehicle, "offered_predicted_s", of, str(decision.offered.predicted_s)
    if decision.predicted is not None:
        predicted = decision.predicted
        for figure, value in (
            ("chosen_predicted_s", predicted.predicted_s),
            ("chosen_low_s", predicted.low_s),
            ("chosen_high_s", predicted.high_s),
        ):
            yield at, decision.vehicle, figure, of, str(value)
    happened = "" if decision.happened_s is None else str(decision.happened_s)
    yield at, decision.vehicle, "chosen_happened_s", of, happened


def _span(shift: str, span: SpanFigures) -> Iterator[Row]:
    yield from _group(shift, "", span.unit)
    for vehicle in span.vehicles:
        yield from _group(shift, vehicle.id, vehicle.figures)


def _group(shift: str, vehicle: str, group: GroupFigures) -> Iterator[Row]:
    for figure in group.__struct_fields__:
        value = getattr(group, figure)
        if isinstance(value, Spread):
            yield from _spread((shift, vehicle, figure), "", value)
        else:
            yield shift, vehicle, figure, "", f"{value:.2f}" if figure in _MONEY else str(value)


def _spread(about: tuple[str, str, str], of: str, spread: Spread) -> Iterator[Row]:
    """A mean of nothing is no row, not a zero."""
    shift, vehicle, measure = about
    for figure, value in (
        ("count", spread.count),
        ("mean_s", spread.mean_s),
        ("p90_s", spread.p90_s),
        ("set_aside", spread.set_aside),
    ):
        if value is not None:
            yield shift, vehicle, f"{measure}_{figure}", of, str(value)
