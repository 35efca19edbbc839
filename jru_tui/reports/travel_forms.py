"""The forms of a report on predicted arrivals: a page as text or HTML, CSV, and JSON."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping

from jru_tui.board import clock, count, duration, long_day, short_day
from jru_tui.reports.figures.figures_csv import guarded
from jru_tui.reports.forms import as_html, indented_json
from jru_tui.reports.pages.page import Item, ReportPage, Scatter, Section, Table, warning_sections
from jru_tui.reports.pages.page_text import as_text
from jru_tui.reports.travel_accuracy import AccuracyFigures, TravelFigures

_MOST = 200
"""Journeys that a page lists, the newest; the other forms have all."""
_METHOD = (
    "Each journey is predicted as the board would have predicted it in its shift: from journeys "
    "that were over before that shift began. Turnout and travel together; travel alone where it "
    "is not known when the vehicle was sent. Inside: it took as long as the interval says, which "
    "is "
    "expected of four in five (80 %)."
)
_COLUMNS = (
    *("at", "call", "vehicle", "km", "predicted_s", "low_s", "high_s", "happened_s", "inside"),
    *("marking", "remark"),
)


def travel_page(figures: TravelFigures) -> ReportPage:
    """The figures as a page: text and HTML are printed from it."""
    first, last = (long_day(at, figures.zone) for at in (figures.starts_at, figures.ends_at))
    return ReportPage(
        marking=figures.marking,
        title=f"Predicted arrivals and what happened, {first} to {last}",
        lead=tuple(filter(None, (figures.source, _summary(figures)))),
        sections=tuple(_sections(figures)),
        foot=(_METHOD,),
    )


def _summary(figures: TravelFigures) -> str:
    predicted = figures.predicted
    if not predicted.count:
        return "No journey has both a known start and a known destination."
    return (
        f"{predicted.inside} of {count(predicted.count, 'journey')} ({_share(predicted)}) took "
        f"between the predicted times; four of five (80 %) are expected to. "
        f"{predicted.sooner} came sooner, {predicted.later} later."
    )


def _sections(figures: TravelFigures) -> Iterator[Section]:
    yield from warning_sections(figures.warnings)
    if not figures.predicted.count:
        return
    yield Section(
        "By predicted time",
        table=Table(
            ("", "journeys", "predicted", "happened", "inside", "sooner", "later"),
            tuple(
                (
                    _band(band.from_s, band.to_s),
                    str(band.accuracy.count),
                    duration(band.predicted_s),
                    duration(band.happened_s),
                    _share(band.accuracy),
                    str(band.accuracy.sooner),
                    str(band.accuracy.later),
                )
                for band in figures.bands
            ),
        ),
        scatter=Scatter(
            "Predicted and happened, in minutes",
            "predicted",
            "happened",
            tuple(
                (journey.predicted_s / 60, journey.happened_s / 60) for journey in figures.journeys
            ),
        ),
    )
    yield Section(
        "With the learned journeys, and by the settings alone",
        table=Table(
            ("", "inside", "sooner", "later", "off by", "late by"),
            (
                _accuracy_row(
                    f"learned from {count(figures.learned, 'journey')}", figures.predicted
                ),
                _accuracy_row("settings alone", figures.settings),
            ),
        ),
    )
    if figures.turnouts:
        yield Section(
            "Turnout by status",
            table=Table(
                ("", "turnouts", "settings", "learned", "happened"),
                tuple(
                    (
                        turnout.label,
                        str(turnout.count),
                        duration(turnout.settings_s),
                        duration(turnout.learned_s),
                        duration(turnout.happened_s),
                    )
                    for turnout in figures.turnouts
                ),
            ),
        )
    yield _journeys(figures)


def _accuracy_row(name: str, figures: AccuracyFigures) -> tuple[str, ...]:
    late = f"-{duration(-figures.late_s)}" if figures.late_s < 0 else duration(figures.late_s)
    return (
        name,
        _share(figures),
        str(figures.sooner),
        str(figures.later),
        duration(figures.off_s),
        late,
    )


def _journeys(figures: TravelFigures) -> Section:
    listed = figures.journeys[-_MOST:]
    items = []
    if len(figures.journeys) > len(listed):
        items.append(Item("", f"The last {_MOST} are listed here; CSV and JSON have all."))
    if figures.left_out:
        text = "without a place at both ends, or cannot be true"
        items.append(Item("", f"{count(figures.left_out, 'journey')} left out: {text}."))
    rows = tuple(
        (
            f"{short_day(journey.at, figures.zone)} {clock(journey.at, figures.zone)}",
            journey.call,
            journey.name,
            f"{journey.km:.1f}",
            duration(journey.predicted_s),
            f"{duration(journey.low_s)}-{duration(journey.high_s)}",
            duration(journey.happened_s),
        )
        for journey in listed
    )
    columns = ("", "call", "vehicle", "km", "predicted", "10 to 90 %", "happened")
    return Section("Each journey", tuple(items), Table(columns, rows))


def _band(from_s: int, to_s: int | None) -> str:
    if to_s is None:
        return f"{from_s // 60} min and more"
    return f"{from_s // 60} to {to_s // 60} min"


def _share(figures: AccuracyFigures) -> str:
    return "–" if figures.share is None else f"{100 * figures.share:.0f} %"


def travel_csv(figures: TravelFigures) -> str:
    """The journeys as CSV (RFC 4180), one a row, its lines ended with CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for sentence in filter(None, (figures.source, *figures.warnings)):
        writer.writerow([guarded(cell) for cell in (*[""] * 9, figures.marking, sentence)])
    for journey in figures.journeys:
        inside = journey.low_s <= journey.happened_s <= journey.high_s
        row = (
            journey.at.isoformat().replace("+00:00", "Z"),
            journey.call,
            journey.vehicle,
            f"{journey.km:.1f}",
            *map(str, (journey.predicted_s, journey.low_s, journey.high_s, journey.happened_s)),
            "yes" if inside else "no",
            figures.marking,
            "",
        )
        writer.writerow([guarded(cell) for cell in row])
    return text.getvalue()


TRAVEL_FORMS: Mapping[str, Callable[[TravelFigures], str]] = {
    "text": lambda figures: as_text(travel_page(figures)),
    "csv": travel_csv,
    "json": lambda figures: f"{indented_json(figures)}\n",
    "html": lambda figures: as_html(travel_page(figures)),
}
